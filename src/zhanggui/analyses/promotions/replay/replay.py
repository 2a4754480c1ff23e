"""What would these offers have cost on past baskets, who would have got them, and how much more must be sold?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses.contribution import PROFIT_GAPS, profit_gaps
from zhanggui.analyses.counted_sales import LEFT_OUT, SalesCounted, left_out, sales_counted, share_of
from zhanggui.analyses.promotions.replay.break_even import UPLIFTS, Gain, break_even, change_at, gain, groups
from zhanggui.analyses.promotions.replay.declared import declared
from zhanggui.analyses.promotions.replay.gifts import gift_costs
from zhanggui.analyses.promotions.replay.outcome import Outcome, at_list_prices, happened, under
from zhanggui.analyses.promotions.replay.params import ReplayParams
from zhanggui.analyses.promotions.replay.past_baskets import NO_PRODUCT, past_baskets, sums_by
from zhanggui.analyses.promotions.replay.replaying import replay
from zhanggui.analyses.promotions.replay.result import ReplayResult, UpliftRow, VariantRow
from zhanggui.analyses.promotions.replay.rows import (
    EPOCH,
    Shown,
    customer_rows,
    days_of,
    margin_of,
    near_rows,
    offer_rows,
    product_rows,
)
from zhanggui.analyses.promotions.replay.words import SENTENCES
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import major
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.analyses.promotions.replay.break_even import Groups
    from zhanggui.analyses.promotions.replay.declared import Declared
    from zhanggui.analyses.promotions.replay.past_baskets import PastBaskets
    from zhanggui.offers.rules.offer import Offer
    from zhanggui.warehouse.protocol import Warehouse

WEEK = 7
USUAL_DAYS = 91
POINTS_TOLD = 100  # one point is worth less than a coin
NO_UPLIFT = RateInterval(low=Rate(0.0), estimate=Rate(0.0), high=Rate(0.0), level=1.0)  # nothing is given away


def run(warehouse: Warehouse, params: ReplayParams) -> ReplayResult:
    """Each set priced on each past basket by the till's own quote, from list prices, beside what happened and no offer.

    Profit is what `products.contribution` says of the same lines, less gifts and shipping waived. Nobody reacts: what
    a set changes is shown for 0, 10, 20 and 50 % more units of what it reduces, with the uplift that breaks even.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    counted = sales_counted(warehouse, asked)
    past = past_baskets(warehouse, asked)
    sets = [
        declared(
            name,
            text,
            warehouse.currency,
            starts=period.start if params.windows == "moved" else None,
            points=params.points,
        )
        for name, text in params.sets
    ]
    costs = gift_costs(warehouse, sets)
    usual = at_list_prices(past)
    outcomes = [under(past, replay(past, each, costs)) for each in sets]
    made = _Made(warehouse=warehouse, params=params, past=past, usual=usual)
    gains = [gain(past, each, usual, made.groups) for each in outcomes]
    rows = [made.shown(each) for each in outcomes]
    every = [happened(past), usual, *outcomes]
    return ReplayResult(
        headline=_headline(made, outcomes, gains),
        caveats=(*_caveats(made, sets, outcomes), *left_out(counted, warehouse.currency), *_gaps(counted, params)),
        first_day=period.start,
        last_day=period.last_day,
        orders=past.orders,
        list_sales=made.money(past.amount("gross_minor").sum()),
        fatigue=(tired := made.fatigue(every[0]))[0],
        fatigue_depth=tired[1],
        variants=tuple(made.variant(each) for each in every),
        uplifts=tuple(row for each, found in zip(outcomes, gains, strict=True) for row in made.uplifts(each, found)),
        offers=tuple(row for each in rows for row in offer_rows(each)),
        customers=tuple(row for each in rows for row in customer_rows(each)),
        near=tuple(row for each in rows for row in near_rows(each)),
        products=tuple(row for each in rows for row in product_rows(each, params.limit)),
        discount_by_day=made.by_day(every),
        on_offer_by_week=made.by_week(every),
    )


class _Made:
    """What the parts of one answer share."""

    def __init__(self, *, warehouse: Warehouse, params: ReplayParams, past: PastBaskets, usual: Outcome) -> None:
        self.currency, self.margin = warehouse.currency, params.margin
        self.params, self.past, self.usual = params, past, usual
        self.groups: Groups = groups(past)

    def money(self, minor: float) -> Money:
        """An amount in the shop's currency."""
        return Money(round(minor), self.currency)

    def shown(self, outcome: Outcome) -> Shown:
        """What the rows of a set are made of."""
        return Shown(past=self.past, outcome=outcome, usual=self.usual, margin=self.margin, currency=self.currency)

    def variant(self, outcome: Outcome) -> VariantRow:
        """One set beside the others."""
        past = self.past
        found = gain(past, outcome, self.usual, self.groups)
        profit = outcome.profit(self.margin, self.currency)
        reduced = outcome.off > 0
        free = reduced & (past.amount("gross_minor") == past.amount("due_minor"))
        units, gross = past.amount("quantity"), past.amount("gross_minor")
        uplift = break_even(found, self.margin) if found.orders else NO_UPLIFT
        orders = found.orders if uplift is None else round(uplift.estimate.rate * found.orders)
        return VariantRow(
            variant=_named(outcome.name),
            net_sales=self.money(outcome.net.sum()),
            discount=self.money(outcome.off.sum()),
            discount_of_shop=self.money(outcome.off.sum() - outcome.others.sum()),
            orders_on_offer=found.orders,
            contribution_profit=profit,
            contribution_margin=margin_of(profit, float(outcome.net.sum())),
            profit_against_list=change_at(found, 0.0, self.margin, self.currency),
            full_price_units=0 if outcome.name == "happened" else int(units[free].sum()),
            full_price_given_away=self.money(0 if outcome.name == "happened" else outcome.off[free].sum()),
            break_even_uplift=uplift,
            break_even_orders=None if uplift is None else orders,
            sold_on_offer=share_of(int(gross[reduced].sum()), int(gross.sum())),
            depth=share_of(int(outcome.off.sum()), int(gross[reduced].sum())),
        )

    def uplifts(self, outcome: Outcome, found: Gain) -> Iterable[UpliftRow]:
        """What the set would change at some uplifts."""
        for uplift in UPLIFTS:
            yield UpliftRow(
                variant=outcome.name,
                uplift=Rate(uplift),
                units=round(uplift * found.units),
                profit_against_list=change_at(found, uplift, self.margin, self.currency),
            )

    def fatigue(self, outcome: Outcome) -> tuple[Rate | None, Rate | None]:
        """Of what the last weeks sold, at list prices, the share that was reduced; and what was off it.

        By amount and not by units, since some shops count fuel by the hundredth of a gallon.
        """
        past = self.past
        late = past.days > past.days.max(initial=0) - WEEK * self.params.weeks
        gross, off = past.amount("gross_minor")[late], outcome.off[late]
        share = share_of(int(gross[off > 0].sum()), int(gross.sum()))
        return share, share_of(int(off.sum()), int(gross[off > 0].sum()))

    def by_day(self, every: Sequence[Outcome]) -> Series:
        """What every way of pricing gives away, day by day."""
        places, names = days_of(self.past)
        return Series(
            title=Words(zh="每天的优惠金额", en="Discounts by day"),
            x_title=Words(zh="日期", en="Day"),
            unit="money",
            x=names,
            lines=tuple(
                Line(name=_line_name(each.name), values=tuple(self._major(sums_by(places, each.off, len(names)))))
                for each in every
                if each is not self.usual
            ),
        )

    def by_week(self, every: Sequence[Outcome]) -> Series:
        """The share of sales on offer, week by week, counted back from the last day."""
        past = self.past
        last = int(past.days.max(initial=0))
        ago = (last - past.days) // WEEK
        count = min(int(ago.max(initial=0)) + 1, self.params.weeks) if past.lines else 0
        late = ago < count
        weeks = (count - 1 - ago)[late]
        gross = past.amount("gross_minor")[late]
        whole = sums_by(weeks, gross, count)
        lines = []
        for each in every:
            if each is not self.usual:
                reduced = sums_by(weeks, gross * (each.off[late] > 0), count)
                lines.append(Line(name=_line_name(each.name), values=tuple(_shares(reduced, whole))))
        starts = tuple((EPOCH + timedelta(days=last - WEEK * (count - at) + 1)).isoformat() for at in range(count))
        return Series(
            title=Words(zh="每周打折卖出的占比", en="Sold on offer by week"),
            x_title=Words(zh="一周的第一天", en="First day of the week"),
            unit="rate",
            x=starts,
            lines=tuple(lines),
        )

    def _major(self, minor: Any) -> Iterable[float]:
        return (float(major(int(each), self.currency)) for each in minor)


def _shares(parts: Any, whole: Any) -> Iterable[float | None]:
    return (float(part) / float(all_of) if all_of else None for part, all_of in zip(parts, whole, strict=True))


def _named(name: str) -> Sentence:
    return sentence(f"variant_{name}") if name in {"happened", "list"} else sentence("variant_set", name=name)


def _line_name(name: str) -> Words:
    if name in {"happened", "list"}:
        return SENTENCES[f"variant_{name}"]
    said = SENTENCES["variant_set"]
    return Words(zh=said.zh.format(name=name), en=said.en.format(name=name))


def _headline(made: _Made, outcomes: Sequence[Outcome], gains: Sequence[Gain]) -> Sentence:
    """Of several sets the one that breaks even soonest."""
    if not made.past.orders:
        return sentence("nothing")
    if not outcomes:
        off = made.past.amount("gross_minor").sum() - made.past.amount("due_minor").sum()
        sales = made.money(made.past.amount("gross_minor").sum())
        return sentence("no_set", orders=made.past.orders, sales=sales, discount=made.money(off))
    rows = [(made.variant(each), each, found) for each, found in zip(outcomes, gains, strict=True)]
    row, best, found = min(rows, key=lambda each: _rank(each[0], each[2]))
    facts: dict[str, Any] = {"orders": made.past.orders, "set": best.name}
    if not found.orders:
        return sentence("gives_nothing", **facts)
    facts |= {"discount": row.discount, "change": row.profit_against_list}
    if row.break_even_uplift is not None:
        return sentence("would_cost", **facts, uplift=row.break_even_uplift)
    is_unknown = row.contribution_profit is None
    return sentence("uplift_unknown" if is_unknown else "never_pays", **facts)


def _rank(row: VariantRow, found: Gain) -> tuple[bool, float]:
    uplift = row.break_even_uplift
    loss = -float(found.change.sum())
    return (not found.orders or uplift is None, loss if uplift is None else uplift.estimate.rate)


def _gaps(counted: SalesCounted, params: ReplayParams) -> tuple[Sentence, ...]:
    return profit_gaps(counted, params.margin)


def _caveats(made: _Made, sets: Sequence[Declared], outcomes: Sequence[Outcome]) -> Iterable[Sentence]:
    past = made.past
    if not past.orders:
        return
    yield sentence("behaviour")
    is_told = bool((past.amount("gross_minor") != past.amount("due_minor")).any())
    yield sentence("list_prices_told" if is_told else "list_prices_unknown")
    yield sentence(f"resampled_{made.groups.kind}")
    for each in sets:
        for code, offers in (
            ("windows_open", each.opened),
            ("codes_assumed", each.coded),
            ("deposits_assumed", each.presold),
            ("points_wished", each.by_points),
            ("points_unpriced", each.unpriced),
            ("not_replayed", each.left_out),
        ):
            if offers:
                yield sentence(code, set=each.name, offers=_ids(offers))
        if each.bonus and each.points:
            yield sentence(
                "points_priced",
                set=each.name,
                offers=_ids(each.bonus),
                cost=made.money(each.points.cost_minor * POINTS_TOLD),
                points=POINTS_TOLD,
            )
        yield from _tiers(past, each)
    for found in outcomes:
        if found.gifts_unknown:
            yield sentence("gifts_unknown", set=found.name, units=found.gifts_unknown)
    yield from _without_products(past)
    if past.amount("rate_fee_minor").any():
        yield sentence("fees_follow")


def _ids(offers: Iterable[Offer]) -> str:
    return ", ".join(offer.id for offer in offers)


def _tiers(past: PastBaskets, each: Declared) -> Iterable[Sentence]:
    """Which offers ask for tiers that members have now, and which for tiers that nobody has."""
    known = set(past.texts["tier"].texts)
    asking = [offer for offer in each.offers.offers if offer.audience.tiers]
    nobody = [offer.id for offer in asking if known.isdisjoint(offer.audience.tiers)]
    if len(nobody) < len(asking):
        yield sentence("tiers_now")
    if nobody:
        yield sentence("tiers_unknown", set=each.name, offers=", ".join(nobody))


def _without_products(past: PastBaskets) -> Iterable[Sentence]:
    skus = past.texts["sku"]
    if NO_PRODUCT not in skus.texts:
        return
    lines = skus.codes == skus.texts.index(NO_PRODUCT)
    orders = len(np.unique(past.order_of[lines]))
    yield sentence("products_unknown", orders=orders, share=share_of(orders, past.orders))


CAPABILITY = Capability(
    name="promotions.replay",
    title=Words(zh="活动回放", en="Replay of offers"),
    question=Words(
        zh="这些优惠放到过去的购物车上会花多少钱、给了谁、要多卖多少才保本？",
        en="What would these offers have cost on past baskets, who would have got them, and how much more must be sold?",
    ),
    params=ReplayParams,
    result=ReplayResult,
    run=run,
    sentences={**SENTENCES, **LEFT_OUT, **PROFIT_GAPS},
    tables={"orders": ()},
    ids=("H2",),
    roles=("owner", "operator", "analyst"),
)
