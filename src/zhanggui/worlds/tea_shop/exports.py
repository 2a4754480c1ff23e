"""Which files would the platforms' back offices have written about these orders?"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from zhanggui.worlds.tea_shop.invented import Person
from zhanggui.worlds.tea_shop.world import WorldState, register_of

_BEIJING = timedelta(hours=8)
_AS_INGEST_SAYS = {"tmall": "taobao", "own_site": "shopify"}  # channels of the files, so that their fees are found
TAOBAO_ORDERS = (
    "订单编号", "买家会员名", "买家支付宝账号", "买家应付货款", "买家应付邮费", "买家支付积分", "总金额", "返点积分",
    "买家实际支付金额", "买家实际支付积分", "订单状态", "买家留言", "收货人姓名", "收货地址 ", "运送方式", "联系电话 ",
    "联系手机", "订单创建时间", "订单付款时间 ", "宝贝标题 ", "宝贝种类 ", "物流单号 ", "物流公司", "订单备注", "宝贝总数量",
    "店铺Id", "店铺名称", "订单关闭原因", "卖家服务费", "买家服务费", "发票抬头", "是否手机订单", "分阶段订单信息",
    "特权订金订单id", "定金排名", "修改后的sku", "修改后的收货地址", "异常信息", "天猫卡券抵扣", "集分宝抵扣", "是否是O2O交易",
)  # fmt: skip
TAOBAO_LINES = (
    "订单编号", "标题", "价格", "购买数量", "外部系统编号", "商品属性", "套餐信息", "备注", "订单状态", "商家编码",
)  # fmt: skip
SHOPIFY_ORDERS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price", "Lineitem sku",
    "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status", "Billing Name", "Billing Street",
    "Billing Address1", "Billing Address2", "Billing Company", "Billing City", "Billing Zip", "Billing Province",
    "Billing Country", "Billing Phone", "Shipping Name", "Shipping Street", "Shipping Address1", "Shipping Address2",
    "Shipping Company", "Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone",
    "Notes", "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor",
    "Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source",
    "Lineitem discount", "Tax 1 Name", "Tax 1 Value", "Tax 2 Name", "Tax 2 Value", "Tax 3 Name", "Tax 3 Value",
    "Tax 4 Name", "Tax 4 Value", "Tax 5 Name", "Tax 5 Value", "Phone", "Receipt Number", "Duties",
    "Billing Province Name", "Shipping Province Name", "Payment ID", "Payment Terms Name", "Next Payment Due At",
    "Payment References",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFiles:
    """The files written."""

    taobao_orders: Path
    taobao_lines: Path
    shopify_orders: Path
    costs: Path
    fees: Path


def write_exports(world: Path, target: Path, *, start: date, end: date, key: bytes | None = None) -> ExportFiles:
    """Write the orders of some days as the platforms' own files, with invented names, phones and addresses.

    Taobao's classic order and line lists (GBK, order numbers as ="…", phones with a quote before them), Shopify's
    orders with 79 columns for the own site, and the filled-in templates of costs and fees.
    """
    target.mkdir(parents=True, exist_ok=True)
    stamp = f"{end:%Y%m%d}0900"
    files = ExportFiles(
        taobao_orders=target / f"ExportOrderList{stamp}.csv",
        taobao_lines=target / f"ExportOrderDetailList{stamp}.csv",
        shopify_orders=target / "orders_export.csv",
        costs=target / "costs.csv",
        fees=target / "fees.csv",
    )
    book = _OrderBook.open(world, start, end, key)
    tmall, own = book.orders("tmall"), book.orders("own_site")
    _write(files.taobao_orders, TAOBAO_ORDERS, (_taobao_order(book, order) for order in tmall), "gb18030")
    _write(files.taobao_lines, TAOBAO_LINES, (row for order in tmall for row in _taobao_lines(book, order)), "gb18030")
    _write(files.shopify_orders, SHOPIFY_ORDERS, (row for order in own for row in _shopify(book, order)), "utf-8")
    _write(files.costs, ("sku", "valid_from", "cost", "currency"), book.costs(), "utf-8")
    _write(files.fees, ("channel", "kind", "rate", "amount", "valid_from", "currency"), book.fees(), "utf-8")
    return files


def originals(world: Path, customers: Iterable[str], key: bytes | None = None) -> dict[str, dict[str, str]]:
    """What a vault would hold about customers of the world, by kind and pseudonym; every value is invented."""
    people = _people(world, sorted(set(customers)), key)
    kinds = ("account", "phone", "name", "address")
    return {kind: {customer: getattr(person, kind) for customer, person in people.items()} for kind in kinds}


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderBook:
    """The orders of some days with their lines and the invented people behind them."""

    folder: Path
    placed: list[dict[str, Any]]
    lines: Mapping[str, list[dict[str, Any]]]
    people: Mapping[str, Person]

    @classmethod
    def open(cls, world: Path, start: date, end: date, key: bytes | None) -> _OrderBook:
        folder = world / "tables"
        chosen = "(ordered_at + INTERVAL 8 HOUR)::DATE >= $start AND (ordered_at + INTERVAL 8 HOUR)::DATE < $end"
        days = {"start": start, "end": end}
        placed = _rows(f"SELECT * FROM '{folder}/orders.parquet' WHERE {chosen} ORDER BY ordered_at, order_id", days)  # noqa: S608
        lines: dict[str, list[dict[str, Any]]] = {order["order_id"]: [] for order in placed}
        for line in _rows(
            f"SELECT l.* FROM '{folder}/order_lines.parquet' l SEMI JOIN (FROM '{folder}/orders.parquet' WHERE {chosen}) o "  # noqa: S608
            "ON l.order_id = o.order_id ORDER BY line_id",
            days,
        ):
            lines[line["order_id"]].append(line)
        return cls(
            folder=folder,
            placed=placed,
            lines=lines,
            people=_people(world, sorted({order["customer"] for order in placed if order["customer"]}), key),
        )

    def orders(self, channel: str) -> list[dict[str, Any]]:
        return [order for order in self.placed if order["channel"] == channel]

    def costs(self) -> Iterable[Sequence[Any]]:
        for row in _rows(f"FROM '{self.folder}/product_costs.parquet' ORDER BY sku, valid_from", {}):
            yield row["sku"], row["valid_from"], _yuan(row["cost_minor"]), row["currency"]

    def fees(self) -> Iterable[Sequence[Any]]:
        for row in _rows(f"FROM '{self.folder}/fees.parquet' ORDER BY channel, kind_of_fee", {}):
            amount = "" if row["amount_minor"] is None else _yuan(row["amount_minor"])
            rate = "" if row["rate"] is None else row["rate"]
            channel = _AS_INGEST_SAYS.get(row["channel"], row["channel"])
            yield channel, row["kind_of_fee"], rate, amount, row["valid_from"], row["currency"]


def _taobao_order(book: _OrderBook, order: Mapping[str, Any]) -> list[str]:
    person, lines = book.people[order["customer"]], book.lines[order["order_id"]]
    refunded = order["refunded_minor"]
    cells = {
        "订单编号": f'="{order["order_id"]}"',
        "买家会员名": person.account,
        "买家应付货款": _yuan(order["goods_minor"]),
        "买家应付邮费": _yuan(order["shipping_minor"]),
        "买家支付积分": "0",
        "总金额": _yuan(order["total_minor"]),
        "返点积分": "0",
        "买家实际支付金额": _yuan(order["paid_minor"]),
        "买家实际支付积分": "0",
        "订单状态": order["channel_status"],
        "买家留言": order["buyer_note"] or "",
        "收货人姓名": person.name,
        "收货地址 ": person.address,
        "运送方式": "快递",
        "联系手机": f"'{person.phone}",
        "订单创建时间": _local(order["ordered_at"]),
        "订单付款时间 ": _local(order["paid_at"]),
        "宝贝标题 ": "，".join(line["product_name"] for line in lines),
        "宝贝种类 ": str(len(lines)),
        "物流公司": "中通快递" if order["shipped_at"] else "",
        "宝贝总数量": str(sum(line["quantity"] for line in lines)),
        "店铺Id": "0",
        "店铺名称": order["store"],
        "订单关闭原因": "订单未关闭" if order["status"] != "closed" else ("退款" if refunded else "买家未付款"),
        "卖家服务费": "0",
        "是否手机订单": "手机订单" if order["device"] == "mobile" else "",
        "是否是O2O交易": "否",
    }
    return [cells.get(column, "") for column in TAOBAO_ORDERS]


def _taobao_lines(book: _OrderBook, order: Mapping[str, Any]) -> Iterable[list[str]]:
    for line in book.lines[order["order_id"]]:
        cells = {
            "订单编号": f'="{order["order_id"]}"',
            "标题": line["product_name"],
            "价格": _yuan(line["unit_price_minor"]),
            "购买数量": str(line["quantity"]),
            "外部系统编号": line["sku"],
            "商品属性": f"规格:{line['variant']}",
            "订单状态": order["channel_status"],
            "商家编码": line["sku"],
        }
        yield [cells.get(column, "") for column in TAOBAO_LINES]


def _shopify(book: _OrderBook, order: Mapping[str, Any]) -> Iterable[list[str]]:
    """The order's own cells stand on its first row alone."""
    lines = book.lines[order["order_id"]]
    gross = sum(line["gross_minor"] for line in lines)
    for number, line in enumerate(lines):
        cells = {
            "Name": f"#{order['order_id']}",
            "Lineitem quantity": str(line["quantity"]),
            "Lineitem name": line["product_name"],
            "Lineitem price": _yuan(line["unit_price_minor"]),
            "Lineitem sku": line["sku"],
            "Lineitem requires shipping": "true",
            "Lineitem taxable": "false",
            "Lineitem fulfillment status": "fulfilled" if order["shipped_at"] else "pending",
            "Lineitem discount": "0.00",
        }
        if number == 0:
            cells |= _shopify_head(book.people[order["customer"]], order, gross)
        yield [cells.get(column, "") for column in SHOPIFY_ORDERS]


def _shopify_head(person: Person, order: Mapping[str, Any], gross: int) -> dict[str, str]:
    paid, refunded = order["paid_at"] is not None, order["refunded_minor"]
    status = ("refunded" if refunded >= order["total_minor"] else "partially_refunded") if refunded else "paid"
    who = {"Name": person.name, "Address1": person.address, "City": person.city, "Country": "CN", "Phone": person.phone}
    return {
        "Email": f"guest{person.phone[-7:]}@example.com",
        "Financial Status": status if paid else "voided",
        "Paid at": _with_zone(order["paid_at"]),
        "Fulfillment Status": "fulfilled" if order["shipped_at"] else "unfulfilled",
        "Fulfilled at": _with_zone(order["shipped_at"]),
        "Accepts Marketing": "no",
        "Currency": "CNY",
        "Subtotal": _yuan(order["goods_minor"]),
        "Shipping": _yuan(order["shipping_minor"]),
        "Taxes": "0.00",
        "Total": _yuan(order["total_minor"]),
        "Discount Code": order["discount_codes"] or "",
        "Discount Amount": _yuan(gross - order["goods_minor"]),
        "Created at": _with_zone(order["ordered_at"]),
        "Cancelled at": _with_zone(order["closed_at"]) if not paid else "",
        "Payment Method": order["payment_method"] or "",
        "Refunded Amount": _yuan(refunded),
        "Vendor": "清茗",
        "Outstanding Balance": "0.00",
        "Id": order["order_id"].removeprefix("QM"),
        "Source": "web",
    } | {f"{side} {part}": text for side in ("Billing", "Shipping") for part, text in who.items()}


def _people(world: Path, customers: Sequence[str], key: bytes | None) -> dict[str, Person]:
    register = register_of(world, key)
    numbers = WorldState.load(world).people.number
    position = {name: place for place, name in enumerate(register.customers(numbers).to_pylist())}
    known = [customer for customer in customers if customer in position]
    found = register.people(np.asarray([numbers[position[customer]] for customer in known]).tolist())
    return dict(zip(known, found, strict=True))


def _rows(query: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    with duckdb.connect() as engine:
        found = engine.execute(query, dict(parameters))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _local(instant: datetime | None) -> str:
    return "" if instant is None else f"{instant + _BEIJING:%Y-%m-%d %H:%M:%S}"


def _with_zone(instant: datetime | None) -> str:
    return "" if instant is None else f"{_local(instant)} +0800"
