"""In which weeks did the usual price paid change, and what was sold and left before and after?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.contribution import PARTLY_COSTED, contribution, sums_of
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.pricing.crossings.paid import in_main_channel
from zhanggui.analyses.pricing.elasticity.reading import SAME_PRICE
from zhanggui.analyses.pricing.one.result import ChangeRow
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.metrics.kinds import is_priced

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

WEEKS_BESIDE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week in the product's main channel; `price_minor` is that of the middle sale, None where nothing was sold."""

    first_day: date
    price_minor: float | None
    units: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Neighbouring weeks of one usual price, that of the first of them."""

    price_minor: float
    weeks: tuple[Week, ...]


def weeks_of(warehouse: Warehouse, asked: SalesParams, period: Period, sku: str) -> tuple[str | None, Sequence[Week]]:
    """The channel that sells most of it, and its whole weeks from the first with a sale; weeks end on the last day."""
    lines = counted_lines(warehouse, asked)
    mine = lines.filter(lines.sku == sku)
    main = in_main_channel(mine.filter(is_priced(mine))).select("channel").distinct()
    found = [str(name) for name in warehouse.fetch(main)["channel"].to_pylist()]
    if not found:
        return None, ()
    rows = {row["back"]: row for row in _by_week(warehouse, mine.filter(mine.channel == found[0]), period)}
    return found[0], tuple(_week(rows.get(back, {}), back, period) for back in range(_oldest(rows), -1, -1))


def _by_week(warehouse: Warehouse, mine: ir.Table, period: Period) -> list[dict[str, Any]]:
    """Sums by how many whole weeks lie between a line and the last day."""
    import ibis

    counted, unit = is_priced(mine), mine.due_minor.cast("float64") / mine.quantity.nullif(0)
    back = (ibis.date(period.last_day).delta(mine.ordered_day, unit="day") / 7).floor().cast("int64")
    weekly = mine.group_by(back=back).aggregate(
        price=unit.quantile(0.5, where=counted), units=mine.quantity.sum(where=counted), **sums_of(mine, *PARTLY_COSTED)
    )
    whole = weekly.filter(weekly.back < period.days // 7)
    rows: list[dict[str, Any]] = warehouse.fetch(whole.order_by("back")).to_pylist()
    return rows


def _oldest(rows: Mapping[int, Mapping[str, Any]]) -> int:
    return max((back for back, row in rows.items() if row["units"]), default=-1)


def _week(row: Mapping[str, Any], back: int, period: Period) -> Week:
    return Week(
        first_day=period.last_day - timedelta(days=7 * back + 6),
        price_minor=row.get("price"),
        units=int(row.get("units") or 0),
        parts={name: int(row.get(name) or 0) for name in PARTLY_COSTED},
    )


def stretches(weeks: Sequence[Week]) -> list[Stretch]:
    """Weeks whose usual price is within two per cent of that of the stretch; a week without a sale prolongs it."""
    found: list[Stretch] = []
    for week in weeks:
        price = week.price_minor
        if found and (price is None or abs(price / found[-1].price_minor - 1) <= SAME_PRICE):
            found[-1] = Stretch(price_minor=found[-1].price_minor, weeks=(*found[-1].weeks, week))
        elif price is not None:
            found.append(Stretch(price_minor=price, weeks=(week,)))
    return found


def change_rows(found: Sequence[Stretch], currency: str) -> Iterator[ChangeRow]:
    """Every change, the latest first, with the weeks next to it on both sides: at most four of the same price each."""
    for before, after in reversed(list(pairwise(found))):
        earlier, later = before.weeks[-WEEKS_BESIDE:], after.weeks[:WEEKS_BESIDE]
        yield ChangeRow(
            week=after.weeks[0].first_day,
            price_before=Money(round(before.price_minor), currency),
            price_after=Money(round(after.price_minor), currency),
            change=Rate(after.price_minor / before.price_minor - 1),
            units_before=sum(each.units for each in earlier) / len(earlier),
            units_after=sum(each.units for each in later) / len(later),
            profit_before=_profit(earlier, currency),
            profit_after=_profit(later, currency),
            weeks_before=len(earlier),
            weeks_after=len(later),
        )


def _profit(weeks: Sequence[Week], currency: str) -> Money | None:
    """Contribution profit a week; None where a cost is missing."""
    sums = {name: sum(each.parts[name] for each in weeks) for name in PARTLY_COSTED}
    profit = contribution(sums, None, currency)
    return None if profit is None else Money(round(profit.estimate.minor / len(weeks)), currency)
