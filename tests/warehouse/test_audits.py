"""Are contradictions found, and do the grave ones stop a version?"""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.warehouse.shops import line, order, refund
from zhanggui.warehouse.audits import AuditsFailed, all_audits, audit
from zhanggui.warehouse.facts import count_rows
from zhanggui.warehouse.inline import inline_warehouse


def clean_shop():
    return inline_warehouse(
        {
            "orders": [order("1", goods_minor=1_000), order("2")],
            "order_lines": [line("a", 600), line("b", 400), line("c", 0, "2", kind_of_line="gift")],
            "refunds": [refund("r", 300, line_id="a")],
        }
    )


def warned(tables):
    with closing(inline_warehouse(tables)) as shop:
        return {found.name: found.count for found in shop.facts.audits}


@pytest.fixture(scope="module")
def clean():
    with closing(clean_shop()) as shop:
        yield shop


def test_shop_without_contradictions_is_clean(clean):
    assert clean.facts.audits == ()


@pytest.mark.parametrize(
    "name, damage",
    [
        ("order_totals_differ", "UPDATE sale_lines SET due_minor = due_minor + 1 WHERE line_id = 'a'"),
        ("order_totals_differ", "DELETE FROM sale_lines WHERE order_id = '2'"),
        ("refund_totals_differ", "UPDATE refund_lines SET amount_minor = amount_minor - 1"),
        ("refunds_on_lines_differ", "UPDATE sale_lines SET refund_minor = 0"),
        ("lines_doubled", "INSERT INTO sale_lines FROM sale_lines WHERE line_id = 'c'"),
        ("duplicate_keys_sale_lines", "INSERT INTO sale_lines FROM sale_lines WHERE line_id = 'c'"),
        ("lines_lost", "DELETE FROM sale_lines WHERE line_id = 'a'"),
        ("missing_values_sale_lines", "UPDATE sale_lines SET is_paid = NULL"),
        ("missing_values_orders", "UPDATE orders SET ordered_at = NULL WHERE order_id = '1'"),
        ("duplicate_keys_refund_lines", "INSERT INTO refund_lines FROM refund_lines"),
    ],
)
def test_damage_to_a_version_stops_it(clean, name, damage):
    clean.connection.execute(f"BEGIN; {damage}")
    with pytest.raises(AuditsFailed) as refused:
        audit(clean.connection, "CNY", count_rows(clean.connection))
    clean.connection.execute("ROLLBACK")
    assert f"{name} (" in refused.value.facts["findings"].en


@pytest.mark.slow
def test_oddities_are_reported_and_do_not_stop_a_version():
    assert warned({"orders": [order(ordered_at="2026-03-09", exported_at="2026-03-08")]}) == {
        "orders_from_the_future": 1,
        "paid_before_ordered": 1,
    }
    assert warned({"orders": [order(currency="USD")]}) == {"rates_missing": 1}
    assert warned({"orders": [order()], "refunds": [refund("r", 1, "9")]}) == {"refunds_without_order": 1}
    assert warned({"orders": [order()], "order_lines": [line("a", 100, due_minor=120)]}) == {"prices_above_list": 1}
    assert warned({"orders": [order()], "order_lines": [line("a", -100)]}) == {"negative_prices": 1}
    refunded = {"orders": [order()], "order_lines": [line("a", 100)]}
    assert warned(refunded | {"refunds": [refund("r", 130)]}) == {"refunds_above_payment": 1}
    assert warned(refunded | {"refunds": [refund("r", 50, line_id="z")]}) == {"refunds_of_unknown_lines": 1}
    assert warned(refunded | {"products": [{"sku": "other"}]}) == {"products_unknown": 1}
    placed = {"channel": "own_site", "sku": "a", "kind_of_placement": "display", "first_day": "2026-03-02"}
    wrong = [
        placed | {"last_day": "2026-03-01"},
        placed | {"sku": "b", "reached_share": 50.0},
        placed | {"sku": "c", "reached_share": 0.5},
    ]
    assert warned(refunded | {"placements": wrong}) == {"placements_contradict": 2}


@pytest.mark.slow
def test_findings_name_the_first_few_rows():
    tables = {"orders": [order()], "order_lines": [line(f"{number}", 1, "missing") for number in range(5)]}
    with closing(inline_warehouse(tables)) as shop:
        (found,) = shop.facts.audits
    assert (found.name, found.severity, found.count, len(found.examples)) == ("lines_without_order", "warning", 5, 3)


def test_every_audit_has_its_own_name_and_words_in_both_languages():
    rules = list(all_audits())
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(rule.title.zh and rule.title.en for rule in rules)
