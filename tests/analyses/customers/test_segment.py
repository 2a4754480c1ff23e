"""Who meets a rule? A shop small enough to judge everybody by hand, and rules that cannot be meant."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from tests.analyses.builders import cost, event, line, order, refund
from tests.kept import same_shop
from zhanggui.analyses.asked_period import PeriodAfterData
from zhanggui.analyses.customers.segment.fields import FIELDS, ConditionNotPossible
from zhanggui.analyses.customers.segment.rule import (
    Both,
    Clause,
    Either,
    Neither,
    RuleNotUnderstood,
    RuleTooDeep,
    parse,
)
from zhanggui.analyses.customers.segment.segment import CAPABILITY, SegmentParams, members, run
from zhanggui.core.errors import TablesMissing, UnknownName
from zhanggui.core.sentence import render

LAST = date(2026, 4, 30)


@pytest.fixture(scope="module")
def shop():
    """pa bought three times, tea and cups; pb once, tea, returned half; pc twice, long ago, on Tmall; pd never paid."""
    orders = [
        order(1, "pa", "2026-04-01", 10_000),
        order(2, "pa", "2026-04-10", 20_000),
        order(3, "pa", "2026-04-25", 30_000),
        order(4, "pb", "2026-04-20", 8_000),
        order(5, "pc", "2026-01-02", 5_000, channel="tmall"),
        order(6, "pc", "2026-01-09", 7_000, channel="tmall"),
        order(7, "pd", "2026-04-02", 1_000, paid_at=None, paid_minor=0),
    ]
    lines = [
        line(1, 1, "tea", 10_000, 2),
        line(2, 1, "cup", 20_000, 1),
        line(3, 1, "tea", 30_000, 4),
        line(4, 1, "tea", 8_000, 2),
        line(5, 1, "cup", 5_000, 1, channel="tmall"),
        line(6, 1, "cup", 7_000, 1, channel="tmall"),
    ]
    tables = {
        "orders": orders,
        "order_lines": lines,
        "refunds": [refund(4, "2026-04-22", 4_000, "#1", quantity=1)],
        "products": [{"sku": "tea", "category": "leaves"}, {"sku": "cup", "category": "ware"}],
        "product_costs": [cost("tea", 1_000), cost("cup", 2_000)],
        "customers": [
            {"customer": "pa", "gender": "f", "accepts_sms": True, "birth_month": 5},
            {"customer": "pb", "gender": "m", "accepts_sms": False},
        ],
        "events": [
            event(1, "v1", "cart", "2026-04-28 03:00:00", customer="pc"),
            event(2, "v1", "view", "2026-02-01 03:00:00", customer="pa"),
        ],
    }
    return same_shop(tables, as_of=LAST)


def who(shop, rule, **more):
    return sorted(shop.fetch(members(shop, SegmentParams(rule=rule, **more), "in"))["id"].to_pylist())


RULES_AND_MET = (
    ("orders >= 2", ["pa", "pc"]),
    ("orders = 1|3", ["pa", "pb"]),
    ("not orders >= 2", ["pb"]),
    ("net_sales > 100", ["pa", "pc"]),
    ("net_sales = 40", ["pb"]),
    ("units = 7", ["pa"]),
    ("last_purchase_days <= 5", ["pa"]),
    ("first_purchase_days >= 118", ["pc"]),
    ("sales_per_order = 200", ["pa"]),
    ("returned_share = 50%", ["pb"]),
    ("discount_share > 0", []),
    ("bought.category = Leaves", ["pa", "pb"]),
    ("bought.category = ware and bought.category != leaves", ["pc"]),
    ("bought.category = leaves|ware within 30", ["pa", "pb"]),
    ("bought.sku = cup within 21", ["pa"]),
    ("bought.sku = cup within 20", []),
    ("bought.channel = tmall or orders = 1", ["pb", "pc"]),
    ("did = cart|view within 90", ["pa", "pc"]),
    ("did = cart", ["pc"]),
    ("did != cart and not (gender = m or orders > 5)", ["pa"]),
    ("gender = f", ["pa"]),
    ("gender != f", ["pb", "pc"]),
    ("accepts_sms = yes", ["pa"]),
    ("accepts_sms != 是", ["pb", "pc"]),
    ("birth_month = 5", ["pa"]),
    ("frequency = monthly", ["pa"]),
    ("frequency = once|weekly", ["pb", "pc"]),
    ("promoted_share = 0", ["pa", "pb", "pc"]),
    ("main_category = leaves", ["pa", "pb"]),
    ("main_channel = TMALL", ["pc"]),
    ("journey = evaluation", ["pc"]),
    ("type != cannot_tell", []),
    ("lifecycle = new|active", []),
    ("rfm = champions|develop and orders >= 1", ["pa"]),
    ("orders >= 2 且 非 gender = f", ["pc"]),
    ('bought.category = "leaves" and orders >= 1', ["pa", "pb"]),
)
FAST = {"net_sales > 100", "bought.category = leaves|ware within 30", "did != cart and not (gender = m or orders > 5)"}


@pytest.mark.parametrize(
    "rule, met",
    [pytest.param(rule, met, marks=() if rule in FAST else pytest.mark.slow) for rule, met in RULES_AND_MET],
)
def test_everybody_is_where_the_rule_puts_them(shop, rule, met):
    assert who(shop, rule) == met


@pytest.mark.slow
def test_size_and_value_are_those_of_the_customers(shop):
    result = run(shop, SegmentParams(rule="bought.category = leaves", months=3))
    inside, outside = result.sizes

    assert (result.customers, result.chosen) == (3, 2)
    assert (inside.customers, inside.net_sales.minor, outside.net_sales.minor) == (2, 64_000, 12_000)
    assert inside.contribution_profit.estimate.minor == 64_000 - 6 * 1_000 - 2_000 - 1 * 1_000
    assert inside.orders_per_customer == 2
    assert inside.days_since_purchase == pytest.approx((5 + 10) / 2)
    assert result.history.x == ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")
    assert result.history.lines[0].values == (0, 0, 0, 2)
    assert sum(row.customers for row in result.overlaps) == 2
    assert {row.kind.en for row in result.overlaps} == {"RFM segment"}


@pytest.mark.slow
def test_a_day_of_the_past_knows_nothing_of_later(shop):
    assert who(shop, "orders >= 2", day=date(2026, 4, 9)) == ["pc"]
    assert who(shop, "last_purchase_days <= 10", day=date(2026, 1, 12)) == ["pc"]


def test_what_never_was_is_asked_back(shop):
    result = run(shop, SegmentParams(rule="bought.category = leafs", months=0))

    assert result.headline.code == "nobody"
    assert "leafs" in render(result.caveats[0], CAPABILITY.sentences, "en")


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "orders",
        "orders >",
        "orders >= 2 and",
        "(orders > 1",
        "orders > 1)",
        "and",
        "= 3",
        "orders ! 3",
        "did = cart within x",
    ],
)
def test_what_is_no_rule_is_refused_where_it_stops(rule):
    with pytest.raises(RuleNotUnderstood):
        parse(rule)


def test_rules_nest_only_so_deep():
    with pytest.raises(RuleTooDeep):
        parse("(" * 900 + "orders > 1" + ")" * 900)


@pytest.mark.parametrize(
    "rule, refusal",
    [
        ("ordrs > 1", UnknownName),
        ("orders > many", ConditionNotPossible),
        ("orders > 1|2", ConditionNotPossible),
        ("gender > f", ConditionNotPossible),
        ("rfm = best", ConditionNotPossible),
        ("accepts_sms = maybe", ConditionNotPossible),
        ("orders > 1 within 5", ConditionNotPossible),
        ("tier = gold", TablesMissing),
    ],
)
def test_what_cannot_be_asked_is_refused(shop, rule, refusal):
    with pytest.raises(refusal):
        members(shop, SegmentParams(rule=rule), "in")


def test_days_and_parts_that_do_not_exist_are_refused(shop):
    with pytest.raises(PeriodAfterData):
        run(shop, SegmentParams(day=date(2026, 5, 1)))
    with pytest.raises(UnknownName):
        members(shop, SegmentParams(), "some")
    with pytest.raises(ValidationError):
        SegmentParams(rule="")


def written(rule):
    """The rule as text, every part in brackets."""
    if isinstance(rule, Clause):
        values = "|".join(f'"{value}"' for value in rule.values)
        return f"{rule.name} {rule.operator} {values}" + (f" within {rule.within_days}" if rule.within_days else "")
    if isinstance(rule, Neither):
        return f"not ({written(rule.part)})"
    return (" and " if isinstance(rule, Both) else " or ").join(f"({written(part)})" for part in rule.parts)


CLAUSES = some.builds(
    Clause,
    name=some.sampled_from(sorted(FIELDS)),
    operator=some.sampled_from(["=", "!=", ">=", "<=", ">", "<"]),
    values=some.lists(some.text(alphabet="ab 茶|=<>()andor", max_size=6), min_size=1, max_size=3).map(tuple),
    within_days=some.none() | some.integers(1, 3660),
)
RULES = some.recursive(
    CLAUSES,
    lambda parts: (
        some.builds(Neither, part=parts)
        | some.builds(Both, parts=some.lists(parts, min_size=2, max_size=3).map(tuple))
        | some.builds(Either, parts=some.lists(parts, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@given(RULES)
def test_every_rule_reads_as_it_was_written(rule):
    assert parse(written(rule)) == rule


@given(some.text(max_size=60))
def test_any_text_is_a_rule_or_refused(text):
    with contextlib.suppress(RuleNotUnderstood, RuleTooDeep):
        assert parse(written(parse(text))) == parse(text)
