"""How are bands, gaps and products out of their band listed, and what could be done?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhanggui.analyses.contribution import PROFIT_SUMS, contribution
from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.next_step import ActionRow
from zhanggui.analyses.pricing.bands.banding import Range, Structure
from zhanggui.analyses.pricing.bands.positions import OUT, Placed
from zhanggui.analyses.pricing.bands.result import BandRow, GapRow, OutRow
from zhanggui.analyses.pricing.bands.sold_prices import SoldPrice
from zhanggui.analyses.pricing.bands.straddling import Straddled
from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import minor_digits
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.value import MarginAssumption

CROWDED, THIN = 2 / 3, 3 / 2
MOST_ACTIONS = 5
MOST_GAPS_TO_FILL = 2
ELSEWHERE = Words(zh="无类目", en="no category")
WHERE = {
    "below_by_discount": "promotions.replay",
    "below_by_list": "pricing.elasticity",
    "above": "pricing.elasticity",
    "gap": "products.assortment",
}


def called_category(name: str) -> Words:
    """A category by its own name."""
    return Words(zh=name, en=name) if name else ELSEWHERE


def called_range(found: Range, currency: str) -> Words:
    """A range of prices in words.

    >>> called_range(Range(low_minor=5_000, high_minor=None), "CNY").en
    '¥50 and more'
    """
    low, high = (None if each is None else _short(each, currency) for each in (found.low_minor, found.high_minor))
    if low is None:
        return Words(zh=f"{high} 以下", en=f"under {high}") if high else Words(zh="不分带", en="one band")
    return Words(zh=f"{low}–{high}", en=f"{low}–{high}") if high else Words(zh=f"{low} 起", en=f"{low} and more")


def _short(minor: int, currency: str) -> str:
    return str(Money(minor, currency)).removesuffix("." + "0" * minor_digits(currency))


def band_rows(found: Structure, margin: MarginAssumption | None, currency: str) -> list[BandRow]:
    """The bands of one category, cheapest first."""
    held: list[list[SoldPrice]] = [[] for _ in found.bands]
    for each in found.products:
        held[found.place(each.price_minor)].append(each)
    whole = sum(each.net_sales_minor for each in found.products)
    return [
        _band_row(found, band, inside, whole, margin, currency) for band, inside in zip(found.bands, held, strict=True)
    ]


def _band_row(  # noqa: PLR0917 - one row's facts
    found: Structure,
    band: Range,
    inside: Sequence[SoldPrice],
    whole: int,
    margin: MarginAssumption | None,
    currency: str,
) -> BandRow:
    parts = {name: sum(each.parts[name] for each in inside) for name in PROFIT_SUMS}
    profit = contribution(parts, margin, currency)
    product_share, sales_share = Rate(len(inside) / len(found.products)), share_of(parts["net_sales"], whole)
    return BandRow(
        category=called_category(found.category),
        band=called_range(band, currency),
        products=len(inside),
        product_share=product_share,
        units=sum(each.units for each in inside),
        net_sales=Money(parts["net_sales"], currency),
        sales_share=sales_share,
        contribution_profit=profit,
        contribution_margin=share_of(profit.estimate.minor, parts["net_sales"]) if profit else None,
        verdict=sentence(_verdict(product_share, sales_share)),
    )


def _verdict(product_share: Rate, sales_share: Rate | None) -> str:
    if sales_share is None or sales_share.rate == product_share.rate:
        return "even"
    if sales_share.rate < CROWDED * product_share.rate:
        return "crowded"
    return "thin" if sales_share.rate > THIN * product_share.rate else "even"


def shares(rows: Sequence[BandRow]) -> Series:
    """Products and sales of one category's bands beside each other."""
    name = rows[0].category
    return Series(
        title=Words(zh=f"{name.zh}：各价格带占商品与占销售", en=f"{name.en}: share of products and of sales by band"),
        x_title=Words(zh="价格带", en="Band"),
        unit="rate",
        x=tuple(row.band.zh if row.band.zh == row.band.en else _either(row.band) for row in rows),
        lines=(
            Line(name=Words(zh="占商品", en="Of products"), values=tuple(row.product_share.rate for row in rows)),
            Line(
                name=Words(zh="占销售", en="Of sales"),
                values=tuple(row.sales_share.rate if row.sales_share else None for row in rows),
            ),
        ),
    )


def _either(band: Words) -> str:
    """Labels of an axis are the same in both languages: < and ≥ in place of words."""
    if band.zh.endswith(" 以下"):
        return f"< {band.zh.removesuffix(' 以下')}"
    return f"≥ {band.zh.removesuffix(' 起')}"


def gap_row(found: Straddled, currency: str) -> GapRow:
    """One gap and who straddles it."""
    gap = found.gap
    return GapRow(
        category=called_category(gap.category),
        low=Money(round(gap.below.price_minor), currency),
        high=Money(round(gap.above.price_minor), currency),
        product_below=gap.below.name,
        product_above=gap.above.name,
        straddling=found.straddling,
        of_buyers=share_of(found.straddling, found.buyers),
        inside=found.inside,
        spent=Money(found.due_minor, currency),
    )


def out_row(each: Placed, usual_share: float, currency: str) -> OutRow:
    """One product out of its band, or at times below it."""
    sold = each.sold
    return OutRow(
        sku=sold.sku,
        product_name=sold.name,
        category=called_category(sold.category),
        verdict=sentence(each.verdict),
        reason=_reason(each, usual_share, currency),
        price=Money(round(sold.price_minor), currency),
        usual_low=Money(round(sold.low_minor), currency),
        usual_high=Money(round(sold.high_minor), currency),
        list_price=Money(round(sold.list_minor), currency),
        position=position_of(each, currency),
        size=Money(each.size_minor, currency) if each.verdict in OUT else None,
        units=sold.units,
    )


def position_of(each: Placed, currency: str) -> Words:
    """Where the product should be sold."""
    return called_range(each.position.range if each.position else Range(low_minor=None, high_minor=None), currency)


def _reason(each: Placed, usual_share: float, currency: str) -> Sentence:
    facts: dict[str, Argument] = {
        "position": position_of(each, currency),
        "list": Money(round(each.sold.list_minor), currency),
        "price": Money(round(each.sold.price_minor), currency),
    }
    if each.position and each.position.declared_as:
        return sentence("why_declared", name=each.position.declared_as, **facts)
    return sentence("why_list", share=Rate(usual_share), **facts)


def actions(out: Sequence[Placed], straddles: Sequence[Straddled], currency: str) -> Iterator[ActionRow]:
    """What could be done about the products with most money beyond, and about the gaps most straddled."""
    for each in [each for each in out if each.verdict in OUT][:MOST_ACTIONS]:
        yield ActionRow(
            what=sentence(
                f"do_{each.verdict}",
                product=each.sold.name,
                by=Money(abs(round(each.beyond_minor)), currency),
                position=position_of(each, currency),
                list=Money(round(each.sold.list_minor), currency),
                size=Money(each.size_minor, currency),
            ),
            where=WHERE[each.verdict],
        )
    for found in [found for found in straddles if found.inside][:MOST_GAPS_TO_FILL]:
        row = gap_row(found, currency)
        yield ActionRow(
            what=sentence(
                "do_gap",
                category=row.category,
                low=row.low,
                high=row.high,
                straddling=row.straddling,
                inside=row.inside,
            ),
            where=WHERE["gap"],
        )
