"""What do people who are due for a programme do anyway, by the shop's own past?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.decisions.programmes.due import due
from zhanggui.decisions.programmes.paying import Usual
from zhanggui.decisions.programmes.programme import Programme
from zhanggui.metrics.kinds import is_of_an_order

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

PAST_DAYS = 28
WEEK_DAYS = 7
FEWEST_CASES = 30


def usual(warehouse: Warehouse, programme: Programme, day: date) -> Usual | None:
    """Those who were due at the end of one of the four weeks before the horizon began, and what they bought within it.

    Every week is asked as of its own last day, and for those a message would still have found due: asked as of the end
    of all, whoever came back by themselves in the meantime would be due no more, and only those who stayed away would
    be counted. None with fewer than 30 of them: too few to say anything.
    """
    import ibis

    horizon = timedelta(days=programme.horizon_days)
    weeks = [day - horizon - timedelta(days=back) for back in range(0, PAST_DAYS, WEEK_DAYS)]
    cases = ibis.union(
        *(due(warehouse, programme.trigger, end, min(WEEK_DAYS, programme.patience_days)) for end in weeks)
    )
    cases = cases.group_by(case=cases.customer).aggregate(start=cases.day.max())
    lines = warehouse.table("sale_lines")
    lines = lines.filter(
        lines.is_paid, ~lines.is_excluded, lines.customer.notnull(), lines.ordered_day > day - horizon - _PAST
    )
    bought = cases.inner_join(lines, cases.case == lines.customer)
    after = bought.ordered_day.delta(bought.start, unit="day")
    bought = bought.filter(after >= 0, after < programme.horizon_days)
    sums = bought.group_by("case").aggregate(
        net=bought.net_sales_minor.sum().cast("float64"), orders=is_of_an_order(bought).ifelse(1, 0).sum()
    )
    total = sums.aggregate(
        buying=(sums.orders > 0).ifelse(1, 0).sum(), net=sums.net.sum(), squares=(sums.net * sums.net).sum()
    )
    counted = cases.aggregate(cases=cases.count())
    (row,) = warehouse.fetch(ibis.cross_join(counted, total)).to_pylist()
    number = int(row["cases"])
    if number < FEWEST_CASES:
        return None
    mean = float(row["net"] or 0) / number
    square = float(row["squares"] or 0) / number - mean**2
    return Usual(
        cases=number, buying=int(row["buying"] or 0) / number, net_minor=mean, deviation_minor=max(0.0, square) ** 0.5
    )


_PAST = timedelta(days=PAST_DAYS)
