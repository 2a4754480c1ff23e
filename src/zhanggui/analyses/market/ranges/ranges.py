"""In which categories and price bands do others offer something and the shop nothing, and the reverse?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted
from zhanggui.analyses.market.ranges.shelves import Cell, Offered, cells, offered_by_others, offered_by_us
from zhanggui.analyses.market.sides import OURSELVES
from zhanggui.analyses.pricing.bands.listing import called_range
from zhanggui.analyses.pricing.bands.params import PositionsParams
from zhanggui.analyses.pricing.bands.positions import read_positions
from zhanggui.analyses.pricing.bands.sold_prices import sold_prices
from zhanggui.core.capability import Capability, Result
from zhanggui.core.charts import Matrix
from zhanggui.core.described import described
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 91
FINDINGS = {
    "theirs_only": Words(zh="别家有，本店没有", en="others have it, we do not"),
    "ours_only": Words(zh="只有本店有", en="we alone have it"),
    "fewer": Words(zh="本店的比重较小", en="a smaller part of our range"),
    "more": Words(zh="本店的比重较大", en="a larger part of our range"),
}


class RangesParams(SalesParams, PositionsParams):
    """Which own sales, how old a look may be, and into how many bands a category is cut."""

    fresh_days: Annotated[
        int,
        Field(ge=1, le=365),
        described(
            "观察有效天数",
            "Days a look holds",
            about_zh="更早看到的商品不算在架",
            about_en="Listings seen longer ago do not count as on the shelf",
            unit="days",
        ),
    ] = 35
    category: Annotated[
        str | None,
        described("类目", "Category", about_zh="只看一个类目；空表示全部", about_en="Only this category; empty: all"),
    ] = None
    bands: Annotated[
        int,
        Field(ge=1, le=8),
        described(
            "价格带数", "Bands", about_zh="每个类目最多分成几个", about_en="Of each category, at most", unit="count"
        ),
    ] = 4
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BandRow:
    """One price band of one category."""

    category: Annotated[str, described("类目", "Category")]
    band: Annotated[Words, described("价格带", "Band")]
    finding: Annotated[Words, described("结果", "Finding")]
    products: Annotated[int, described("本店商品", "Our products", unit="count")]
    share: Annotated[
        Rate | None,
        described(
            "占本店该类目",
            "Of our range",
            about_zh="商品数之比",
            about_en="Of our products of the category",
            unit="rate",
        ),
    ]
    units: Annotated[int, described("本店销量", "Our units sold", unit="units")]
    listings: Annotated[int, described("别家商品", "Their listings", unit="count")]
    their_share: Annotated[
        Rate | None,
        described(
            "占别家该类目",
            "Of their range",
            about_zh="商品数之比",
            about_en="Of their listings of the category",
            unit="rate",
        ),
    ]
    their_units: Annotated[
        int | None,
        described(
            "别家近期销量",
            "Their recent units",
            about_zh="页面显示的，没有显示为空",
            about_en="As pages show them; empty where none does",
            unit="units",
        ),
    ]
    sellers: Annotated[tuple[str, ...], described("哪几家", "Which sellers")]
    examples: Annotated[tuple[str, ...], described("例如", "Such as")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RangesResult(Result):
    """Our range beside what others offer, by category and price band."""

    first_day: Annotated[date, described("本店销售起始日", "Own sales from")]
    last_day: Annotated[date, described("截止日", "Last day")]
    categories: Annotated[int, described("比较的类目", "Categories compared", unit="count")]
    open_bands: Annotated[
        int, described("别家有、本店没有的价格带", "Bands that others have and we do not", unit="count")
    ]
    listings: Annotated[int, described("别家在架商品", "Listings of others", unit="count")]
    structure: Annotated[Matrix, described("各家的商品结构", "The structure of each range")]
    rows: Annotated[tuple[BandRow, ...], described("价格带，本店空缺的在前", "Bands, where we have nothing first")]


def run(warehouse: Warehouse, params: RangesParams) -> RangesResult:
    """Count products and listings in each band of each category that others are seen in.

    A share is of the side's products of the category: nᵦ ÷ Σ n. Ours are products that sold, at their middle sale's
    price; theirs are listings in stock at their newest look.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    sold = sold_prices(warehouse, asked)
    theirs = offered_by_others(warehouse, sold, params.fresh_days)
    declared = read_positions(params.positions, warehouse.currency)
    found = [
        each
        for each in cells(offered_by_us(sold), theirs, declared, params.bands)
        if params.category in {None, each.category}
    ]
    rows = sorted(_rows(found, warehouse.currency), key=_place)
    return RangesResult(
        headline=_headline(rows, theirs),
        caveats=(
            *_caveats(theirs, params, rows),
            *left_out(sales_counted(warehouse, asked), warehouse.currency),
        ),
        first_day=period.start,
        last_day=period.last_day,
        categories=len({each.category for each in found}),
        open_bands=sum(row.finding == FINDINGS["theirs_only"] for row in rows),
        listings=len(theirs),
        structure=_structure(found, rows, warehouse.currency),
        rows=tuple(rows[: params.limit]),
    )


def _rows(found: Sequence[Cell], currency: str) -> Iterator[BandRow]:
    ours, theirs = _totals(found, lambda each: len(each.ours)), _totals(found, lambda each: each.listings)
    for each in found:
        share = len(each.ours) / ours[each.category] if ours[each.category] else None
        their_share = each.listings / theirs[each.category] if theirs[each.category] else None
        if not (each.ours or each.listings):
            continue
        yield BandRow(
            category=each.category,
            band=called_range(each.band, currency),
            finding=FINDINGS[_finding(each, share or 0.0, their_share or 0.0)],
            products=len(each.ours),
            share=None if share is None else Rate(share),
            units=sum(one.units or 0 for one in each.ours),
            listings=each.listings,
            their_share=None if their_share is None else Rate(their_share),
            their_units=each.their_units,
            sellers=tuple(sorted(each.theirs)),
            examples=tuple(its[0].name for _, its in sorted(each.theirs.items()))[:3],
        )


def _totals(found: Sequence[Cell], count: Callable[[Cell], int]) -> Mapping[str, int]:
    sums: dict[str, int] = {}
    for each in found:
        sums[each.category] = sums.get(each.category, 0) + count(each)
    return sums


def _finding(each: Cell, share: float, their_share: float) -> str:
    if not each.ours:
        return "theirs_only"
    if not each.listings:
        return "ours_only"
    return "fewer" if share < their_share else "more"


def _place(row: BandRow) -> tuple[bool, float, str, str]:
    """What others have and we do not first, by how much of their range it is; then where we are thinnest."""
    missing = (row.their_share.rate if row.their_share else 0.0) - (row.share.rate if row.share else 0.0)
    return (row.products > 0, -missing, row.category, row.band.en)


def _headline(rows: Sequence[BandRow], theirs: Sequence[Offered]) -> Sentence:
    if not rows:
        return sentence("no_category" if theirs else "nothing_seen", listings=len(theirs))
    first, categories = rows[0], len({row.category for row in rows})
    if first.products:
        return sentence("no_gap", categories=categories)
    return sentence(
        "headline",
        categories=categories,
        open=sum(row.finding == FINDINGS["theirs_only"] for row in rows),
        category=first.category,
        band=first.band,
        sellers=len(first.sellers),
        listings=first.listings,
    )


def _caveats(theirs: Sequence[Offered], params: RangesParams, rows: Sequence[BandRow]) -> Iterator[Sentence]:
    yield sentence("watched_only", days=params.fresh_days)
    if unplaced := sum(not each.category for each in theirs):
        yield sentence("no_category_noted", count=unplaced)
    if hidden := max(len(rows) - params.limit, 0):
        yield sentence("not_listed", count=hidden)


def _structure(found: Sequence[Cell], rows: Sequence[BandRow], currency: str) -> Matrix:
    """Of the category that the first row names: how many products every seller has in each band."""
    category = rows[0].category if rows else ""
    shown = [each for each in found if each.category == category]
    sellers = sorted({seller for each in shown for seller in each.theirs})
    counts = [tuple(float(len(each.ours)) for each in shown)]
    counts += [tuple(float(len(each.theirs.get(seller, ()))) for each in shown) for seller in sellers]
    return Matrix(
        title=Words(
            zh=f"“{category or '–'}”各家在各价格带的商品数", en=f"Products of '{category or '–'}' by seller and band"
        ),
        unit="count",
        row_title=Words(zh="卖家", en="Seller"),
        column_title=Words(zh="价格带", en="Band"),
        rows=(OURSELVES, *sellers),
        columns=tuple(called_range(each.band, currency) for each in shown),
        values=tuple(counts),
    )


CAPABILITY = Capability(
    name="market.ranges",
    title=Words(zh="商品结构对比", en="Ranges compared"),
    question=Words(
        zh="各类目各价格带里，别家有什么、本店缺什么，哪些只有本店有？",
        en="By category and price band: what do others offer that we lack, and what do we alone have?",
    ),
    params=RangesParams,
    result=RangesResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{categories} 个类目中有 {open} 个价格带别家有、本店没有；最突出的是“{category}”{band}：{sellers} 家 {listings} 个商品。",
            en="In {categories} {categories:category|categories} others offer {open} {open:band|bands} that we do not; first '{category}' at {band}: "
            "{listings} {listings:listing|listings} of {sellers} {sellers:seller|sellers}.",
        ),
        "no_gap": Words(
            zh="{categories} 个类目里，别家有的价格带本店都有。",
            en="In {categories} {categories:category|categories} there is no band that others offer and we do not.",
        ),
        "no_category": Words(
            zh="看到了别家 {listings} 个商品，但都没有类目，无法比较：在竞品价格模板里填“类目”或“本店编码”。",
            en="{listings} {listings:listing|listings} of others {listings:was|were} seen, none with a category: fill in 'category' or 'sku' in the "
            "competitors' template.",
        ),
        "nothing_seen": Words(
            zh="没有新鲜的竞品观察：zhanggui template competitors。",
            en="No fresh look at any competitor: zhanggui template competitors.",
        ),
        "watched_only": Words(
            zh="别家的只是最近 {days} 天有人观察到、有货的商品，不是全部；本店的是卖出过的商品，按买家实付的中间价。",
            en="Theirs are listings in stock that somebody saw within {days} days, not all that they sell; ours are products that sold, at the price of "
            "their middle sale.",
        ),
        "no_category_noted": Words(
            zh="别家有 {count} 个商品没有类目，没有计入。",
            en="{count} {count:listing has|listings have} no category and {count:is|are} not counted.",
        ),
        "not_listed": Words(zh="另有 {count} 行没有列出。", en="{count} more {count:row is|rows are} not listed."),
        **LEFT_OUT,
    },
    tables={"order_lines": ("sku",), "competitor_offers": ("price_minor",)},
    ids=("C3",),
    roles=("owner", "operator", "analyst"),
)
