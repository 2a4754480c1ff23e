"""A shop with everything that makes counting hard: returns, refunds, unpaid, excluded, foreign and anonymous orders."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.analyses.builders import cost, line, order, refund
from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 6, 17)
FIRST = date(2025, 9, 10)
CHANNELS = ("tmall", "jd", "own_site")
SKUS = tuple(f"tea-{at:02d}" for at in range(25))


def busy_shop():
    """The same shop every time."""
    chance = random.Random(20260617)  # noqa: S311 - a shop, not a secret
    tables = {"orders": [], "order_lines": [], "refunds": [], "events": []}
    for number in range(420):
        _sell(number, chance, tables)
    tables["product_costs"] = [cost(sku, 900 + 10 * at) for at, sku in enumerate(SKUS[:20])]
    tables["products"] = [
        {"sku": sku, "product_name": f"Tea {sku}", "category": f"c{at % 4}"} for at, sku in enumerate(SKUS)
    ]
    tables["products"] += [{"sku": "never-sold"}, {"sku": "retired", "status": "retired"}]
    tables["exclusions"] = [
        {"channel": "own_site", "order_id": "7", "reason": "staff"},
        {"customer": "p3", "reason": "brushing"},
    ]
    tables["fees"] = [{"channel": "tmall", "kind_of_fee": "commission", "valid_from": "2020-01-01", "rate": 0.05}]
    tables["events"] = _visits(chance)
    return inline_warehouse(tables, as_of=AS_OF)


def _sell(number, chance, tables):
    day = FIRST + timedelta(days=int(281 * chance.random() ** 0.8))
    channel = chance.choice(CHANNELS)
    who = None if chance.random() < 0.08 else f"p{int(60 * chance.random() ** 2)}"
    told = {"channel": channel, "currency": "USD" if chance.random() < 0.02 else "CNY"}
    if chance.random() < 0.06:
        tables["orders"].append(order(number, who, day.isoformat(), None, **told))
        sku, quantity = chance.choice(SKUS), chance.randint(1, 3)
        tables["order_lines"].append(line(number, 1, sku, -quantity * 1500, -quantity, kind="return", channel=channel))
        return
    if chance.random() < 0.07:
        told |= {"paid_at": None, "paid_minor": 0}
    wares = [
        (chance.choice(SKUS), chance.randint(1, 3), chance.randint(800, 6000)) for _ in range(chance.randint(0, 3))
    ]
    goods = sum(quantity * price for _, quantity, price in wares) + chance.choice((0, 0, 0, 250))
    tables["orders"].append(order(number, who, day.isoformat(), goods or 1700, discount_platform_minor=0, **told))
    for position, (sku, quantity, price) in enumerate(wares, 1):
        tables["order_lines"].append(line(number, position, sku, quantity * price, quantity, channel=channel))
    if wares and chance.random() < 0.2:
        tables["order_lines"].append(line(number, 9, "gift", 0, 1, kind="gift", channel=channel))
    if "paid_at" not in told and goods and chance.random() < 0.15:
        amount = chance.choice((goods, goods // 2))
        tables["refunds"].append(refund(number, day.isoformat(), amount, channel=channel, currency=told["currency"]))


def _visits(chance):
    start = datetime(2026, 5, 20)  # noqa: DTZ001 - the warehouse's instants are UTC without saying so
    kinds = ("view", "view", "view", "view", "cart", "favourite", "checkout", "purchase")
    rows = []
    for number in range(900):
        at = start + timedelta(seconds=60 * int(chance.random() * 28 * 24 * 60))
        rows.append(
            {
                "channel": chance.choice(CHANNELS),
                "event_id": str(number),
                "visitor": f"v{int(120 * chance.random() ** 2)}",
                "kind_of_event": chance.choice(kinds),
                "happened_at": at,
                "happened_day": at.date(),
                "device": chance.choice(("mobile", "desktop", None)),
            }
        )
    return rows
