"""How are gaps between channels listed: by channel, by product, by style, and what to do?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from zhanggui.analyses.next_step import ActionRow
from zhanggui.analyses.pricing.parity.judging import OTHERS, OWN, Judged
from zhanggui.analyses.pricing.parity.result import ChannelGapRow, PackRow, ParityRow
from zhanggui.analyses.pricing.parity.taking import Takings
from zhanggui.core.charts import Bars
from zhanggui.core.money import Money
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import named

MOST_ACTIONS = 6
WHERE = {
    "own_cheaper": "pricing.elasticity",
    "own_dearer": "pricing.elasticity",
    "subsidised": "channels.conflicts",
    "reference_subsidised": "channels.conflicts",
}


def channel_rows(
    judged: Sequence[Judged], taken: Takings, titles: Mapping[str, Words], currency: str
) -> tuple[ChannelGapRow, ...]:
    """Every channel beside the reference, the most money first."""
    by_channel: dict[str, list[Judged]] = {}
    for each in judged:
        by_channel.setdefault(each.found.channel, []).append(each)
    rows = [_channel_row(found, taken, titles, currency) for found in by_channel.values()]
    return tuple(sorted(rows, key=lambda row: (-row.size.minor, row.channel.en)))


def _channel_row(found: Sequence[Judged], taken: Takings, titles: Mapping[str, Words], currency: str) -> ChannelGapRow:
    channel, counts = found[0].found.channel, Counter(each.verdict for each in found)
    fees = taken.fee_share(channel)
    return ChannelGapRow(
        channel=named(titles, channel),
        products=len(found),
        cheaper=counts["own_cheaper"],
        dearer=counts["own_dearer"],
        subsidised=sum(counts[verdict] for verdict in OTHERS),
        shop_gap=Rate(_mean_gap(found, "shop")),
        buyer_gap=Rate(_mean_gap(found, "buyer")),
        fee_share=None if fees is None else Rate(fees),
        size=Money(sum(each.size_minor for each in found), currency),
    )


def _mean_gap(found: Sequence[Judged], side: str) -> float:
    """Σ units × price here ÷ Σ units × price there − 1: what the units sold here cost more than they would there."""
    here = sum(each.found.units * getattr(each.found, side).mean_x for each in found)
    there = sum(each.found.units * getattr(each.found, side).mean_y for each in found)
    return float(here / there - 1)


def parity_row(each: Judged, titles: Mapping[str, Words], currency: str) -> ParityRow:
    """One product on one channel."""
    found, even = each.found, each.sides.even_price(each.found.shop.mean_y)
    return ParityRow(
        sku=found.thing,
        product_name=each.name,
        channel=named(titles, found.channel),
        verdict=sentence(each.verdict),
        shop_price=Money(round(found.shop.mean_x), currency),
        reference_price=Money(round(found.shop.mean_y), currency),
        shop_gap=_gap(found.shop.interval()),
        buyer_price=Money(round(found.buyer.mean_x), currency),
        buyer_gap=_gap(found.buyer.interval()),
        even_price=None if even is None else Money(round(even), currency),
        left=Money(round(each.sides.here.left_at(found.shop.mean_x)), currency),
        reference_left=Money(round(each.sides.reference.left_at(found.shop.mean_y)), currency),
        size=Money(each.size_minor, currency) if each.verdict in OWN else None,
        units=found.units,
        reference_units=found.reference_units,
        weeks=found.shop.pairs,
    )


def pack_row(
    each: Judged, packs: tuple[Sequence[int], Sequence[int]], titles: Mapping[str, Words], currency: str
) -> PackRow:
    """One style on one channel, its packs here and on the reference."""
    found = each.found
    here, there = (" · ".join(f"{grams} g" for grams in side) for side in packs)
    return PackRow(
        parent_sku=found.thing,
        product_name=each.name,
        channel=named(titles, found.channel),
        verdict=sentence(each.verdict),
        packs=here,
        reference_packs=there,
        shop_price=Money(round(found.shop.mean_x), currency),
        reference_price=Money(round(found.shop.mean_y), currency),
        shop_gap=_gap(found.shop.interval()),
        buyer_gap=_gap(found.buyer.interval()),
        units=found.units,
        weeks=found.shop.pairs,
    )


def actions(judged: Sequence[Judged], titles: Mapping[str, Words], currency: str) -> Iterator[ActionRow]:
    """What could be done about the largest that are surely out of the band."""
    for each in [each for each in judged if each.verdict in WHERE][:MOST_ACTIONS]:
        found, price = each.found, each.found.shop.mean_x
        by = price - each.nearest_minor if each.verdict in OWN else abs(_borne_more(each))
        yield ActionRow(
            what=sentence(
                f"do_{each.verdict}",
                channel=named(titles, found.channel),
                product=each.name or found.thing,
                price=Money(round(price), currency),
                wanted=Money(round(each.nearest_minor), currency),
                by=Money(abs(round(by)), currency),
                size=Money(each.size_minor, currency),
            ),
            where=WHERE[each.verdict],
        )


def _borne_more(each: Judged) -> float:
    """What others bear of a unit here, less what they bear of it on the reference."""
    shop, buyer = each.found.shop, each.found.buyer
    return (shop.mean_x - buyer.mean_x) - (shop.mean_y - buyer.mean_y)


def bars(rows: Sequence[ChannelGapRow]) -> Bars:
    """The shop's own price on every channel, beside the reference."""
    return Bars(
        title=Words(zh="店铺价对基准渠道的价差", en="Gap of the shop's price against the reference"),
        unit="rate",
        labels=tuple(row.channel for row in rows),
        values=tuple(row.shop_gap.rate if row.shop_gap else None for row in rows),
    )


def _gap(found: Interval | None) -> RateInterval | None:
    return None if found is None else RateInterval.of(found)
