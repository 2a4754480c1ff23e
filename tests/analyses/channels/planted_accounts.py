"""A channel whose books are wrong in every way that has a name, a few orders each, known by name."""

from __future__ import annotations

import random
from datetime import date, timedelta

from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 6, 30)
LAST_STATEMENT = "2026-06-28"
RATE = 0.05
CARRIER_MINOR = 450


class Books:
    """Writes orders together with what the channel's records say of them, right unless told otherwise."""

    def __init__(self):
        self.tables = {"orders": [], "payments": [], "refunds": [], "settlement_lines": []}
        self.tables["fees"] = [
            {"channel": "tmall", "kind_of_fee": "commission", "valid_from": "2020-01-01", "rate": RATE},
            {
                "channel": "tmall",
                "kind_of_fee": "shipping_per_order",
                "valid_from": "2020-01-01",
                "amount_minor": CARRIER_MINOR,
            },
        ]

    def order(self, name, day, goods, **more):
        """A paid order placed at noon in China."""
        at = f"{day} 04:00"
        known = {"channel": "tmall", "order_id": name, "ordered_at": at, "paid_at": at, "currency": "CNY"}
        known |= {"goods_minor": goods, "total_minor": goods, "paid_minor": goods, "refunded_minor": 0}
        self.tables["orders"].append(known | more)

    def pay(self, name, day, amount, number=1):
        """A payment."""
        self.tables["payments"].append(
            {
                "channel": "tmall", "payment_id": f"P{number}-{name}", "order_id": name, "paid_at": f"{day} 04:00",
                "amount_minor": amount, "currency": "CNY", "stage": "full",
            }
        )  # fmt: skip

    def refund(self, name, day, amount):
        """Money that went back."""
        self.tables["refunds"].append(
            {
                "channel": "tmall", "refund_id": f"R-{name}", "order_id": name, "refunded_at": f"{day} 06:00",
                "amount_minor": amount, "currency": "CNY",
            }
        )  # fmt: skip

    def book(self, name, day, amount, kind="goods", record="S"):
        """A line of a statement."""
        self.tables["settlement_lines"].append(
            {
                "channel": "tmall", "account": "alipay", "record_id": f"{record}-{name}", "channel_kind": kind,
                "kind_of_amount": kind, "occurred_at": f"{day} 04:00", "order_id": name, "amount_minor": amount,
                "currency": "CNY",
            }
        )  # fmt: skip

    def settle(self, name, day, goods, fee=None, record="S"):
        """What a statement says of a sale: its goods and its fee."""
        self.book(name, day, goods, record=record)
        fee = round(goods * RATE) if fee is None else fee
        if fee:
            self.book(name, day, -fee, "fee_platform", record=record)

    def warehouse(self):
        """The shop."""
        return inline_warehouse(self.tables, as_of=AS_OF)


def planted_accounts(seed=20260630, each=3):
    """The shop, and for every check and cause the names of the orders that are wrong in that way."""
    chance, books, truth = random.Random(seed), Books(), {}  # noqa: S311 - a shop, not a secret
    for name, plant in PLANTS.items():
        for number in range(each):
            goods = 20 * chance.randint(300, 20_000)
            day = date(2026, 3, 1) + timedelta(days=chance.randrange(60))
            named = f"{name}-{number}"
            for check, cause in plant(books, named, day, goods):
                truth.setdefault((check, cause), set()).add(named)
    books.book("", LAST_STATEMENT, -5_000_000, "withdrawal", record="bank")
    return books, truth


def _later(day, days):
    return day + timedelta(days=days)


def _fine(books, name, day, goods):
    books.order(name, day, goods)
    books.pay(name, day, goods)
    books.settle(name, _later(day, 5 + goods // 20 % 4), goods)
    return ()


def _refunded_in_time(books, name, day, goods):
    books.order(name, day, goods, refunded_minor=goods // 2)
    books.pay(name, day, goods)
    books.refund(name, _later(day, 2), goods // 2)
    books.settle(name, _later(day, 6), goods, fee=round((goods - goods // 2) * RATE))
    books.book(name, _later(day, 6), -(goods // 2), "refund")
    return ()


def _missing_payment(books, name, day, goods):
    books.order(name, day, goods)
    books.settle(name, _later(day, 5), goods)
    return [("payments", "missing_payment")]


def _duplicate_payment(books, name, day, goods):
    _fine(books, name, day, goods)
    books.pay(name, _later(day, 1), goods, number=2)
    return [("payments", "duplicate_payment")]


def _paid_unpaid(books, name, day, goods):
    books.order(name, day, goods, paid_at=None, paid_minor=0)
    books.pay(name, day, goods)
    # The payment makes it a paid order, so a fee is expected of it.
    return [("payments", "payment_of_unpaid_order"), ("fees", "fee_not_charged")]


def _payment_differs(books, name, day, goods):
    books.order(name, day, goods)
    books.pay(name, day, goods - 500)
    books.settle(name, _later(day, 5), goods)
    return [("payments", "amount_differs")]


def _rounded(books, name, day, goods):
    books.order(name, day, goods)
    books.pay(name, day, goods + 1)
    books.settle(name, _later(day, 5), goods - 1, fee=round(goods * RATE))
    return [("payments", "rounding"), ("settlement", "rounding")]


def _stray_payment(books, name, day, goods):
    books.pay(name, day, goods)
    return [("payments", "payment_without_order")]


def _not_settled_yet(books, name, day, goods):
    late = date(2026, 6, 22) + timedelta(days=goods // 20 % 5)
    books.order(name, late, goods)
    books.pay(name, late, goods)
    return [("settlement", "not_settled_yet"), ("fees", "not_settled_yet")]


def _missing_settlement(books, name, day, goods):
    books.order(name, day, goods)
    books.pay(name, day, goods)
    return [("settlement", "missing_settlement"), ("fees", "missing_settlement")]


def _before_statements(books, name, day, goods):
    early = _later(day, -90)
    books.order(name, early, goods)
    books.pay(name, early, goods)
    return ()


def _duplicate_settlement(books, name, day, goods):
    _fine(books, name, day, goods)
    books.settle(name, _later(day, 12), goods, record="S2")
    return [("settlement", "duplicate_settlement"), ("fees", "duplicate_settlement")]


def _refunded_after(books, name, day, goods):
    books.order(name, day, goods, refunded_minor=goods // 2)
    books.pay(name, day, goods)
    books.settle(name, _later(day, 5), goods)
    books.refund(name, _later(day, 9), goods // 2)
    return [("settlement", "refunded_after_settlement"), ("fees", "refunded_after_settlement")]


def _refund_not_deducted(books, name, day, goods):
    books.order(name, day, goods, refunded_minor=goods // 2)
    books.pay(name, day, goods)
    books.refund(name, _later(day, 2), goods // 2)
    books.settle(name, _later(day, 6), goods, fee=round((goods - goods // 2) * RATE))
    return [("settlement", "refund_not_deducted")]


def _refund_not_recorded(books, name, day, goods):
    books.order(name, day, goods, refunded_minor=goods // 4)
    books.pay(name, day, goods)
    books.settle(name, _later(day, 6), goods, fee=round((goods - goods // 4) * RATE))
    books.book(name, _later(day, 6), -(goods // 4), "refund")
    return [("refunds", "refund_not_recorded")]


def _refund_unknown_to_all(books, name, day, goods):
    _fine(books, name, day, goods)
    books.book(name, _later(day, 12), -(goods // 4), "refund")
    return [("settlement", "refund_not_recorded")]


def _order_export_older(books, name, day, goods):
    books.order(name, day, goods, exported_at=f"{_later(day, 1)} 00:00")
    books.pay(name, day, goods)
    books.refund(name, _later(day, 2), goods // 2)
    books.settle(name, _later(day, 6), goods, fee=round((goods - goods // 2) * RATE))
    books.book(name, _later(day, 6), -(goods // 2), "refund")
    return [("refunds", "order_export_older")]


def _refund_not_on_order(books, name, day, goods):
    books.order(name, day, goods)
    books.pay(name, day, goods)
    books.refund(name, _later(day, 2), goods // 2)
    books.settle(name, _later(day, 6), goods, fee=round((goods - goods // 2) * RATE))
    books.book(name, _later(day, 6), -(goods // 2), "refund")
    return [("refunds", "refund_not_on_order")]


def _overcharged(books, name, day, goods):
    books.order(name, day, goods)
    books.pay(name, day, goods)
    books.settle(name, _later(day, 5), goods, fee=round(goods * (RATE + 0.01)))
    return [("fees", "fee_rate_differs")]


def _undeclared(books, name, day, goods):
    _fine(books, name, day, goods)
    books.book(name, _later(day, 5), -300, "fee_insurance")
    return [("fees", "charge_not_declared")]


def _free_of_charge(books, name, day, goods):
    books.order(name, day, goods)
    books.pay(name, day, goods)
    books.settle(name, _later(day, 5), goods, fee=0)
    return [("fees", "fee_not_charged")]


def _adjusted(books, name, day, goods):
    _fine(books, name, day, goods)
    books.book(name, _later(day, 20), 1_500, "compensation")
    return [("settlement", "adjustment")]


def _settled_short(books, name, day, goods):
    books.order(name, day, goods)
    books.pay(name, day, goods)
    books.settle(name, _later(day, 5), goods - 777, fee=round(goods * RATE))
    return [("settlement", "amount_differs")]


def _stray_settlement(books, name, day, goods):
    books.settle(name, day, goods)
    return [("settlement", "settlement_without_order"), ("fees", "charge_without_order")]


PLANTS = {
    name.lstrip("_"): plant
    for name, plant in list(globals().items())
    if name.startswith("_") and callable(plant) and name != "_later" and not name.startswith("__")
}
