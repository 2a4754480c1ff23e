"""Which export files would the invented shop bring?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.invented.shop import invented

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.workplace import Workplace

GENERIC_ORDERS = """
SELECT
    b.order_id AS "order id",
    strftime(b.ordered_at + INTERVAL 8 HOUR, '%Y-%m-%d %H:%M:%S') AS "order date",
    CASE WHEN b.is_paid THEN strftime(b.ordered_at + INTERVAL 482 MINUTE, '%Y-%m-%d %H:%M:%S') END AS "payment time",
    CASE WHEN b.is_paid THEN 'completed' ELSE 'closed' END AS "status",
    b.channel AS "channel",
    CASE WHEN NOT b.is_hidden THEN 'buyer' || b.buyer END AS "customer",
    'S' || l.product AS "sku",
    'Product ' || l.product AS "product name",
    'Category ' || l.product % 40 AS "category",
    l.quantity AS "quantity",
    (l.price_minor / 100)::DECIMAL(12, 2) AS "unit price",
    CASE WHEN b.has_coupon THEN l.gross_minor // 10 / 100 ELSE 0 END::DECIMAL(12, 2) AS "discount",
    CASE WHEN l.place = 1 THEN CASE WHEN b.pays_shipping THEN 8 ELSE 0 END END::DECIMAL(12, 2) AS "shipping"
FROM lines AS l
JOIN baskets AS b USING (number)
ORDER BY l.number, l.place
"""
UCI_RETAIL = """
SELECT
    CASE WHEN b.is_refunded THEN 'C' ELSE '' END || (1000000 + b.number) AS "InvoiceNo",
    l.product::VARCHAR AS "StockCode",
    'PRODUCT ' || l.product AS "Description",
    CASE WHEN b.is_refunded THEN -l.quantity ELSE l.quantity END AS "Quantity",
    date_trunc('minute', b.ordered_at) AS "InvoiceDate",
    l.price_minor / 100 AS "UnitPrice",
    CASE WHEN NOT b.is_hidden THEN 1000000 + b.buyer END::DOUBLE AS "CustomerID",
    ['United Kingdom', 'Germany', 'France', 'EIRE'][1 + b.buyer % 4] AS "Country"
FROM lines AS l
JOIN baskets AS b USING (number)
ORDER BY l.number, l.place
"""


def generic_orders(work: Workplace) -> Path:
    """Order lines as a CSV file under plain English headers."""
    return work.made("generic_orders.csv", lambda draft: _copy(work, GENERIC_ORDERS, draft, "(FORMAT csv, HEADER)"))


def two_gigabytes(work: Workplace) -> Path:
    """Order lines as a CSV of 2 GB at size L: all of them, and six in ten once more under other order ids."""
    again = f"""SELECT * REPLACE ('9' || "order id" AS "order id") FROM ({GENERIC_ORDERS}) WHERE hash("order id") % 10 < 6"""
    rows = f"({GENERIC_ORDERS}) UNION ALL ({again})"
    return work.made("two_gigabytes.csv", lambda draft: _copy(work, rows, draft, "(FORMAT csv, HEADER)"))


def uci_retail(work: Workplace) -> Path:
    """Invoice lines as a Parquet file, shaped like UCI Online Retail."""
    return work.made("online_retail.parquet", lambda draft: _copy(work, UCI_RETAIL, draft, "(FORMAT parquet)"))


def _copy(work: Workplace, rows: str, target: Path, how: str) -> None:
    with invented(work) as connection:
        connection.execute(f"COPY ({rows}) TO '{target}' {how}")
