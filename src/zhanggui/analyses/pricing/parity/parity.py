"""Does a product cost about the same on every channel after discounts and fees, and who bears the difference?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.analyses.counted_sales import (
    LEFT_OUT,
    SalesParams,
    left_out,
    refuse_unknown_channel,
    sales_counted,
)
from zhanggui.analyses.pricing.parity.judging import OTHERS, OWN, Band, Judged, Sides, verdicts
from zhanggui.analyses.pricing.parity.listing import actions, bars, channel_rows, pack_row, parity_row
from zhanggui.analyses.pricing.parity.params import ParityParams
from zhanggui.analyses.pricing.parity.result import PackRow, ParityResult, ParityRow
from zhanggui.analyses.pricing.parity.same_weeks import SameWeeks, same_products, same_styles
from zhanggui.analyses.pricing.parity.taking import NOTHING, Takings, takings
from zhanggui.analyses.pricing.parity.words import SENTENCES
from zhanggui.analyses.pricing.targets.pairs import FEW_UNITS
from zhanggui.core.capability import Capability
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 91


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The channel that is the measure, what units take on every channel, and what channels are called."""

    reference: str
    taken: Takings
    titles: Mapping[str, Words]

    @property
    def named(self) -> Words:
        """What the reference is called; empty where nothing was sold."""
        return named(self.titles, self.reference)


def run(warehouse: Warehouse, params: ParityParams) -> ParityResult:
    """Compare every product with itself on the reference channel, in the weeks in which both sold it.

    The shop's price is what it gets (after its own discounts, others' subsidies included), the buyer's what is paid.
    The shop's price may lie between the reference's and the one that leaves as much a unit, and the tolerance beyond.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = SalesParams(start=period.start, end=period.end)
    counted = sales_counted(warehouse, asked)
    beside = _beside(warehouse, params, takings(warehouse, asked, period.last_day))
    judged = _judged(same_products(warehouse, asked, beside.reference), beside, params)
    packs = tuple(_packs(warehouse, asked, beside, params))
    has_weights = {"parent_sku", "weight_grams"} <= warehouse.loaded("products")
    by_channel = channel_rows(judged, beside.taken, beside.titles, warehouse.currency)
    return ParityResult(
        headline=_headline(judged, beside, warehouse.currency),
        caveats=(
            *_caveats(judged, beside, params, has_weights=has_weights),
            *left_out(counted, warehouse.currency),
        ),
        first_day=period.start,
        last_day=period.last_day,
        reference=beside.named if judged else None,
        pairs=len(judged),
        out_of_band=sum(each.verdict in {*OWN, *OTHERS} for each in judged),
        untold=_untold(judged),
        gaps=bars(by_channel),
        actions=tuple(actions(judged, beside.titles, warehouse.currency)),
        channels=by_channel,
        rows=tuple(parity_row(each, beside.titles, warehouse.currency) for each in judged[: params.limit]),
        packs=packs[: params.limit],
    )


def rows_of(warehouse: Warehouse, params: ParityParams, sku: str) -> tuple[ParityRow, ...]:
    """One product on every other channel, judged among all products: errors are bounded over all of them."""
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = SalesParams(start=period.start, end=period.end)
    beside = _beside(warehouse, params, takings(warehouse, asked, period.last_day))
    judged = _judged(same_products(warehouse, asked, beside.reference), beside, params)
    return tuple(parity_row(each, beside.titles, warehouse.currency) for each in judged if each.found.thing == sku)


def _beside(warehouse: Warehouse, params: ParityParams, taken: Takings) -> Beside:
    if params.reference is not None:
        refuse_unknown_channel(warehouse, params.reference)
    return Beside(
        reference=params.reference or taken.largest or "",
        taken=taken,
        titles=called(warehouse, dimension("channel")),
    )


def _judged(found: Sequence[SameWeeks], beside: Beside, params: ParityParams) -> list[Judged]:
    sides = [beside.taken.sides(each.thing, each.channel, beside.reference) for each in found]
    names = [beside.taken.product_name(each.thing, each.channel) for each in found]
    return _ranked(found, names, sides, params)


def _ranked(
    found: Sequence[SameWeeks], names: Sequence[str | None], sides: Sequence[Sides], params: ParityParams
) -> list[Judged]:
    bands = [
        Band.around(side.even_price(each.shop.mean_y), each.shop.mean_y, params.tolerance)
        for each, side in zip(found, sides, strict=True)
    ]
    told = verdicts(found, bands, params.least_units, params.false_share)
    judged = [
        Judged(found=each, name=name, sides=side, band=band, verdict=verdict)
        for each, name, side, band, verdict in zip(found, names, sides, bands, told, strict=True)
    ]
    return sorted(judged, key=lambda each: each.place)


def _packs(warehouse: Warehouse, asked: SalesParams, beside: Beside, params: ParityParams) -> Iterator[PackRow]:
    """Styles whose packs differ by channel: fees of several packs are not one, so that only prices are compared."""
    weights = _weights(warehouse)
    if not weights:
        return
    found = same_styles(warehouse, asked, beside.reference)
    sides = [Sides(here=NOTHING, reference=NOTHING)] * len(found)
    names = [beside.taken.style_name(weights[each.thing], each.channel) for each in found]
    for each in _ranked(found, names, sides, params):
        channels = (each.found.channel, beside.reference)
        here, there = (beside.taken.packs(weights[each.found.thing], channel) for channel in channels)
        if here != there:
            yield pack_row(each, (here, there), beside.titles, warehouse.currency)


def _weights(warehouse: Warehouse) -> dict[str, dict[str, int]]:
    """The weights of the packs of each style."""
    if not {"parent_sku", "weight_grams"} <= warehouse.loaded("products"):
        return {}
    products = warehouse.table("products")
    weighed = products.filter(products.parent_sku.notnull(), products.weight_grams > 0)
    styles: dict[str, dict[str, int]] = {}
    for row in warehouse.fetch(weighed.select("sku", "parent_sku", "weight_grams")).to_pylist():
        styles.setdefault(row["parent_sku"], {})[row["sku"]] = row["weight_grams"]
    return styles


def _untold(judged: Sequence[Judged]) -> int:
    return sum(each.verdict in {"maybe", "too_few"} for each in judged)


def _headline(judged: Sequence[Judged], beside: Beside, currency: str) -> Sentence:
    if not judged:
        return sentence("one_channel")
    own, others = (sum(each.verdict in kind for each in judged) for kind in (OWN, OTHERS))
    first = judged[0]
    facts: dict[str, Argument] = {"reference": beside.named, "untold": _untold(judged)}
    if own:
        return sentence(
            "headline",
            **facts,
            pairs=len(judged),
            out=own + others,
            own=own,
            others=others,
            channel=named(beside.titles, first.found.channel),
            product=first.name or first.found.thing,
            price=Money(round(first.found.shop.mean_x), currency),
            reference_price=Money(round(first.found.shop.mean_y), currency),
            size=Money(first.size_minor, currency),
        )
    if others:
        return sentence("subsidies_only", **facts, others=others)
    return sentence("all_within", **facts, pairs=len(judged))


def _caveats(
    judged: Sequence[Judged], beside: Beside, params: ParityParams, *, has_weights: bool
) -> Iterator[Sentence]:
    if not judged:
        return
    taken, channels = beside.taken, {each.found.channel for each in judged} | {beside.reference}
    if params.reference is None:
        yield sentence("reference_chosen", reference=beside.named)
    yield sentence("how_compared", tolerance=Rate(params.tolerance), false_share=Rate(params.false_share))
    if free := [named(beside.titles, name) for name in sorted(channels) if taken.is_free(name)]:
        yield sentence("fees_unknown", channels=_listed(free))
    if costless := sum(not taken.has_cost(each.found.thing, each.found.channel) for each in judged):
        yield sentence("costs_unknown", count=costless)
    if any(taken.is_few(each.found.thing, name) for each in judged for name in (each.found.channel, beside.reference)):
        yield sentence("few_units", count=FEW_UNITS)
    if not has_weights:
        yield sentence("packs_unknown")
    if len(judged) > params.limit:
        yield sentence("not_listed", count=len(judged) - params.limit)


def _listed(names: Sequence[Words]) -> Words:
    return Words(zh="、".join(each.zh for each in names), en=", ".join(each.en for each in names))


CAPABILITY = Capability(
    name="pricing.parity",
    title=Words(zh="各渠道同价", en="Parity over channels"),
    question=Words(
        zh="同一商品扣掉优惠和费用之后，各渠道的价格差多少，差的是谁出的钱，该怎么办？",
        en="After discounts and fees, how far apart are a product's prices over channels, who bears the difference, and what should be done?",
    ),
    params=ParityParams,
    result=ParityResult,
    run=run,
    sentences={**SENTENCES, **LEFT_OUT},
    tables={"order_lines": ("sku",)},
    ids=("G9",),
    roles=("owner", "operator", "analyst"),
)
