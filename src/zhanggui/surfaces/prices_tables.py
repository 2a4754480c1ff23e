"""How do prices read as tables: the lists, the channels beside each other, a change with before and after?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.errors import AmountNotUnderstood, RequestAtFault
from zhanggui.core.moments import span
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Language, Words
from zhanggui.metrics.called import named
from zhanggui.offers.rules.stated import WHOLE
from zhanggui.surfaces.presentation import Table, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.checkout.price_book import PlannedChange
    from zhanggui.offers.prices.parity import ParityRow
    from zhanggui.offers.prices.price_lists import PriceLists

_LISTS = Words(zh="价目表", en="Price lists")
_PRICES = Words(zh="各表价格", en="Prices by list")
_PARITY = Words(zh="各渠道到手价", en="Price after offers by channel")
_ROWS = Words(zh="改价前后", en="Before and after")
_WITHIN, _APART = Words(zh="在带内", en="within the band"), Words(zh="超出", en="outside")
_NOT_IN_IT = Words(zh="不在表里", en="not in the list")
_EVERYWHERE, _ALWAYS = Words(zh="不限", en="any"), Words(zh="长期", en="always")


class CommissionsNotUnderstood(RequestAtFault):
    """What channels cost, written so that it cannot be read."""

    sentence = Words(
        zh="看不懂佣金“{said}”。写成 tmall=5, jd=6.5（百分比，至少两个渠道，含基准渠道）。",
        en="Cannot read the commissions '{said}'. Write tmall=5, jd=6.5 (per cent, two channels or more, the measure too).",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One price list and where it holds."""

    list: Annotated[str, described("价目表", "List")]
    channels: Annotated[str, described("渠道", "Channels")]
    regions: Annotated[str, described("地区", "Regions")]
    tiers: Annotated[str, described("会员等级", "Tiers")]
    season: Annotated[str, described("时段", "Season")]
    products: Annotated[int, described("商品数", "Products", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """One product's price in one list."""

    sku: Annotated[str, described("商品", "Product")]
    list: Annotated[str, described("价目表", "List")]
    price: Annotated[Money, described("价格", "Price", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityLine:
    """One product on one channel."""

    sku: Annotated[str, described("商品", "Product")]
    channel: Annotated[str, described("渠道", "Channel")]
    price: Annotated[Money, described("到手价", "Price", unit="money")]
    measure: Annotated[Money, described("基准价", "Measure", unit="money")]
    apart: Annotated[Rate, described("相差", "Apart", unit="ratio")]
    allowed: Annotated[Rate, described("允许", "Allowed", unit="ratio")]
    verdict: Annotated[Words, described("结论", "Verdict")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One price of a change."""

    list: Annotated[str, described("价目表", "List")]
    sku: Annotated[str, described("商品", "Product")]
    before: Annotated[Money | Words, described("原价", "Before", unit="money")]
    after: Annotated[Money | Words, described("新价", "After", unit="money")]
    lowest: Annotated[
        Money | Words,
        described(
            "此前 30 天最低",
            "Lowest of 30 days",
            unit="money",
            about_zh="划线价可以说的依据",
            about_en="What a struck-through price may say",
        ),
    ]


def list_tables(
    lists: PriceLists, language: Language, *, channels: Mapping[str, Words], timezone: str
) -> tuple[Table, ...]:
    """The lists, and below them every price; channels by the names that the shop gives them."""
    rows = tuple(
        ListRow(
            list=each.id,
            channels=_names(tuple(named(channels, code).text(language) for code in each.channels), language),
            regions=_names(each.regions, language),
            tiers=_names(each.tiers, language),
            season=span(each.starts_at, each.ends_at, timezone) or _ALWAYS.text(language),
            products=len(each.prices),
        )
        for each in lists.lists
    )
    prices = tuple(
        PriceLine(sku=sku, list=each.id, price=Money(price, lists.currency))
        for each in lists.lists
        for sku, price in each.prices.items()
    )
    ordered = tuple(sorted(prices, key=lambda row: (row.sku, row.price.minor, row.list)))
    return (
        table_of("lists", rows, _LISTS, {}, language),
        table_of("prices", ordered, _PRICES, {}, language),
    )


def parity_table(
    rows: Sequence[ParityRow], currency: str, language: Language, *, channels: Mapping[str, Words]
) -> Table:
    """The channels beside the measure, those outside the band first."""
    lines = tuple(
        ParityLine(
            sku=row.sku,
            channel=named(channels, row.channel).text(language),
            price=Money(row.price_minor, currency),
            measure=Money(row.measure_minor, currency),
            apart=Rate(row.apart_bps / WHOLE),
            allowed=Rate(row.allowed_bps / WHOLE),
            verdict=_WITHIN if row.is_within else _APART,
        )
        for row in rows
    )
    return table_of("parity", lines, _PARITY, {}, language)


def change_table(found: PlannedChange, currency: str, language: Language) -> Table:
    """A change row by row."""

    def money(minor: int | None) -> Money | Words:
        return _NOT_IN_IT if minor is None else Money(minor, currency)

    lines = tuple(
        ChangeLine(
            list=row.list,
            sku=row.sku,
            before=money(row.before_minor),
            after=money(row.after_minor),
            lowest=money(evidence.lowest_minor),
        )
        for row, evidence in zip(found.change.rows, found.evidence, strict=True)
    )
    return table_of(f"change-{found.change.id}", lines, _ROWS, {}, language)


def commissions(said: str, measure: str) -> dict[str, int]:
    """What each channel costs, in basis points, from a text of percentages.

    >>> commissions("tmall=5, jd=6.5", "tmall")
    {'tmall': 500, 'jd': 650}
    """
    found: dict[str, int] = {}
    for part in said.replace("，", ",").split(","):
        name, equals, percent = part.partition("=")
        try:
            bps = Money.of(percent.strip(), "CNY").minor  # two decimals of a per cent are whole basis points
        except AmountNotUnderstood:
            bps = -1
        if not (equals and name.strip()) or not 0 <= bps < WHOLE:
            raise CommissionsNotUnderstood(said=said)
        found[name.strip()] = bps
    if measure not in found or len(found) == 1:
        raise CommissionsNotUnderstood(said=said)
    return found


def _names(names: tuple[str, ...], language: Language) -> str:
    return " · ".join(names) or _EVERYWHERE.text(language)
