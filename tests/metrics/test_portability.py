"""No query of a metric says what engines understand differently; the rules are those of DESIGN §7."""

from __future__ import annotations

import re
from datetime import date

import ibis
import pytest

from zhanggui.core.period import Period
from zhanggui.metrics.plan import plan, possible_dimensions
from zhanggui.metrics.query import Window, grouped
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import EVERY_METRIC
from zhanggui.warehouse.inline import inline_warehouse

PERIOD = Period(date(2026, 1, 5), date(2026, 2, 20))
NOT_PORTABLE = {
    "divides in the engine: whole numbers come out different": r"(?<!AS DOUBLE\))\s/\s|//|\bDIV\b",
    "averages or takes quantiles": r"\b(AVG|MEAN|QUANTILE\w*|PERCENTILE\w*|MEDIAN)\b",
    "computes a weekday or a week itself": r"\b(DAYOFWEEK\w*|ISODOW|DATE_TRUNC(?!\('SECOND')|EXTRACT|WEEK\w*\()",
    "counts approximately": r"\bAPPROX",
    "looks at neighbours without a unique order": r"\bOVER\s*\((?![^()]*ORDER BY[^()]*(event_id|ordered_day|report_days))",
}


@pytest.fixture(scope="module")
def shop():
    return inline_warehouse({})


def queries(shop, name):
    found = plan(Question(metrics=(name,), by=possible_dimensions(EVERY_METRIC[name])))
    for window in (Window(period=PERIOD, grain="week"), Window(period=PERIOD, grain="month", is_last_year=True)):
        for relation in found.relations:
            made = grouped(shop, relation, found.reductions[relation.name], found.split, window)
            yield str(ibis.to_sql(made, dialect="duckdb"))


@pytest.mark.parametrize("name", ["net_sales_booked", "repeat_rate", "orders_with_money_received", "conversion", "roi"])
def test_a_metric_by_all_of_its_dimensions_is_asked_portably(name, shop):
    for sql in queries(shop, name):
        for why, pattern in NOT_PORTABLE.items():
            assert not re.search(pattern, sql, re.IGNORECASE), f"{why}:\n{sql}"


@pytest.mark.slow
def test_every_reduction_is_asked_portably_and_as_whole_numbers(shop):
    found = plan(Question(metrics=tuple(EVERY_METRIC)))
    for relation in found.relations:
        made = grouped(shop, relation, found.reductions[relation.name], found.split, Window(period=PERIOD))
        assert {str(kind) for kind in made.schema().types} == {"int64"}
        for why, pattern in NOT_PORTABLE.items():
            assert not re.search(pattern, str(ibis.to_sql(made, dialect="duckdb")), re.IGNORECASE), why
