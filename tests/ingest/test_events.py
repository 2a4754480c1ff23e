"""What visitors did: with headers, and the headerless public file."""

# ruff: noqa: DTZ001 - landed times are UTC and carry no zone, as Parquet holds them

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.ingest.conftest import causes
from zhanggui.core.period import Period


def test_the_headerless_file_is_told_by_what_its_cells_look_like(loaded):
    shop, report = loaded("UserBehavior.csv")

    assert report.source == "events"
    assert shop.query(
        "SELECT kind_of_event, happened_at, happened_day, sku, channel FROM {events} ORDER BY source_row"
    ) == [
        ("view", datetime(2017, 11, 24, 17, 21, 10), date(2017, 11, 25), "2268318", "taobao"),
        ("view", datetime(2017, 11, 24, 22, 15, 33), date(2017, 11, 25), "2333346", "taobao"),
        ("view", datetime(2017, 11, 24, 22, 15, 33), date(2017, 11, 25), "2333346", "taobao"),
        ("cart", datetime(2017, 11, 25, 1, 21, 25), date(2017, 11, 25), "2576651", "taobao"),
        ("favourite", datetime(2017, 12, 3, 6, 21, 43), date(2017, 12, 3), "531979", "taobao"),
        ("purchase", datetime(2017, 12, 3, 6, 38, 23), date(2017, 12, 3), "531979", "taobao"),
    ]


def test_the_cut_row_and_the_one_out_of_its_days_are_quarantined_and_still_counted_by_kind(loaded):
    shop, report = loaded("UserBehavior.csv")

    assert sorted(causes(report)) == [("cut_row", "", (8,)), ("out_of_window", "unix_seconds", (7,))]
    assert {(kind.kind, kind.loaded, kind.not_loaded) for kind in report.reconciliation.kinds} == {
        ("view", 3, 2),
        ("cart", 1, 0),
        ("favourite", 1, 0),
        ("purchase", 1, 0),
    }
    assert shop.query("SELECT source_row, kind, reason FROM {quarantine} ORDER BY 1") == [
        (7, "view", "out_of_window"),
        (8, "view", "cut_row"),
    ]


def test_other_days_may_be_asked_for(shop):
    report = shop.load(shop.copy("UserBehavior.csv"), window=Period(date(2017, 9, 1), date(2017, 12, 1)))

    assert sorted(causes(report)) == [("cut_row", "", (8,)), ("out_of_window", "unix_seconds", (5, 6))]


@pytest.mark.slow
def test_an_act_repeated_in_the_same_second_counts_twice_and_reloading_it_does_not(shop):
    first = shop.load(shop.copy("UserBehavior.csv"))
    again = shop.write("longer.csv", shop.copy("UserBehavior.csv").read_text() + "\n101,5,7,pv,1512283104\n")
    second = shop.load(again)

    ids = {row[0] for row in shop.query("SELECT event_id FROM {events}")}
    more = {row[0] for row in shop.query("SELECT event_id FROM {events}", load_id=2)}
    assert (first.tables["events"], second.tables["events"]) == (6, 7)
    assert len(ids) == 6
    assert len(more - ids) == 1


def test_events_with_headers_keep_sessions_and_scrub_what_was_searched_for(loaded):
    shop, report = loaded("events.csv")

    assert causes(report) == [("word_unknown", "事件", (5,))]
    assert shop.query("SELECT kind_of_event, session_id, query, happened_at FROM {events} ORDER BY source_row") == [
        ("view", "s1", None, datetime(2026, 3, 1, 0, 0)),
        ("search", "s1", "龙井 [phone]", datetime(2026, 3, 1, 0, 0, 10)),
        ("cart", "s1", None, datetime(2026, 3, 1, 0, 1)),
        ("purchase", "s2", None, datetime(2026, 3, 1, 17, 0)),
    ]
