"""A tea shop that sells the same teas on four channels, each under its own code, to people with two accounts."""

from __future__ import annotations

import functools
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from tests.surfaces.shops import TickingClock, empty_shop, land
from zhanggui.app.loading import publish
from zhanggui.app.measuring import Asked, ask
from zhanggui.app.shop import open_shop
from zhanggui.books.people import Actor
from zhanggui.warehouse.inline import _read_rows

MEI = Actor(id="u-mei", role="operator")
OWNER = Actor(id="u1", role="owner")
SOLD = (
    # channel, code, title, price, customer
    ("taobao", "TEA-001", "官方旗舰店 西湖明前龙井绿茶 250g 罐装", 10000, "pa"),
    ("taobao", "TEA-001", "官方旗舰店 西湖明前龙井绿茶 250g 罐装", 10000, "pc"),
    ("taobao", "TEA-002", "安溪铁观音 浓香型 125克*2盒 新茶", 8800, "pd"),
    ("taobao", "TEA-003", "云南普洱熟茶饼 357g", 26800, "pe"),
    ("jd", "100012", "【京东自营】明前西湖龙井 绿茶 0.25kg 铁罐", 13200, "pb"),
    ("jd", "100013", "明前西湖龙井 绿茶 0.5kg 铁罐", 25200, "pf"),
    ("douyin", "3501", "铁观音 浓香型 安溪乌龙茶 250g(125g×2)", 9000, "pg"),
    ("own_site", "tea_003", "Pu'er cake", 26800, "pb"),
)


def rows():
    """Eight orders of one line each; Douyin's product list names the merchant's code of its listing."""
    orders, lines = [], []
    for number, (channel, code, title, price, customer) in enumerate(SOLD):
        day = f"2026-03-{number + 1:02d} 10:00"
        orders.append(
            {
                "channel": channel, "order_id": f"{number}", "customer": customer, "ordered_at": day, "paid_at": day,
                "currency": "CNY", "goods_minor": price, "paid_minor": price,
            }
        )  # fmt: skip
        lines.append(
            {
                "channel": channel, "order_id": f"{number}", "line_id": "#1", "kind_of_line": "sale", "sku": code,
                "product_name": title, "quantity": 1, "gross_minor": price, "due_minor": price,
            }
        )  # fmt: skip
    listings = [{"channel": "douyin", "listing_id": "3501", "sku": "TEA-002"}]
    products = [
        {"sku": "TEA-001", "product_name": "龙井", "brand": "清茗"},
        {"sku": "100012", "product_name": "龙井 JD"},
    ]
    costs = [{"sku": "TEA-001", "valid_from": "2026-01-01", "cost_minor": 4000, "currency": "CNY"}]
    identities = [
        _known("taobao", "phone", "i1", "pa", "2026-03-01"),
        _known("jd", "phone", "i1", "pb", "2026-03-05"),
        _known("own_site", "email", "i2", "pb", "2026-03-08"),
        *(_known("taobao", "phone", "courier", f"p{who}", "2026-03-02") for who in "cdefgh"),
    ]
    return {
        "orders": orders,
        "order_lines": lines,
        "listings": listings,
        "products": products,
        "product_costs": costs,
        "identities": identities,
    }


def _known(channel, kind, identity, customer, day):
    return {
        "channel": channel, "kind_of_identity": kind, "identity": identity, "customer": customer, "first_seen_at": day,
    }  # fmt: skip


def four_channels(folder):
    """The shop, published; made once and copied."""
    shutil.copytree(_made().folder, folder / "shop")
    return open_shop(folder / "shop", TickingClock())


@functools.cache
def _made():
    shop = empty_shop(Path(tempfile.mkdtemp()) / "shop", TickingClock())
    land(shop, {name: _read_rows(name, found) for name, found in rows().items()}, "four.csv")
    publish(shop)
    shop.books.close()
    return shop


def by_sku(shop, metric="net_sales"):
    """A metric of each SKU, in minor units or pieces."""
    return {
        row.dimensions["sku"]: row.value
        for row in ask(shop, Asked(names=[metric], by=["sku"])).rows
        if row.value is not None
    }


def figures(shop, *names):
    """Some metrics of the whole shop."""
    return {row.metric: row.value for row in ask(shop, Asked(names=names)).rows}


def table(shop, name):
    """A table of the current version as rows without provenance."""
    with closing(shop.warehouse()) as warehouse:
        found = warehouse.fetch(warehouse.table(name)).to_pylist()
    return [{k: v for k, v in row.items() if k not in {"load_id", "source_row", "exported_at"}} for row in found]
