"""What else is known to have happened: prices, stock-outs, advertising, promotions, festivals, reviews?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhanggui.analyses.goals.why.usual_days import CHINESE_ZONES
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.ad_levels import told_once
from zhanggui.metrics.registry import dimension
from zhanggui.metrics.relations import RELATIONS
from zhanggui.warehouse.exchanged import without_rate

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.goals.why.compared_periods import Compared
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

LEAST_PRICE_CHANGE, LEAST_AD_CHANGE, LEAST_REVIEW_CHANGE = 0.05, 0.3, 0.2
LEAST_AD_MOVE = 0.5
MOST_ELASTIC = 4.0  # sales hardly ever change by more than four times what the price does
MOVES = {
    "ads_cut": -1,
    "ads_raised": 1,
    "out_of_stock": -1,
    "back_in_stock": 1,
    "price_cut": 0,
    "price_raised": 0,
    "worse_reviews": -1,
}
LEAST_DAYS_OUT, LEAST_REVIEWS, BAD_STARS = 3, 5, 2
MOST_OF_A_KIND = 50
MOST_OF_CATEGORY = 0.8

EVENT_SENTENCES = {
    "price_cut": Words(zh="降价 {change}", en="price cut by {change}"),
    "price_raised": Words(zh="涨价 {change}", en="price raised by {change}"),
    "out_of_stock": Words(zh="断货 {now} 天（之前 {before} 天）", en="out of stock on {now} days ({before} before)"),
    "back_in_stock": Words(
        zh="恢复有货：断货 {now} 天（之前 {before} 天）", en="back in stock: out on {now} days ({before} before)"
    ),
    "ads_cut": Words(zh="广告花费减少 {change}", en="ad spend down by {change}"),
    "ads_raised": Words(zh="广告花费增加 {change}", en="ad spend up by {change}"),
    "promotion_began": Words(zh="活动“{name}”在进行（之前没有）", en="promotion '{name}' is on (it was not before)"),
    "promotion_ended": Words(zh="活动“{name}”已结束（之前在进行）", en="promotion '{name}' is over (it was on before)"),
    "festival_days": Words(
        zh="购物节 {name}：{now} 天（之前 {before} 天）", en="festival {name}: {now} days ({before} before)"
    ),
    "worse_reviews": Words(zh="差评占比 {now}（之前 {before}）", en="bad reviews {now} of all ({before} before)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvent:
    """Something that happened, and the part of the shop it happened to, by dimension; empty: the whole shop."""

    kind: str
    told: Sentence
    target: Mapping[str, str]

    @property
    def moves(self) -> int | None:
        """Which way it moves what it happens to: up (1), down (-1) or either (0); None if it is too small to tell."""
        change = self.told.arguments.get("change")
        too_small = self.kind == "ads" and isinstance(change, Rate) and change.rate < LEAST_AD_MOVE
        return None if too_small else MOVES.get(self.told.code)

    def reach(self, periods: Compared) -> float:
        """Which share of what its part sells it can move at most."""
        told = self.told.arguments
        if self.kind == "stock":
            shares = int(str(told["now"])) / periods.now.days, int(str(told["before"])) / periods.before.days
            return min(abs(shares[0] - shares[1]), 1.0)
        change = told.get("change")
        share = change.rate if isinstance(change, Rate) else 1.0
        return min(share * (MOST_ELASTIC if self.kind == "price" else 1.0), 1.0)


def known_events(warehouse: Warehouse, periods: Compared, channel: str | None) -> tuple[KnownEvent, ...]:
    """Everything loaded that differs between the two periods."""
    ask = _Asked(warehouse=warehouse, periods=periods, channel=channel)
    kinds: Mapping[str, Callable[[], Iterable[KnownEvent]]] = {
        "stock_levels": ask.stock,
        "price_history": ask.prices,
        "ad_stats": ask.advertising,
        "campaigns": ask.promotions,
        "reviews": ask.reviews,
    }
    found = [event for table, kind in kinds.items() if warehouse.loaded(table) for event in kind()]
    return (*found, *(ask.festivals() if warehouse.timezone in CHINESE_ZONES else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    warehouse: Warehouse
    periods: Compared
    channel: str | None

    def stock(self) -> Iterable[KnownEvent]:
        """Products that lay nowhere for days."""
        levels = self.warehouse.table("stock_levels")
        daily = (
            self._compared(levels, levels.day)
            .group_by("sku", "day")
            .aggregate(on_hand=levels.on_hand.sum().fill_null(0))
        )
        out = (daily.on_hand <= 0).ifelse(1, 0)
        rows = self._both(daily, ["sku"], daily.day, out)
        for row in rows:
            if abs(row["now"] - row["before"]) >= LEAST_DAYS_OUT:
                code = "out_of_stock" if row["now"] > row["before"] else "back_in_stock"
                yield KnownEvent(
                    kind="stock",
                    told=sentence(code, now=int(row["now"]), before=int(row["before"])),
                    target={"sku": row["sku"]},
                )

    def prices(self) -> Iterable[KnownEvent]:
        """Products whose price in force at the end of the periods differs, on average over channels."""
        prices = self._of_channel(self.warehouse.table("price_history"))
        then, now = (self._in_force(prices, period) for period in (self.periods.before, self.periods.now))
        both = now.join(then, ["channel", "sku"])
        change = (both.price / both.price_right.nullif(0) - 1).mean()
        rows = self._fetch(both.group_by("sku").aggregate(change=change).order_by("sku"))
        yield from _told_prices(rows, self._categories())

    def _categories(self) -> dict[str, str]:
        products = self.warehouse.table("products")
        rows = products.filter(products.category.notnull()).select("sku", "category")
        return {row["sku"]: row["category"] for row in self._fetch(rows)} if self.warehouse.loaded("products") else {}

    def advertising(self) -> Iterable[KnownEvent]:
        """Channels whose ad spend a day changed much, in the shop's currency; of each all spend has to have a rate."""
        ads = told_once(self._of_channel(RELATIONS["ad_stats"].rows(self.warehouse)), [])
        unknown = self._channels_without_rate()
        for row in self._both(self._compared(ads, ads.day), ["channel"], ads.day, ads.cost_minor):
            if row["channel"] in unknown:
                continue
            before, now = row["before"] / self.periods.before.days, row["now"] / self.periods.now.days
            if before > 0 and abs(now / before - 1) >= LEAST_AD_CHANGE:
                code = "ads_cut" if now < before else "ads_raised"
                yield KnownEvent(
                    kind="ads",
                    told=sentence(code, change=Rate(abs(now / before - 1))),
                    target={"channel": row["channel"], "buyer_type": "new"},
                )

    def _channels_without_rate(self) -> set[str]:
        ads = self.warehouse.table("ad_stats")
        rateless = self._compared(without_rate(self.warehouse, ads, day=ads.day), ads.day)
        return {row["channel"] for row in self._fetch(rateless.select("channel").distinct())}

    def promotions(self) -> Iterable[KnownEvent]:
        """Campaigns that ran in one of the periods only."""
        campaigns = self._of_channel(self.warehouse.table("campaigns"))
        rows = self._fetch(campaigns.select("campaign", "campaign_name", "starts_at", "ends_at"))
        by_name: dict[str, list[dict[str, Any]]] = {}
        for row in sorted(rows, key=lambda row: (str(row["campaign"]), row["starts_at"])):
            by_name.setdefault(row["campaign"], []).append(row)
        for name, runs in by_name.items():
            now, before = (
                any(self._runs(run, period) for run in runs) for period in (self.periods.now, self.periods.before)
            )
            if now != before:
                told = str(runs[0]["campaign_name"] or name)
                code = "promotion_began" if now else "promotion_ended"
                yield KnownEvent(kind="promotion", told=sentence(code, name=told), target={"campaign": str(name)})

    def festivals(self) -> Iterable[KnownEvent]:
        """Festivals with more of their main days in one of the periods."""
        days = self.warehouse.table("calendar")
        days = self._compared(days.filter(days.festival.notnull(), days.festival_phase == "main"), days.day)
        for row in self._both(days, ["festival"], days.day, (days.weekday > 0).ifelse(1, 0)):
            if row["now"] != row["before"]:
                name = dimension("festival").choices.get(row["festival"], Words(zh=row["festival"], en=row["festival"]))
                told = sentence("festival_days", name=name, now=int(row["now"]), before=int(row["before"]))
                yield KnownEvent(kind="festival", told=told, target={})

    def reviews(self) -> Iterable[KnownEvent]:
        """Products whose bad reviews became many."""
        reviews = self._of_channel(self.warehouse.table("reviews"))
        day = reviews.reviewed_at.date()
        chosen = self._compared(reviews.filter(reviews.sku.notnull(), reviews.stars.notnull()), day)
        is_bad = (reviews.stars <= BAD_STARS).ifelse(1, 0)
        bad = {row["sku"]: row for row in self._both(chosen, ["sku"], day, is_bad)}
        for row in self._both(chosen, ["sku"], day, (reviews.stars > 0).ifelse(1, 0)):
            if min(row["now"], row["before"]) >= LEAST_REVIEWS:
                now, before = (bad.get(row["sku"], {}).get(at, 0) / row[at] for at in ("now", "before"))
                if now - before >= LEAST_REVIEW_CHANGE:
                    told = sentence("worse_reviews", now=Rate(now), before=Rate(before))
                    yield KnownEvent(kind="reviews", told=told, target={"sku": row["sku"]})

    def _compared(self, rows: ir.Table, day: Any) -> ir.Table:
        return rows.filter(_within(day, self.periods.now) | _within(day, self.periods.before))

    def _of_channel(self, rows: ir.Table) -> ir.Table:
        return rows if self.channel is None else rows.filter(rows.channel == self.channel)

    def _both(self, rows: ir.Table, by: list[str], day: Any, value: Any) -> list[dict[str, Any]]:
        """A sum before and now, the groups that changed most first."""
        sums = rows.group_by(by).aggregate(
            before=value.sum(where=_within(day, self.periods.before)).fill_null(0),
            now=value.sum(where=_within(day, self.periods.now)).fill_null(0),
        )
        changed = sums.filter(sums.now + sums.before > 0)
        return self._fetch(changed.order_by((changed.now - changed.before).abs().desc(), *by).limit(MOST_OF_A_KIND))

    def _in_force(self, prices: ir.Table, period: Period) -> ir.Table:
        known = prices.filter(prices.valid_from < self._midnight(period))
        price = known.price_minor.cast("float64").argmax(known.valid_from)
        return known.group_by("channel", "sku").aggregate(price=price)

    def _runs(self, campaign: Mapping[str, Any], period: Period) -> bool:
        start = datetime.combine(period.start, time(), ZoneInfo(self.warehouse.timezone))
        begins, ends = (_aware(campaign[name]) for name in ("starts_at", "ends_at"))
        return begins < _aware(self._midnight(period)) and ends > start

    def _midnight(self, period: Period) -> datetime:
        """The instant at which a period is over, as the warehouse writes instants."""
        midnight = datetime.combine(period.end, time(), ZoneInfo(self.warehouse.timezone))
        return midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _fetch(self, rows: ir.Table) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.warehouse.fetch(rows).to_pylist()
        return found


def _told_prices(rows: Iterable[Mapping[str, Any]], categories: Mapping[str, str]) -> Iterable[KnownEvent]:
    """A category most of whose products moved alike is told as one; other products each, the largest changes first."""
    changes = {row["sku"]: row["change"] or 0.0 for row in rows}
    by_category: dict[str, list[str]] = {}
    for sku in changes:
        if sku in categories:
            by_category.setdefault(categories[sku], []).append(sku)
    told: set[str] = set()
    for category, skus in sorted(by_category.items()):
        for sign in (-1, 1):
            moved = [sku for sku in skus if changes[sku] * sign >= LEAST_PRICE_CHANGE]
            if len(skus) > 1 and len(moved) >= MOST_OF_CATEGORY * len(skus):
                told.update(moved)
                yield _price_event({"category": category}, sum(changes[sku] for sku in moved) / len(moved))
    alone = sorted((sku for sku in changes if sku not in told), key=lambda sku: (-abs(changes[sku]), sku))
    for sku in alone[:MOST_OF_A_KIND]:
        if abs(changes[sku]) >= LEAST_PRICE_CHANGE:
            yield _price_event({"sku": sku}, changes[sku])


def _price_event(target: Mapping[str, str], change: float) -> KnownEvent:
    told = sentence("price_cut" if change < 0 else "price_raised", change=Rate(abs(change)))
    return KnownEvent(kind="price", told=told, target=target)


def affecting(events: Sequence[KnownEvent], part: Mapping[str, str]) -> tuple[KnownEvent, ...]:
    """The events that happened to the part: they share a dimension with it, and agree on all that they share."""
    return tuple(event for event in events if _agree(event.target, part))


def _agree(target: Mapping[str, str], part: Mapping[str, str]) -> bool:
    shared = target.keys() & part.keys()
    return bool(shared) and all(target[name] == part[name] for name in shared)


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo("UTC"))


def _within(day: Any, period: Period) -> Any:
    return (day >= period.start) & (day < period.end)
