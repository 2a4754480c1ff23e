"""Of which other numbers is a goal's number the product, and what would each alone have to become?

An identity, not a model: number = first × (second ÷ first) × … × (number ÷ last). While the others stand still, the
factor that alone brings g times the number is g times itself. A number that is no such product is not guessed at.
"""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.analyses.goals.progress.goal_params import is_ratio
from zhanggui.analyses.goals.progress.needed_drivers import LATEST_DAYS, NeededRow
from zhanggui.core.currency import minor_digits
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words
from zhanggui.metrics.amount import amount
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import EVERY_METRIC, metric

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.analyses.goals.progress.goal_params import GoalParams
    from zhanggui.books.goals import GoalTerms
    from zhanggui.metrics.metric import Unit
    from zhanggui.warehouse.protocol import Warehouse

VISITORS = "visitors"
# Visitors of days, which add up: told by the platforms' own reports, else by the shop's events.
TRAFFIC = (("platform_visitor_days", "traffic_stats"), ("visitor_days", "events"))
CHAINS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "orders": (VISITORS, "orders"),
        "paid_orders": (VISITORS, "paid_orders"),
        "gross_sales": (VISITORS, "orders", "gross_sales"),
        "paid_sales": (VISITORS, "paid_orders", "paid_sales"),
        "money_received": (VISITORS, "paid_orders", "paid_sales", "money_received"),
        "units": (VISITORS, "paid_orders", "units"),
        "new_buyers": (VISITORS, "buyers", "new_buyers"),
        "ad_sales": ("ad_spend", "ad_clicks", "ad_orders", "ad_sales"),
        "ad_orders": ("ad_spend", "ad_clicks", "ad_orders"),
        "aov": ("paid_orders", "units", "paid_sales"),
        "roi": ("ad_spend", "ad_clicks", "ad_orders", "ad_sales"),
    }
)
PER: Mapping[tuple[str, str], tuple[Words, Unit]] = MappingProxyType(
    {
        ("orders", VISITORS): (Words(zh="访客下单率", en="Orders per visitor"), "ratio"),
        ("paid_orders", VISITORS): (Words(zh="访客支付率", en="Paid orders per visitor"), "ratio"),
        ("buyers", VISITORS): (Words(zh="访客成交率", en="Buyers per visitor"), "ratio"),
        ("gross_sales", "orders"): (Words(zh="每单下单金额", en="Ordered per order"), "money"),
        ("money_received", "paid_sales"): (Words(zh="实收占支付金额", en="Received of what was paid"), "ratio"),
        ("ad_clicks", "ad_spend"): (Words(zh="每元广告的点击", en="Clicks per unit of ad spend"), "multiple"),
        ("ad_sales", "ad_orders"): (Words(zh="每笔广告成交金额", en="Sales per ad order"), "money"),
        ("paid_sales", "units"): (Words(zh="件均支付金额", en="Paid per unit"), "money"),
    }
)


def needed_factors(
    warehouse: Warehouse, terms: GoalTerms, params: GoalParams, growth: float
) -> tuple[NeededRow, ...] | None:
    """Each factor's level that alone brings the growth; None where it cannot be told.

    Of a ratio the first number of its chain is left out: that it stands still is what a ratio is about.
    """
    where = dict(terms.where)
    if terms.metric not in CHAINS or set(where) - {"channel"} or len(where) != len(terms.where):
        return None
    chain = _chain(warehouse, terms.metric)
    if not all(_is_loaded(warehouse, name) for name in chain):
        return None
    values = _values(warehouse, terms, params, chain)
    if len(chain) == 1 or not all(values):
        return None
    ratio = chain[-1] != terms.metric
    first = metric(chain[0])
    rows = [] if ratio else [_row(first.title, first.unit, values[0], growth, warehouse.currency)]
    for (below, under), (above, over) in pairwise(zip(chain, values, strict=True)):
        title, unit = _quotient(above, below)
        coins = 10 ** minor_digits(warehouse.currency) if below == "ad_spend" else 1  # per yuan, not per fen
        rows.append(_row(title, unit, coins * over / under, growth, warehouse.currency))
    return tuple(rows)


def _chain(warehouse: Warehouse, name: str) -> tuple[str, ...]:
    """The numbers of the product, from traffic where any is loaded."""
    seen = next((visitors for visitors, table in TRAFFIC if warehouse.loaded(table)), None)
    found = (seen if each == VISITORS else each for each in CHAINS[name])
    return tuple(each for each in found if each is not None)


def _is_loaded(warehouse: Warehouse, name: str) -> bool:
    return not name.startswith("ad_") or bool(warehouse.loaded("ad_stats"))


def _values(warehouse: Warehouse, terms: GoalTerms, params: GoalParams, chain: Sequence[str]) -> list[float]:
    latest = Period.last_days(warehouse.as_of, LATEST_DAYS)
    question = Question(metrics=tuple(chain), where=terms.where, period=latest, margin=params.margin)
    found = {row.metric: row.value for row in measure(warehouse, question).rows}
    return [float(found.get(name) or 0) for name in chain]


def _quotient(above: str, below: str) -> tuple[Words, Unit]:
    """What one number per another is called, and how it reads."""
    known = next((each for each in EVERY_METRIC.values() if is_ratio(each) and each.parts == (above, below)), None)
    if known is not None:
        return known.title, known.unit
    return PER[above, VISITORS if below in dict(TRAFFIC) else below]


def _row(title: Words, unit: Unit, now: float, growth: float, currency: str) -> NeededRow:
    needed = now * growth
    can = unit != "ratio" or needed <= 1
    return NeededRow(
        driver=title,
        now=amount(unit, now, currency),
        needed=amount(unit, needed if unit in {"ratio", "multiple"} else round(needed), currency) if can else None,
        change=Rate(growth - 1) if can else None,
    )
