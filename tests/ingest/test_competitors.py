"""What becomes of prices of other sellers that somebody wrote down?"""

from __future__ import annotations

from tests.ingest.conftest import causes
from zhanggui.ingest.templates import write_template

SEEN = (
    "channel, listing_id, CAST(observed_day AS VARCHAR), competitor, sku, barcode, price_minor, currency, is_in_stock"
)


def test_the_price_is_what_is_paid_after_the_coupon_and_a_listing_without_an_id_goes_by_its_link_or_its_title(loaded):
    shop, _ = loaded("competitors.csv")

    assert sorted(shop.query(f"SELECT {SEEN} FROM {{competitor_offers}}"), key=lambda row: (row[1], row[2])) == [
        ("tmall", "A1", "2026-03-01", "邻家茶庄", "LJ-100", None, 6_000, "CNY", True),
        ("tmall", "A1", "2026-03-08", "邻家茶庄", "LJ-100", None, 7_000, "CNY", True),
        ("jd", "https://example.com/b", "2026-03-08", "山上茶行", None, "6901234567892", 5_990, "CNY", False),
        ("jd", "山上茶行 / 铁观音", "2026-03-08", "山上茶行", None, None, None, "CNY", False),
    ]


def test_what_cannot_be_read_is_quarantined_with_its_row_and_its_column(loaded):
    _, report = loaded("competitors.csv")

    assert causes(report) == [
        ("amount_not_understood", "price", (7,)),
        ("flag_not_understood", "in_stock", (8,)),
        ("time_not_understood", "observed_at", (6,)),
    ]
    assert (report.reconciliation.loaded.rows, report.reconciliation.quarantined.rows) == (4, 3)


def test_the_filled_in_chinese_template_is_loaded(shop, tmp_path):
    row = {"channel": "tmall", "seller": "邻家茶庄", "product": "龙井 100g", "observed_at": "2026-03-01 08:30"}
    path = write_template("competitors", tmp_path / "竞品.xlsx", "zh-CN", [row | {"price": "66.00", "in_stock": "是"}])

    shop.load(path)

    assert shop.query(f"SELECT {SEEN} FROM {{competitor_offers}}") == [
        ("tmall", "邻家茶庄 / 龙井 100g", "2026-03-01", "邻家茶庄", None, None, 6_600, "CNY", True)
    ]


def test_a_note_is_kept_a_day_and_what_names_no_axis_or_no_score_of_five_is_quarantined(loaded):
    shop, report = loaded("competitor_notes.csv")

    found = shop.query(
        "SELECT competitor, axis, points_of_five, finding, CAST(noted_day AS VARCHAR) FROM {competitor_notes}"
    )
    assert sorted(found, key=lambda row: row[4]) == [
        ("邻家茶庄", "product_service", 4, "页面承诺 24 小时", "2026-03-01"),
        (None, "product_service", 3, "仓库周末不发货", "2026-03-02"),
        ("邻家茶庄", "partners", None, "与一家博物馆联名", "2026-03-05"),
        ("邻家茶庄", "product_service", 5, "试买两次都是次日发出，客服 [phone]", "2026-03-20"),
    ]
    assert [(column, rows) for _, column, rows in causes(report)] == [
        ("noted_on", (8,)),
        ("axis", (6,)),
        ("score", (7,)),
    ]


def test_campaigns_of_others_have_their_rule_in_money_or_as_a_share(loaded):
    shop, report = loaded("competitor_campaigns.csv")

    columns = "campaign, kind_of_campaign, CAST(last_day AS VARCHAR), threshold_minor, off_minor, off_share"
    assert sorted(shop.query(f"SELECT {columns} FROM {{competitor_campaigns}}")) == [
        ("周年庆", "discount", None, None, None, 0.2),
        ("春茶节", "full_reduction", "2026-03-25", 20_000, 3_000, None),
    ]
    assert [(column, rows) for _, column, rows in causes(report)] == [("starts_on", (5,)), ("kind", (4,))]


def test_reviews_of_others_lose_phones_and_are_told_apart_without_an_id(loaded):
    shop, report = loaded("competitor_reviews.csv")

    found = shop.query("SELECT stars, content, CAST(reviewed_day AS VARCHAR) FROM {competitor_reviews}")
    assert sorted(found, key=lambda row: row[1]) == [
        (None, "一般", "2026-03-03"),
        (2, "包装破了，打 [phone] 没人接", "2026-03-01"),
        (5, "很香", "2026-03-03"),
    ]
    assert [(column, rows) for _, column, rows in causes(report)] == [("reviewed_on", (6,)), ("stars", (5,))]


def test_figures_of_a_market_are_money_or_an_index(loaded):
    shop, report = loaded("market_sales.csv")

    found = shop.query("SELECT seller, days, sales_minor, trade_index, is_estimate FROM {market_sales}")
    assert sorted(found, key=str) == [
        ("山上茶行", 31, None, 8_800.0, False),
        ("邻家茶庄", 31, 12_000_000, None, True),
        (None, 31, 100_000_000, None, True),
    ]
    assert [(column, rows) for _, column, rows in causes(report)] == [("days", (5,))]
