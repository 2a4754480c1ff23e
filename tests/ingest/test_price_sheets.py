"""The sheets of what products were offered at and where they were placed: what is loaded, and what is set aside?"""

from __future__ import annotations

from tests.ingest.conftest import causes
from zhanggui.ingest.templates import write_template


def test_changes_of_price_are_loaded_from_their_moment_on_and_what_cannot_be_read_is_set_aside(loaded):
    """08:00 in Shanghai is midnight UTC; a day alone begins at its midnight in the shop's zone."""
    shop, report = loaded("prices.csv")

    columns = "channel, sku, CAST(valid_from AS VARCHAR), price_minor, list_price_minor, currency"
    assert sorted(shop.query(f"SELECT {columns} FROM {{price_history}}")) == [
        ("jd", "LJ-100", "2026-02-28 16:00:00", 6_800, None, "CNY"),
        ("tmall", "LJ-100", "2026-03-01 00:00:00", 6_600, 8_800, "CNY"),
        ("tmall", "LJ-100", "2026-03-19 16:00:00", 5_990, None, "CNY"),
    ]
    assert sorted((column, rows) for _, column, rows in causes(report)) == [
        ("channel", (7,)),
        ("price", (6,)),
        ("valid_from", (5,)),
    ]


def test_placements_have_their_kind_and_their_days(loaded):
    shop, report = loaded("placements.csv")

    columns = (
        "channel, kind_of_placement, CAST(first_day AS VARCHAR), CAST(last_day AS VARCHAR), reached_share, outlets"
    )
    assert sorted(shop.query(f"SELECT {columns} FROM {{placements}}")) == [
        ("store", "display", "2026-03-01", None, 0.5, None),
        ("store", "leaflet", "2026-03-01", "2026-03-07", None, 12),
        ("tmall", "home_page", "2026-03-20", "2026-03-25", None, None),
    ]
    assert sorted((column, rows) for _, column, rows in causes(report)) == [("placement", (5,)), ("starts_on", (6,))]


def test_the_filled_in_chinese_templates_are_loaded(shop, tmp_path):
    price = {"channel": "tmall", "sku": "LJ-100", "valid_from": "2026-03-01", "price": "66.00"}
    place = {"channel": "tmall", "sku": "LJ-100", "placement": "直播", "starts_on": "2026-03-01"}

    shop.load(write_template("prices", tmp_path / "价格.xlsx", "zh-CN", [price]))
    shop.load(write_template("placements", tmp_path / "展位.xlsx", "zh-CN", [place]))

    assert shop.query("SELECT price_minor FROM {price_history}") == [(6_600,)]
    assert shop.query("SELECT kind_of_placement FROM {placements}", load_id=2) == [("live",)]
