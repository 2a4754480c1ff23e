"""A small tea shop in a real folder: three months of orders, so that every page has something to show."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from zhanggui.app.shop import Shop, init_shop
from zhanggui.core.clock import StoppedClock
from zhanggui.warehouse.landing import Landing, Load
from zhanggui.warehouse.snapshots import publish
from zhanggui.warehouse.tables import LANDED, arrow_schema

NOW = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
FIRST = datetime(2026, 1, 1, 4, 0)  # noqa: DTZ001 - contract tables hold UTC without saying so
TEAS = (
    ("LJ-100", "龙井", "绿茶", 12800, 5200),
    ("TGY-50", "铁观音", "乌龙", 8800, 3100),
    ("PE-357", "普洱饼", "普洱", 26800, 12400),
)
LAST_DAY = date(2026, 3, 30)
CHANNELS = ("tmall", "douyin", "own_site")
# What the shop of these tests has not loaded; its question is answered by what to export.
LACKING = {
    "customers.uplift",
    "market.campaigns_compared",
    "market.competitor_cards",
    "market.ranges",
    "market.review_gap",
    "pricing.competitors",
    "products.tree",
    "promotions.coupon_use",
    "supply.suppliers",
}


@dataclass
class TickingClock:
    """A clock whose time a test moves."""

    instant: datetime = NOW

    def now(self) -> datetime:
        """The present instant."""
        return self.instant


def empty_shop(folder: Path, clock: Any = None) -> Shop:
    """A shop that has no files yet."""
    return init_shop(
        folder, currency="CNY", timezone="Asia/Shanghai", name="清茗茶铺", clock=clock or StoppedClock(NOW)
    )


def tea_shop(folder: Path, clock: Any = None) -> Shop:
    """A shop with ninety days of orders, events and costs."""
    shop = empty_shop(folder, clock)
    land(shop, tables(), "orders.csv")
    return shop


def land(shop: Shop, rows: dict[str, list[dict[str, Any]]], file_name: str) -> None:
    """Commit rows as one load and publish."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with Landing(shop.folder).begin() as pending:
        told = {"load_id": pending.load_id, "exported_at": datetime(2026, 4, 1)}  # noqa: DTZ001
        for name, found in rows.items():
            numbered = [told | {"source_row": number} | row for number, row in enumerate(found, 1)]
            table = pa.Table.from_pylist(numbered, schema=arrow_schema(LANDED[name]))
            pq.write_table(table, pending.folder / f"{name}.parquet")
        pending.commit(
            Load(
                load_id=pending.load_id,
                source="generic_orders",
                file_name=file_name,
                sha256=f"{pending.load_id:064x}",
                exported_at=NOW,
                landed_at=NOW,
                rows={name: len(found) for name, found in rows.items()},
                reconciliation={},
            )
        )
    publish(shop.folder, currency=shop.facts.currency, timezone=shop.facts.timezone)


def tables() -> dict[str, list[dict[str, Any]]]:
    """The same rows each time."""
    chance = random.Random(7)  # noqa: S311 - the same shop each time is what a test wants
    orders, lines, events = [], [], []
    for number in range(900):
        at = FIRST + timedelta(days=number / 10.2, minutes=chance.randrange(600))
        customer = f"p{chance.randrange(260):024x}"
        sku, name, category, price, _ = chance.choice(TEAS)
        channel, quantity = chance.choice(CHANNELS), chance.choice((1, 1, 1, 2, 3))
        is_paid = chance.random() < 0.93
        due = price * quantity
        orders.append(
            {
                "channel": channel, "order_id": f"{number:06d}", "customer": customer, "ordered_at": at,
                "paid_at": at + timedelta(minutes=3) if is_paid else None, "currency": "CNY", "goods_minor": due,
                "total_minor": due, "paid_minor": due if is_paid else 0, "status": "paid" if is_paid else "closed",
                "refunded_minor": due if is_paid and chance.random() < 0.06 else 0,
            }
        )  # fmt: skip
        lines.append(
            {
                "channel": channel, "order_id": f"{number:06d}", "line_id": "#1", "kind_of_line": "sale", "sku": sku,
                "product_name": name, "category": category, "quantity": quantity, "unit_price_minor": price,
                "gross_minor": due, "due_minor": due,
            }
        )  # fmt: skip
        for step, kind in enumerate(("view", "view", "cart", "purchase")[: chance.choice((1, 2, 3, 4))]):
            events.append(
                {
                    "channel": channel, "event_id": f"{number}-{step}", "visitor": customer, "customer": customer,
                    "kind_of_event": kind, "happened_at": at, "happened_day": (at + timedelta(hours=8)).date(), "sku": sku,
                }
            )  # fmt: skip
    costs = [{"sku": sku, "valid_from": FIRST.date(), "cost_minor": cost, "currency": "CNY"} for sku, *_, cost in TEAS]
    # A tea that hardly anybody buys, with a year's stock of it.
    at = FIRST - timedelta(days=60)
    orders.append(
        {
            "channel": "tmall", "order_id": "slow-1", "customer": f"p{1:024x}", "ordered_at": at, "paid_at": at,
            "currency": "CNY", "goods_minor": 19800, "total_minor": 19800, "paid_minor": 19800, "status": "paid",
        }
    )  # fmt: skip
    lines.append(
        {
            "channel": "tmall", "order_id": "slow-1", "line_id": "#1", "kind_of_line": "sale", "sku": "PB-2019",
            "product_name": "老白茶", "category": "白茶", "quantity": 1, "unit_price_minor": 19800, "gross_minor": 19800,
            "due_minor": 19800,
        }
    )  # fmt: skip
    costs.append({"sku": "PB-2019", "valid_from": at.date(), "cost_minor": 7000, "currency": "CNY"})
    stock = [{"sku": "PB-2019", "location": "main", "day": LAST_DAY, "on_hand": 240, "units": 240}]
    known = {name: {column.name for column in contract.columns()} for name, contract in LANDED.items()}
    found = {
        "orders": orders,
        "order_lines": lines,
        "events": events,
        "product_costs": costs,
        "stock_levels": stock,
        "payments": _payments(orders),
    }
    return {name: [{k: v for k, v in row.items() if k in known[name]} for row in rows] for name, rows in found.items()}


def generic_orders(number: int, first: int = 1) -> bytes:
    """A filled-in orders template, as a shop without a known platform would upload it."""
    head = "order_id,channel,ordered_at,paid_at,customer,sku,product_name,quantity,unit_price,paid_amount\n"
    rows = "".join(
        f"X{at},own_site,2026-03-15 10:{at % 60:02},2026-03-15 11:{at % 60:02},{13800000000 + at},LJ-100,龙井,1,128.00,128.00\n"
        for at in range(first, first + number)
    )
    return (head + rows).encode()


def _payments(orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of all paid orders of one channel but a few, which the export left out."""
    return [
        {
            "channel": order["channel"], "payment_id": f"P{order['order_id']}", "order_id": order["order_id"],
            "paid_at": order["paid_at"], "amount_minor": order["paid_minor"], "currency": "CNY",
        }
        for order in orders
        if order["channel"] == "tmall" and order["paid_at"] and not order["order_id"].endswith("77")
    ]  # fmt: skip
