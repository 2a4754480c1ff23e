"""What do the shop's numbers say? One function answers every question about metrics."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhanggui.core.errors import TablesMissing
from zhanggui.core.period import Period
from zhanggui.metrics.answer import Answer
from zhanggui.metrics.called import called
from zhanggui.metrics.coverage import Missing, days_loaded, missing_for, widest
from zhanggui.metrics.left_out import ToldTwice, ads_told_twice, left_out, rateless_ads
from zhanggui.metrics.notes import notes
from zhanggui.metrics.plan import Plan, check_loaded, plan
from zhanggui.metrics.presence import check_values
from zhanggui.metrics.question import Question
from zhanggui.metrics.reading import read_all
from zhanggui.metrics.rows import rows
from zhanggui.warehouse.requirements import joined

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


def measure(warehouse: Warehouse, question: Question) -> Answer:
    """Every asked metric for every period and group, exact, with its comparison and with what is unknown.

    Each relation is read by one grouped query (and once more per comparison); ratios are divided after the sums. A
    metric whose data are not loaded is a row without value that says so; raises TablesMissing if none can be answered.

    >>> from zhanggui.warehouse.inline import inline_warehouse
    >>> shop = inline_warehouse(
    ...     {
    ...         "orders": [
    ...             {
    ...                 "channel": "own_site",
    ...                 "order_id": "1",
    ...                 "ordered_at": "2026-03-01",
    ...                 "paid_at": "2026-03-01",
    ...                 "currency": "CNY",
    ...                 "goods_minor": 990,
    ...             }
    ...         ]
    ...     }
    ... )
    >>> measure(shop, Question(metrics=("net_sales",))).to_rows()
    [{'metric': 'net_sales', 'value': '9.90', 'unit': 'CNY', 'period': '2026-03-01/2026-03-02'}]
    """
    found = plan(question)
    missing = missing_for(warehouse, found.asked)
    lacking = frozenset(lack.metric for lack in missing)
    if lacking.issuperset(metric.name for metric in found.asked):
        raise _nothing_loaded(found, missing)
    check_loaded(warehouse, found)
    spans = days_loaded(warehouse, found.relations)
    period = question.period or widest(spans.values()) or _nothing_known_yet(warehouse, found)
    if period is None:
        raise _nothing_loaded(found, missing)
    readings = read_all(warehouse, found, question, period, spans)
    check_values(warehouse, found, readings.now)
    uncounted = left_out(warehouse, period)
    has_ads = any(each.told_once for each in found.relations)
    repeated = ads_told_twice(warehouse, period) if has_ads else ToldTwice()
    rateless = rateless_ads(warehouse, period) if has_ads else ()
    return Answer(
        question=question,
        period=period,
        rows=rows(question, found, period, readings, lacking),
        currency=warehouse.currency,
        snapshot=warehouse.snapshot,
        as_of=warehouse.as_of,
        excluded_orders=uncounted.excluded,
        missing=missing,
        called={each.name: called(warehouse, each) for each in found.split.by},
        notes=notes(
            question,
            period,
            readings,
            currency=warehouse.currency,
            missing=missing,
            uncounted=uncounted,
            repeated=repeated,
            rateless=rateless,
        ),
    )


def _nothing_known_yet(warehouse: Warehouse, found: Plan) -> Period | None:
    """The last complete day, where the tables are loaded but too young to say anything."""
    is_young = any(each.absent != "not_loaded" and warehouse.loaded(each.table) for each in found.relations)
    return Period(warehouse.as_of, warehouse.as_of + timedelta(days=1)) if is_young else None


def _nothing_loaded(found: Plan, missing: tuple[Missing, ...]) -> TablesMissing:
    tables = dict.fromkeys(each.table for each in found.relations)
    lacks = missing or tuple(Missing(metric="", table=table, columns=()) for table in tables)
    return TablesMissing(
        question=joined(metric.title for metric in found.asked),
        tables=joined(lack.told for lack in lacks),
        sources=joined(lack.source for lack in lacks),
    )
