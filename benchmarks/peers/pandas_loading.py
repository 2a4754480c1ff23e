"""How would somebody with pandas turn an export into clean tables? Run as a process of its own.

Reads the file, makes dates and whole coins, groups lines into orders, products and customers, and writes four Parquet
files. It checks nothing, keeps buyers' names in the clear, splits no order amount over its lines, and publishes
nothing: the least that a notebook does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd

GENERIC = {
    "order id": "order_id",
    "order date": "ordered_at",
    "payment time": "paid_at",
    "product name": "product_name",
    "unit price": "unit_price",
}
UCI = {
    "InvoiceNo": "order_id",
    "InvoiceDate": "ordered_at",
    "StockCode": "sku",
    "Description": "product_name",
    "Quantity": "quantity",
    "UnitPrice": "unit_price",
    "CustomerID": "customer",
}


def main(file: str, target: str) -> None:
    """Read, clean, group, write."""
    lines = _cleaned(_read(Path(file)))
    folder = Path(target)
    lines.to_parquet(folder / "order_lines.parquet")
    for name, table in _tables(lines).items():
        table.to_parquet(folder / f"{name}.parquet")


def _read(file: Path) -> Any:
    if file.suffix == ".parquet":
        return pd.read_parquet(file).rename(columns=UCI)
    frame = pd.read_csv(file, dtype={"order id": "str", "sku": "str"}).rename(columns=GENERIC)
    for column in ("ordered_at", "paid_at"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d %H:%M:%S")
    return frame


def _cleaned(lines: Any) -> Any:
    lines["gross_minor"] = (lines.unit_price * lines.quantity * 100).round().astype("int64")
    lines["line_id"] = "#" + (lines.groupby("order_id").cumcount() + 1).astype("str")
    return lines


def _tables(lines: Any) -> dict[str, Any]:
    taken = {"ordered_at": "min", "customer": "first", "gross_minor": "sum", "quantity": "sum"}
    return {
        "orders": lines.groupby("order_id").agg(taken),
        "products": lines.groupby("sku").agg({"product_name": "last"}),
        "customers": lines.groupby("customer").agg({"ordered_at": "min"}),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
