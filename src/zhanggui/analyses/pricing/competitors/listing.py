"""How are products, offers and their history shown?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhanggui.analyses.pricing.competitors.advising import Standing, advise, ended
from zhanggui.analyses.pricing.competitors.own import OwnPrice
from zhanggui.analyses.pricing.competitors.result import OfferRow, RivalRow, UnmatchedRow
from zhanggui.analyses.pricing.competitors.seen import Seen
from zhanggui.analyses.pricing.competitors.whose import Paired
from zhanggui.analyses.pricing.competitors.words import ADVICE, STATES
from zhanggui.core.charts import Line, Series
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import named
from zhanggui.offers.prices.endings import Ending

MOST_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What rows are written with."""

    titles: Mapping[str, Words]
    currency: str
    own: Mapping[str, OwnPrice]
    ending: Ending | None = None

    def money(self, minor: int | None) -> Money | None:
        """An amount in the shop's currency, where there is one."""
        return None if minor is None else Money(minor, self.currency)


def product_row(sku: str, its: Sequence[Paired], shown: Shown, close: float) -> RivalRow:
    """One own product against the cheapest valid offer of each seller."""
    own, best = shown.own.get(sku), _best_of_each(its)
    standing = Standing(
        own_minor=own.price_minor if own else None,
        others_minor=tuple(best.values()),
        stale=sum(each.seen.state == "stale" for each in its),
        has_cost=own.has_cost if own else True,
        floor_minor=own.floor_minor if own else None,
    )
    advised = advise(standing, close=close)
    index, middle = standing.index, standing.median_minor
    seller = min(best, key=lambda name: (best[name], name), default=None)
    return RivalRow(
        sku=sku,
        product_name=own.product_name if own else None,
        advice=ADVICE[advised.advice],
        reason=_reason(advised.rule, standing, shown),
        channel=named(shown.titles, own.channel) if own else None,
        own_price=shown.money(standing.own_minor),
        market_price=shown.money(middle),
        cheapest_price=shown.money(min(best.values(), default=None)),
        cheapest_seller=seller,
        sellers=len(best),
        stale=standing.stale,
        gap=None if own is None or middle is None else shown.money(own.price_minor - middle),
        own_to_market=None if index is None else Rate(index),
        market_to_own=None if index is None else Rate(1 / index),
        cost_floor=shown.money(standing.floor_minor),
        advised_price=shown.money(ended(advised, standing, shown.ending)),
    )


def offer_rows(pairs: Sequence[Paired], shown: Shown) -> Iterator[OfferRow]:
    """Every offer that is compared, by product and from the cheapest on."""
    for each in sorted(pairs, key=lambda each: (each.sku, each.seen.price_minor or 0, each.seen.key)):
        seen, own = each.seen, shown.own.get(each.sku)
        yield OfferRow(
            sku=each.sku,
            competitor=seen.competitor,
            channel=named(shown.titles, seen.channel),
            title=seen.title,
            state=STATES[seen.state],
            price=shown.money(seen.price_minor),
            list_price=shown.money(seen.list_price_minor),
            before=shown.money(seen.before_minor),
            against_own=Rate(seen.price_minor / own.price_minor - 1) if own and seen.price_minor else None,
            observed_day=seen.observed_day,
            age_days=seen.age_days,
            evidence=_evidence(each),
        )


def unmatched_rows(
    offers: Sequence[Seen], pairs: Sequence[Paired], known: Sequence[Paired], shown: Shown
) -> Iterator[UnmatchedRow]:
    """Offers without a product, or with one that only their titles suggest, each with what to do."""
    compared = {each.seen.key for each in known}
    likely = {each.seen.key: each for each in pairs}
    for seen in offers:
        if seen.key not in compared:
            why, next_step = _why(seen, likely.get(seen.key))
            yield UnmatchedRow(
                competitor=seen.competitor,
                channel=named(shown.titles, seen.channel),
                listing_id=seen.listing_id,
                title=seen.title,
                why=why,
                next_step=next_step,
            )


def drawn(prices: Mapping[tuple[str, date], int], rows: Sequence[RivalRow], currency: str) -> Series:
    """What each seller asked for the first product, day by day as observed."""
    days = sorted({day for _, day in prices})
    sellers = sorted({seller for seller, _ in prices})[:MOST_LINES]
    product = (rows[0].product_name or rows[0].sku) if rows else "–"
    return Series(
        title=Words(zh=f"“{product}”的竞品价", en=f"Other sellers' prices of '{product}'"),
        x_title=Words(zh="观察日", en="Observed on"),
        unit="money",
        x=tuple(f"{day:%Y-%m-%d}" for day in days),
        lines=tuple(
            Line(
                name=Words(zh=seller, en=seller),
                values=tuple(_major(prices.get((seller, day)), currency) for day in days),
            )
            for seller in sellers
        ),
    )


def _major(minor: int | None, currency: str) -> float | None:
    return None if minor is None else float(Money(minor, currency).major)


def _best_of_each(its: Sequence[Paired]) -> dict[str, int]:
    """The cheapest valid offer of each seller."""
    found: dict[str, int] = {}
    for each in its:
        price = each.seen.price_minor
        if each.seen.state == "valid" and price:
            found[each.seen.competitor] = min(price, found.get(each.seen.competitor, price))
    return found


def _reason(rule: str, standing: Standing, shown: Shown) -> Sentence:
    """The rule with the numbers that it compared."""
    index = standing.index
    return sentence(
        rule,
        gap=None if index is None else Rate(abs(index - 1)),
        market=shown.money(standing.median_minor),
        cheapest=shown.money(min(standing.others_minor, default=None)),
        cost_floor=shown.money(standing.floor_minor),
        stale=standing.stale,
    )


def _evidence(each: Paired) -> Sentence:
    if each.way == "told" or each.match is None:
        return sentence("told")
    if each.way == "barcode":
        return sentence("barcode", barcode=each.seen.barcode)
    match = each.match
    return sentence(
        "title",
        likeness=Rate(match.score),
        agreeing=" ".join((*match.agreeing, *match.sizes_alike)) or "–",
        differing=" ".join((*match.differing, *match.sizes_on_one_side)) or "–",
    )


def _why(seen: Seen, likely: Paired | None) -> tuple[Sentence, Sentence]:
    if likely and likely.match:
        match = likely.match
        said = sentence("likely", sku=match.sku, product=match.sku_title, likeness=Rate(match.score))
        return said, sentence("tell_sku", sku=match.sku)
    if seen.told_sku:
        return sentence("unknown_sku", sku=seen.told_sku), sentence("tell_any_sku")
    return sentence("unlike"), sentence("tell_any_sku")
