"""A shop of two customers with everything that names them, and what its money comes to."""

from __future__ import annotations

from contextlib import closing

from tests.surfaces.shops import NOW
from zhanggui.app.loading import load
from zhanggui.app.shop import init_shop
from zhanggui.books.people import Actor
from zhanggui.core.clock import StoppedClock
from zhanggui.decisions.exports import csv_bytes
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question

OWNER = Actor(id="u1", role="owner")
KNOWN = ("139 1234 0001", "LI.Secret@example.com", "li_secret", "A1")
WORDS = ("13912340001", "li.secret@example.com", "li_secret", "李绝密", "绝密巷1号")
HEADER = "订单编号,渠道,下单时间,付款时间,买家,姓名,手机,邮箱,收货地址,商品编码,商品名称,数量,单价,买家留言\n"
PEOPLE = {
    1: "li_secret,李绝密,13912340001,li.secret@example.com,浙江省杭州市绝密巷1号",
    2: "wang_other,王某人,13912340002,wang@example.com,浙江省杭州市别处路2号",
}
MONEY = ("orders", "net_sales", "gross_sales", "money_received", "paid_sales_of_known_customers")


def row(order, person):
    """One order of one tea."""
    at = "2026-03-01 10:00:00"
    return f"{order},own_site,{at},{at},{PEOPLE[person]},LJ-100,龙井,2,128.00,请打13912340001\n"


def loaded_shop(folder):
    """Li bought twice, Wang once."""
    shop = init_shop(folder / "shop", currency="CNY", timezone="Asia/Shanghai", name="茶", clock=StoppedClock(NOW))
    file = folder / "orders.csv"
    file.write_text(HEADER + row("A1", 1) + row("A2", 1) + row("B1", 2), "utf-8")
    load(shop, [file])
    return shop


def money(shop):
    """What the shop's money comes to."""
    with closing(shop.warehouse()) as warehouse:
        told = measure(warehouse, Question(metrics=MONEY))
    return {row.metric: row.value for row in told.rows}


def listed(*phones):
    """A list that a decision wrote."""
    return csv_bytes(["phone", "words"], [(phone, "回来看看") for phone in phones])
