"""Does everybody read a whole version, whatever happens to the next one?"""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from tests.warehouse.loads import at, land, published
from tests.warehouse.shops import column, line, order
from zhanggui.core.errors import NothingLoaded, UnknownName
from zhanggui.warehouse.audits import AuditsFailed
from zhanggui.warehouse.landing import Landing
from zhanggui.warehouse.snapshots import NothingKnownThen, current, lacking, open_current, open_known
from zhanggui.warehouse.writer import WriterBusy, writing


def orders(*ids, **facts):
    return {"orders": [order(order_id, goods_minor=100, **facts) for order_id in ids]}


def versions(folder):
    return sorted(path.name for path in (folder / "warehouse" / "snapshots").iterdir())


def test_shop_without_a_version_says_what_to_do(tmp_path):
    assert current(tmp_path) is None
    with pytest.raises(NothingLoaded):
        open_current(tmp_path)


@pytest.mark.slow
def test_readers_keep_their_version_when_others_follow_and_it_is_cleared_away(tmp_path):
    land(tmp_path, orders("1"), "2026-03-02")
    published(tmp_path)
    with closing(open_current(tmp_path)) as early:
        for number in range(2, 6):
            land(tmp_path, orders(str(number)), f"2026-03-0{number}")
            published(tmp_path, keep=2)
        assert versions(tmp_path) == ["000004.duckdb", "000005.duckdb"]
        assert column(early, "due_minor", by="order_id") == {"1": 100}
    with closing(open_current(tmp_path)) as late:
        assert (late.snapshot, len(column(late, "due_minor", by="order_id"))) == ("000005", 5)


@pytest.mark.slow
def test_failed_audit_leaves_the_old_version_current_until_the_load_is_withdrawn(tmp_path):
    land(tmp_path, orders("1"), "2026-03-02")
    published(tmp_path)
    bad = land(tmp_path, orders("2", ordered_at=None), "2026-03-03")
    with pytest.raises(AuditsFailed) as refused:
        published(tmp_path)
    assert "missing_values_orders (1): ('own_site', '2', None, 'CNY')" in str(refused.value)
    with closing(open_current(tmp_path)) as shop:
        assert shop.snapshot == "000001"
    Landing(tmp_path).withdraw(bad)
    assert published(tmp_path).name == "000002"


@pytest.mark.slow
def test_second_writer_is_told_to_wait_and_readers_are_not(tmp_path):
    land(tmp_path, orders("1"), "2026-03-02")
    published(tmp_path)
    with writing(tmp_path):
        with pytest.raises(WriterBusy):
            published(tmp_path)
        with closing(open_current(tmp_path)) as shop:
            assert shop.snapshot == "000001"


@pytest.mark.slow
def test_tables_whose_files_did_not_change_are_copied_alike(tmp_path):
    first = {"orders": [order(customer="p1")], "order_lines": [line("a", 900)]}
    land(tmp_path, first, "2026-03-02")
    published(tmp_path)
    with closing(open_current(tmp_path)) as shop:
        before = shop.fetch(shop.table("sale_lines"))
    land(tmp_path, {"products": [{"sku": "other", "category": "green"}]}, "2026-03-03")
    published(tmp_path)
    with closing(open_current(tmp_path)) as shop:
        assert shop.fetch(shop.table("sale_lines")) == before
        assert column(shop, "category", "products", "sku") == {"other": "green"}


@pytest.mark.slow
def test_many_clean_rows_stay_in_their_files_and_read_alike(tmp_path):
    tables = {
        "orders": [order(str(number), shipping_minor=100) for number in range(1, 4)],
        "order_lines": [line(f"{number}{part}", 500, str(number)) for number in range(1, 4) for part in "ab"],
    }
    land(tmp_path, tables, "2026-03-02")
    copied = published(tmp_path)
    with closing(open_current(tmp_path)) as shop:
        expected = {name: shop.fetch(shop.table(name).order_by("line_id")) for name in ("order_lines", "sale_lines")}
        filled = shop.loaded("order_lines")
    (tmp_path / "landing" / "loads" / "000001" / "order_lines.parquet").touch()
    in_place = published(tmp_path, in_place_from=2)
    assert (copied.in_place, in_place.in_place) == ({}, {"order_lines": ("order_lines-000001.parquet",)})
    with closing(open_current(tmp_path)) as shop:
        assert {name: shop.fetch(shop.table(name).order_by("line_id")) for name in expected} == expected
        assert shop.loaded("order_lines") == filled


@pytest.mark.slow
def test_files_in_place_stay_as_long_as_somebody_reads_them(tmp_path):
    land(tmp_path, {"orders": [order()], "order_lines": [line("a", 100)]}, "2026-03-02")
    published(tmp_path, in_place_from=1)
    with closing(open_current(tmp_path)) as early:
        for _ in range(2):
            published(tmp_path, in_place_from=1, keep=1)
        assert column(early, "gross_minor", "order_lines") == {"a": 100}
        assert "000001.rows" in versions(tmp_path)
    published(tmp_path, in_place_from=1, keep=1)
    assert versions(tmp_path) == ["000004.duckdb", "000004.rows"]


@pytest.mark.slow
def test_readers_reach_no_other_file(tmp_path):
    import duckdb

    land(tmp_path, orders("1"), "2026-03-02")
    published(tmp_path)
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with closing(open_current(tmp_path)) as shop, closing(open_current(tmp_path)) as again:
        for opened in (shop, again):
            with pytest.raises(duckdb.PermissionException):
                opened.connection.execute(f"FROM read_csv('{secret}')")


def test_last_complete_day_is_the_one_before_an_export_made_in_its_middle(tmp_path):
    sold = {"orders": [order("1", ordered_at="2026-03-01 03:00"), order("2", ordered_at="2026-03-02 03:00")]}
    # 04:00 UTC on 2 March is noon in Shanghai; 16:30 UTC is half past midnight on 3 March.
    land(tmp_path, sold, "2026-03-02 04:00")
    assert published(tmp_path).as_of == date(2026, 3, 1)
    land(tmp_path, sold, "2026-03-02 16:30")
    assert published(tmp_path).as_of == date(2026, 3, 2)


@pytest.mark.slow
def test_costs_uploaded_later_do_not_make_the_last_day_complete(tmp_path):
    land(tmp_path, orders("1"), "2026-03-01 04:00")
    cost = {"sku": "a", "valid_from": date(2026, 1, 1), "cost_minor": 1, "currency": "CNY"}
    land(tmp_path, {"product_costs": [cost]}, "2026-03-09")
    assert published(tmp_path).as_of == date(2026, 2, 28)


@pytest.mark.slow
def test_calendar_reaches_a_year_back_and_two_ahead(tmp_path):
    land(tmp_path, orders("1"), "2026-03-02")
    published(tmp_path)
    with closing(open_current(tmp_path)) as shop:
        days = shop.table("calendar").day
        ((first, last),) = shop.connection.execute("SELECT min(day), max(day) FROM calendar").fetchall()
        assert shop.fetch(days.count()).to_pylist() == [{"Count(day)": 365 * 4 + 1}]
    assert (first, last) == (date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.slow
def test_known_then_is_built_once_and_cleared_with_the_next_version(tmp_path):
    land(tmp_path, orders("1"), "2026-03-02")
    land(tmp_path, orders("2"), "2026-03-09")
    published(tmp_path)
    known = tmp_path / "warehouse" / "known"
    for _ in range(2):
        open_known(tmp_path, at("2026-03-05")).close()
        assert [path.name for path in known.iterdir()] == ["000001-000001-20260305T000000Z.duckdb"]
    land(tmp_path, orders("3"), "2026-03-10")
    published(tmp_path)
    assert not known.exists()


@pytest.mark.slow
def test_instant_before_the_first_export_is_refused(tmp_path):
    land(tmp_path, orders("1"), "2026-03-02")
    published(tmp_path)
    with pytest.raises(NothingKnownThen) as refused:
        open_known(tmp_path, at("2026-03-01"))
    assert refused.value.facts["first"] == "2026-03-02T00:00+00:00"


@pytest.mark.slow
def test_facts_of_a_version_are_read_back_as_they_were_written(tmp_path):
    land(tmp_path, {"orders": [order()], "order_lines": [line("a", 900), line("b", 1, "missing")]}, "2026-03-02")
    facts = published(tmp_path)
    with closing(open_current(tmp_path)) as shop:
        assert shop.facts == facts
    assert (facts.rows["order_lines"], facts.rows["sale_lines"], facts.loads) == (2, 1, (1,))


@pytest.mark.slow
def test_unknown_table_is_refused_with_what_is_near(tmp_path):
    land(tmp_path, orders("1"), "2026-03-02")
    published(tmp_path)
    with closing(open_current(tmp_path)) as shop, pytest.raises(UnknownName) as refused:
        shop.table("order_line")
    assert refused.value.facts["near"].startswith("order_lines")


@pytest.mark.slow
def test_loads_that_no_version_has_yet_are_named(tmp_path):
    land(tmp_path, orders("1"), "2026-03-02")
    assert lacking(tmp_path) == (1,)
    published(tmp_path)
    late = land(tmp_path, orders("2"), "2026-03-03")
    assert lacking(tmp_path) == (2,)
    published(tmp_path)
    assert lacking(tmp_path) == ()
    Landing(tmp_path).withdraw(late)
    assert lacking(tmp_path) == (2,)
