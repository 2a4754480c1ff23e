"""What holds for every analysis: described fields, two languages, results that survive JSON, members, clear errors."""

from __future__ import annotations

import dataclasses
import typing
from datetime import date

import pytest
from pydantic import TypeAdapter

from tests.analyses.builders import order
from tests.kept import same_shop
from zhanggui.analyses.asked_period import PeriodAfterData, PeriodToldTwice
from zhanggui.analyses.channels import conflicts, reconciliation, scorecard, traffic
from zhanggui.analyses.contribution import MarginNotUnderstood
from zhanggui.analyses.customers import cohorts, funnel, lifecycle, reorder, rfm
from zhanggui.analyses.customers.journey import journey
from zhanggui.analyses.customers.movement import movement
from zhanggui.analyses.customers.personas import personas
from zhanggui.analyses.customers.potential import potential
from zhanggui.analyses.customers.segment import segment
from zhanggui.analyses.customers.types import types
from zhanggui.analyses.customers.uplift import uplift
from zhanggui.analyses.customers.value import value
from zhanggui.analyses.goals import kpi_board
from zhanggui.analyses.goals.why import explanation as why
from zhanggui.analyses.pricing.bands import bands
from zhanggui.analyses.pricing.parity import parity
from zhanggui.analyses.products import contribution, pareto
from zhanggui.analyses.promotions import coupon_use
from zhanggui.analyses.promotions.goods import goods
from zhanggui.analyses.promotions.replay import replay
from zhanggui.app.runner import supplied
from zhanggui.core.described import undescribed
from zhanggui.core.errors import PeriodNotUnderstood
from zhanggui.core.sentence import Sentence, placeholders, render
from zhanggui.core.words import LANGUAGES
from zhanggui.warehouse.contracts.register import CONTRACTS

ROOMS = (kpi_board, rfm, cohorts, funnel, pareto, why, contribution, reconciliation, scorecard, traffic, conflicts)
ROOMS += (lifecycle, reorder, personas, segment, uplift, value, movement, journey, types, potential)
ROOMS += (coupon_use, goods, replay, bands, parity)
EVERY = [module.CAPABILITY for module in ROOMS]
SALES = [
    each
    for each in EVERY
    if each.name
    not in {"customers.funnel", "customers.journey", "goals.why", "channels.reconciliation", "channels.traffic"}
]


def named(capability):
    return capability.name


def asked(capability, warehouse):
    """Its answer to the usual question, with what the runner supplies."""
    params = capability.params()
    return capability.run(warehouse, params, **supplied(capability, params, warehouse, None))


def said(value):
    """Every sentence anywhere inside a result."""
    if isinstance(value, Sentence):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from said(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from said(each)


def rows_of(result_type):
    """The row classes of a result's tables."""
    for hint in typing.get_type_hints(result_type).values():
        for inner in typing.get_args(hint):
            if dataclasses.is_dataclass(inner) and inner.__module__.startswith("zhanggui.analyses"):
                yield inner


@pytest.mark.parametrize("capability", EVERY, ids=named)
def test_every_field_is_described(capability):
    owners = [capability.params, capability.result, *rows_of(capability.result)]

    assert {owner.__name__: undescribed(owner) for owner in owners} == {owner.__name__: () for owner in owners}


@pytest.mark.parametrize("capability", EVERY, ids=named)
def test_both_languages_ask_for_the_same_facts(capability):
    assert {
        code: (placeholders(words.zh), placeholders(words.en))
        for code, words in capability.sentences.items()
        if placeholders(words.zh) != placeholders(words.en)
    } == {}


@pytest.mark.parametrize("capability", EVERY, ids=named)
def test_the_tables_it_needs_exist(capability):
    for table, columns in capability.tables.items():
        assert {column.name for column in CONTRACTS[table].columns()} >= set(columns)


@pytest.fixture(scope="module", params=EVERY, ids=named)
def answered(request, busy):
    """An analysis and what it answers of the busy shop."""
    return request.param, asked(request.param, busy)


@pytest.mark.slow
def test_a_result_survives_json_and_every_sentence_reads_in_both_languages(answered):
    capability, result = answered

    adapter = TypeAdapter(capability.result)
    assert adapter.validate_json(adapter.dump_json(result)) == result
    for sentence in said(result):
        for language in LANGUAGES:
            assert "{" not in render(sentence, capability.sentences, language)


@pytest.mark.slow
def test_the_same_question_of_the_same_snapshot_has_the_same_answer(answered, busy):
    capability, result = answered

    assert asked(capability, busy) == result


@pytest.mark.slow
@pytest.mark.parametrize("capability", SALES, ids=named)
def test_a_shop_of_one_order_given_back_in_full_does_not_break_it(capability):
    shop = same_shop({"orders": [order(1, "pa", "2026-04-01", 5000, refunded_minor=5000)]})

    result = asked(capability, shop)

    for language in LANGUAGES:
        assert render(result.headline, capability.sentences, language)


def test_days_can_be_told_by_dates_by_their_number_or_not_at_all():
    as_of = date(2026, 4, 30)

    def days(**told):
        span = rfm.RfmParams(**told).span(as_of)
        return span.start, span.last_day

    assert days() == (None, date(2026, 4, 30))
    assert days(days=7) == (date(2026, 4, 24), date(2026, 4, 30))
    assert days(days=7, start="2026-04-01") == (date(2026, 4, 1), date(2026, 4, 7))
    assert days(days=7, end="2026-04-08") == (date(2026, 4, 1), date(2026, 4, 7))
    assert days(start="2026-04-01", end="2027-01-01") == (date(2026, 4, 1), date(2026, 4, 30))


def test_days_that_cannot_be_meant_are_refused():
    with pytest.raises(PeriodNotUnderstood):
        rfm.RfmParams(start="2026-04-02", end="2026-04-02")
    with pytest.raises(PeriodToldTwice):
        rfm.RfmParams(start="2026-04-02", end="2026-04-09", days=7)
    with pytest.raises(PeriodAfterData) as refusal:
        rfm.RfmParams(start="2026-05-01").span(date(2026, 4, 30))
    assert "2026-04-30" in refusal.value.text("zh-CN")


@pytest.mark.parametrize("told", [{"margin_low": 0.1}, {"margin_low": 0.3, "margin_estimate": 0.2, "margin_high": 0.4}])
def test_half_a_margin_is_refused(told):
    with pytest.raises(MarginNotUnderstood):
        pareto.CAPABILITY.params(**told)
