"""Into which price bands do a category's products fall, where is none, and which products sell out of theirs?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.analyses.contribution import PROFIT_GAPS, profit_gaps
from zhanggui.analyses.counted_sales import LEFT_OUT, UNKNOWN_CUSTOMERS, left_out, sales_counted, unknown_customers
from zhanggui.analyses.pricing.bands.banding import Gap, Range, Structure, gaps, structure
from zhanggui.analyses.pricing.bands.listing import actions, band_rows, gap_row, out_row, position_of, shares
from zhanggui.analyses.pricing.bands.params import BandsParams
from zhanggui.analyses.pricing.bands.positions import OUT, Placed, placed, read_positions
from zhanggui.analyses.pricing.bands.result import BandsResult, OutRow
from zhanggui.analyses.pricing.bands.sold_prices import SoldPrice, sold_prices
from zhanggui.analyses.pricing.bands.straddling import Straddled, straddled
from zhanggui.analyses.pricing.bands.words import SENTENCES
from zhanggui.core.capability import Capability
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 91
MOST_CATEGORIES, MOST_CHARTS, MOST_GAPS = 12, 2, 24
EXAMPLE = Words(zh="引流=0-40,绿茶=50-200", en="traffic=0-40,green tea=50-200")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The categories with their bands, the largest first, and every product beside its position, worst first."""

    structures: Sequence[Structure]
    placed: Sequence[Placed]

    @property
    def out(self) -> Sequence[Placed]:
        """What sells out of its band, and what does so at times."""
        return [each for each in self.placed if each.verdict != "within"]

    @property
    def wide(self) -> int:
        """How many sell out of their band as a rule."""
        return sum(each.verdict in OUT for each in self.placed)


def run(warehouse: Warehouse, params: BandsParams) -> BandsResult:
    """Draw the bands of every category from what buyers paid, then hold every product against its position.

    A position is declared for a SKU, a tag or a category; else it is the band of the price before discounts at the
    category's usual discount.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    counted = sales_counted(warehouse, asked)
    declared = read_positions(params.positions, warehouse.currency)
    sold = _of_category(sold_prices(warehouse, asked), params.category)
    shelf = _shelf(sold, declared, params)
    open_gaps = [gap for each in shelf.structures for gap in gaps(each, params.least_units, params.gap_ratio)]
    straddles = _straddles(warehouse, asked, open_gaps[:MOST_GAPS])
    drawn = [band_rows(each, params.margin, warehouse.currency) for each in shelf.structures[:MOST_CATEGORIES]]
    usual = {each.category: each.usual_share for each in shelf.structures}
    return BandsResult(
        headline=_headline(shelf, warehouse.currency),
        caveats=(
            *_caveats(sold, shelf, declared, params),
            *(
                [sentence("more_gaps", shown=MOST_GAPS, count=len(open_gaps) - MOST_GAPS)]
                if len(open_gaps) > MOST_GAPS
                else []
            ),
            *(unknown_customers(counted, warehouse.currency) if straddles else ()),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        first_day=period.start,
        last_day=period.last_day,
        categories=len(shelf.structures),
        products=len(shelf.placed),
        out_of_band=shelf.wide,
        shares=tuple(shares(rows) for rows in drawn[:MOST_CHARTS] if len(rows) > 1),
        actions=tuple(actions(shelf.out, straddles, warehouse.currency)),
        bands=tuple(row for rows in drawn for row in rows),
        gaps=tuple(gap_row(each, warehouse.currency) for each in straddles[: params.limit]),
        rows=tuple(out_row(each, usual[each.sold.category], warehouse.currency) for each in shelf.out[: params.limit]),
    )


def placed_row(warehouse: Warehouse, params: BandsParams, sku: str) -> OutRow | None:
    """One product beside its position among those of its category; None where it sold too little."""
    sold = sold_prices(warehouse, params.within(params.period(warehouse.as_of, USUAL_DAYS)))
    mine = next((each for each in sold if each.sku == sku), None)
    if mine is None:
        return None
    inside = [each for each in sold if each.category == mine.category]
    shelf = _shelf(inside, read_positions(params.positions, warehouse.currency), params)
    found = next((each for each in shelf.placed if each.sold.sku == sku), None)
    return out_row(found, shelf.structures[0].usual_share, warehouse.currency) if found else None


def _of_category(sold: list[SoldPrice], category: str | None) -> list[SoldPrice]:
    if category is None:
        return sold
    found = [each for each in sold if each.category == category]
    if sold and not found:
        known = sorted({each.category for each in sold if each.category})
        raise UnknownName(
            kind=Words(zh="类目", en="category"),
            name=category,
            near=", ".join(known) or "-",
            listing="zhanggui metrics net_sales --by category",
        )
    return found


def _shelf(sold: Sequence[SoldPrice], declared: Mapping[str, Range], params: BandsParams) -> Shelf:
    by_category: dict[str, list[SoldPrice]] = {}
    for each in sold:
        by_category.setdefault(each.category, []).append(each)
    largest = sorted(by_category.items(), key=lambda item: (-sum(one.net_sales_minor for one in item[1]), item[0]))
    structures = [
        structure(name, inside, params.bands, params.least_products, params.least_units) for name, inside in largest
    ]
    found = [
        placed(each, bands, declared, params.tolerance, params.least_units)
        for bands in structures
        for each in bands.products
    ]
    told = sorted((each for each in found if each), key=_worst_first)
    return Shelf(structures=structures, placed=told)


def _worst_first(each: Placed) -> tuple[int, bool, int, str]:
    return -each.size_minor, each.verdict == "within", -each.sold.units, each.sold.sku


def _straddles(warehouse: Warehouse, asked: BandsParams, found: Sequence[Gap]) -> list[Straddled]:
    """Who straddles some gaps, those with most customers on both sides first."""
    told = straddled(warehouse, asked, found)
    return sorted(told, key=lambda each: (-each.straddling, each.gap.category, each.gap.below.price_minor))


def _headline(shelf: Shelf, currency: str) -> Sentence:
    if not shelf.placed:
        return sentence("nothing")
    facts = {"categories": len(shelf.structures), "products": len(shelf.placed)}
    if not shelf.wide:
        return sentence("all_in", **facts)
    worst = shelf.placed[0]
    return sentence(
        "headline",
        **facts,
        out=shelf.wide,
        product=worst.sold.name,
        position=position_of(worst, currency),
        price=Money(round(worst.sold.price_minor), currency),
        size=Money(worst.size_minor, currency),
    )


def _caveats(
    sold: Sequence[SoldPrice], shelf: Shelf, declared: Mapping[str, Range], params: BandsParams
) -> Iterator[Sentence]:
    if not sold:
        return
    yield sentence("how_drawn", bands=params.bands, least=params.least_products)
    if any(each.position and each.position.declared_as is None for each in shelf.placed):
        yield sentence("by_list_price", example=EXAMPLE)
    matched = {name for each in sold for name in (each.sku, *each.tags, each.category)}
    for name in declared:
        if name not in matched:
            yield sentence("position_unused", name=name)
    if len(sold) > len(shelf.placed):
        yield sentence("few_units", count=len(sold) - len(shelf.placed), least=params.least_units)
    if len(shelf.structures) > MOST_CATEGORIES:
        yield sentence("more_categories", shown=MOST_CATEGORIES, count=len(shelf.structures) - MOST_CATEGORIES)
    if len(shelf.out) > params.limit:
        yield sentence("not_listed", count=len(shelf.out) - params.limit)


CAPABILITY = Capability(
    name="pricing.bands",
    title=Words(zh="价格带", en="Price bands"),
    question=Words(
        zh="各类目的商品落在哪些价格带，哪里有空档，哪些商品卖出了自己的价格带？",
        en="Into which price bands do a category's products fall, where is a gap, and which products sell out of their band?",
    ),
    params=BandsParams,
    result=BandsResult,
    run=run,
    sentences={**SENTENCES, **LEFT_OUT, **UNKNOWN_CUSTOMERS, **PROFIT_GAPS},
    tables={"order_lines": ("sku",)},
    ids=("G5",),
    roles=("owner", "operator", "analyst"),
)
