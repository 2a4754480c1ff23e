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
