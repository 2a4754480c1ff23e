"""Which product do buyers get cheaper on another channel on the same days?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.channels.conflicts_result import ConflictRow
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words
from zhanggui.metrics.kinds import is_priced
from zhanggui.stats.two_proportions import believable

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

FEWEST_DAYS = 3
HALF = 0.5


def price_conflicts(
    warehouse: Warehouse, params: SalesParams, band: float, titles: Mapping[str, Words]
) -> list[ConflictRow]:
    """Pairs of channels on which one product's net price per unit differs by more than the band.

    Net price = due for goods ÷ units (what the buyer pays, after all discounts), over the days on which both sold it.
    Money in it = units sold on the dearer channel on those days × the difference. Sure is a pair whose days are
    dearer on the same side too often for chance (sign test, several pairs together).
    """
    pairs = [_dearer_first(row) for row in warehouse.fetch(_common_days(warehouse, params)).to_pylist()]
    wide = [pair for pair in pairs if pair["days"] >= FEWEST_DAYS and _gap(pair) > band]
    sure = believable([_sign_test(pair["days_dearer"], pair["days"]) for pair in wide])
    return [_row(pair, is_sure, titles, warehouse.currency) for pair, is_sure in zip(wide, sure, strict=True)]


def _common_days(warehouse: Warehouse, params: SalesParams) -> Any:
    lines = counted_lines(warehouse, params)
    sold = lines.filter(lines.sku.notnull(), is_priced(lines))
    one = sold.group_by("sku", "channel", day=sold.ordered_day).aggregate(
        units=sold.quantity.sum(), due=sold.due_minor.sum(), product_name=sold.product_name.max()
    )
    other = one.select("sku", "day", other_channel="channel", other_units="units", other_due="due")
    both = one.join(other, ["sku", "day"])
    both = both.filter(both.channel < both.other_channel)
    is_dearer = both.due * both.other_units > both.other_due * both.units
    is_cheaper = both.due * both.other_units < both.other_due * both.units
    return both.group_by("sku", "channel", "other_channel").aggregate(
        product_name=both.product_name.max(),
        days=both.day.count(),
        dearer=both.day.count(where=is_dearer),
        cheaper=both.day.count(where=is_cheaper),
        units=both.units.sum(),
        due=both.due.sum(),
        other_units=both.other_units.sum(),
        other_due=both.other_due.sum(),
    )


def _dearer_first(row: Mapping[str, Any]) -> dict[str, Any]:
    one = (row["due"] / row["units"], row["channel"], row["units"], row["dearer"])
    other = (row["other_due"] / row["other_units"], row["other_channel"], row["other_units"], row["cheaper"])
    dear, cheap = (one, other) if one[0] >= other[0] else (other, one)
    return {
        "sku": row["sku"],
        "product_name": row["product_name"],
        "days": row["days"],
        "dear": dear[1],
        "cheap": cheap[1],
        "price": dear[0],
        "cheap_price": cheap[0],
        "units": int(dear[2]),
        "days_dearer": dear[3],
    }


def _gap(pair: Mapping[str, Any]) -> float:
    return float((pair["price"] - pair["cheap_price"]) / pair["price"])


def _sign_test(dearer: int, days: int) -> float:
    from scipy.stats import binomtest

    return float(binomtest(dearer, days, HALF).pvalue) if dearer > days * HALF else 1.0


def _row(pair: Mapping[str, Any], is_sure: bool, titles: Mapping[str, Words], currency: str) -> ConflictRow:  # noqa: FBT001
    return ConflictRow(
        kind=sentence("price"),
        sku=pair["sku"],
        product_name=pair["product_name"],
        side=titles[pair["dear"]],
        other_side=titles[pair["cheap"]],
        evidence=sentence(
            "price_evidence",
            days=pair["days"],
            days_dearer=pair["days_dearer"],
            price=Money(round(pair["price"]), currency),
            other_price=Money(round(pair["cheap_price"]), currency),
            gap=Rate(_gap(pair)),
            units=pair["units"],
        ),
        size=Money(round(pair["units"] * (pair["price"] - pair["cheap_price"])), currency),
        verdict=sentence("sure" if is_sure else "seen"),
    )
