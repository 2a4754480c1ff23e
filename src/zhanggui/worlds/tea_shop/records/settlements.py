"""What do the channels' statements say: what they paid out for each order, what they kept, and where they erred?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.nature.days import Flags, Floats, Whole, number_of
from zhanggui.worlds.tea_shop.randomness import even
from zhanggui.worlds.tea_shop.records.baskets import sums
from zhanggui.worlds.tea_shop.records.facts import FEES
from zhanggui.worlds.tea_shop.records.moments import DAY, NEVER, SECOND, start_of
from zhanggui.worlds.tea_shop.records.sales import Sales
from zhanggui.worlds.tea_shop.records.sheets import instants, sheet
from zhanggui.worlds.tea_shop.records.telling import CURRENCY, Named, Telling
from zhanggui.worlds.tea_shop.truth import SettlementTruth, Truth

_KINDS = (
    ("goods", "货款"),
    ("shipping", "运费"),
    ("subsidy_platform", "平台补贴"),
    ("subsidy_influencer", "达人补贴"),
    ("fee_platform", "技术服务费"),
    ("fee_payment", "支付手续费"),
    ("refund", "退款"),
    ("refund_subsidy", "退回补贴"),
    ("fee_platform", "退还技术服务费"),
    ("fee_payment", "退还支付手续费"),
)
GOODS, SHIPPING, PLATFORM, INFLUENCER, COMMISSION, PAYMENT, REFUND, CLAWBACK, COMMISSION_BACK, PAYMENT_BACK = range(10)
_REFUND_DEDUCTED_AFTER = DAY
_REPEATED_AFTER = 2 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entries:
    """Lines of statements: of which order, in which record, of which kind, when, how much."""

    order: Whole
    record: Whole  # 0 the settlement, 1 its repetition, 2 and more the refund of that line of the order
    kind: Whole
    at: Whole
    amount: Whole


def settlement_sheet(named: Named, start: int) -> pa.Table:
    """The statement lines booked within the window and not before `start`."""
    # Each part is cut to the window as it comes: ten million lines do not wait in memory to be left out.
    parts = [_told(part, named, start) for part in _entries(named.telling, named.sales)]
    order, kind, record, at, amount = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("order", "kind", "record", "at", "amount")
    )
    ids = named.order_ids.take(pa.array(order))
    channel = named.sales.bought.channel[order]
    numbers = pa.array(np.maximum(record - 2, 0)).cast(pa.string())
    names = pa.array(np.where(record == 0, "S", np.where(record == 1, "S2", "R"))).cast(pa.string())
    return sheet(
        "settlement_lines",
        len(order),
        {
            "channel": words(named.telling.channels, channel),
            "account": words(
                [_settling(named.telling.truth, name).account for name in named.telling.channels], channel
            ),
            "record_id": pc.binary_join_element_wise(ids, names, numbers, "-"),
            "channel_kind": words([said for _, said in _KINDS], kind),
            "kind_of_amount": words([name for name, _ in _KINDS], kind),
            "occurred_at": instants(at, NEVER),
            "settled_at": instants(at, NEVER),
            "ordered_at": instants(named.sales.when.ordered[order], NEVER),
            "order_id": ids,
            "amount_minor": amount,
            "currency": CURRENCY,
        },
    )


def _told(part: _Entries, named: Named, start: int) -> _Entries:
    told = (part.amount != 0) & named.window.has(part.at) & (part.at >= start)
    return _Entries(
        order=part.order[told],
        record=part.record[told],
        kind=part.kind[told],
        at=part.at[told],
        amount=part.amount[told],
    )


def is_payment_lost(truth: Truth, sales: Sales) -> Flags:
    """Orders whose payment the channel's export leaves out."""
    share = np.array([_settling(truth, channel.name).lost_payment_share for channel in truth.channels])
    return even(truth.seed, "lost payment", sales.number) < share[sales.bought.channel]


def settled_moments(truth: Truth, sales: Sales) -> Whole:
    """When each order is settled; NEVER if it is not completed, lost, or of a channel without statements."""
    rules = [_settling(truth, channel.name) for channel in truth.channels]
    channel, when = sales.bought.channel, sales.when
    first, spread = (
        np.array([getattr(rule, name) for rule in rules])[channel] for name in ("first_day", "spread_days")
    )
    from_payment = np.array([rule.counts_from == "payment" for rule in rules])[channel]
    begins = np.where(from_payment & (when.shipped != NEVER), when.paid, when.completed)
    wait = (first + spread * even(truth.seed, "settled after", sales.number)) * (DAY // SECOND)
    has_statements = np.array([rule.account for rule in rules])[channel] != ""
    share = np.array([rule.lost_share for rule in rules])[channel]
    lost = even(truth.seed, "lost settlement", sales.number) < share
    settles = has_statements & ~lost & (begins != NEVER)
    return np.where(settles, begins + wait.astype(np.int64) * SECOND, NEVER)


def _entries(telling: Telling, sales: Sales) -> Iterator[_Entries]:
    truth, filled, back = telling.truth, sales.filled, sales.back
    at = settled_moments(truth, sales)
    refund_at, refund_goods, refund_clawback = _refunds(sales)
    before = refund_at <= at[back.order]
    amounts = {
        GOODS: sums(filled.order, filled.due, len(sales)),
        SHIPPING: filled.order_shipping,
        PLATFORM: sums(filled.order, filled.platform, len(sales)),
        INFLUENCER: sums(filled.order, filled.influencer, len(sales)),
        REFUND: -sums(back.order[before], refund_goods[before], len(sales)),
        CLAWBACK: -sums(back.order[before], refund_clawback[before], len(sales)),
    }
    base = amounts[GOODS] + amounts[REFUND]
    at = np.where(base + amounts[SHIPPING] > 0, at, NEVER)  # all given back before: nothing is left to settle
    commission, payment = _rates(truth, sales, at)
    amounts |= {COMMISSION: -_rounded(base * commission), PAYMENT: -_rounded(base * payment)}
    repeated = np.where(_is_repeated(truth, sales) & (at != NEVER), at + _REPEATED_AFTER, NEVER)
    orders = np.arange(len(sales))
    for kind, amount in amounts.items():
        for record, moment in ((0, at), (1, repeated)):
            yield _booked(orders, np.full(len(orders), record), kind, moment, amount)
    later = ~before & (at[back.order] != NEVER) & (refund_at != NEVER)
    order = back.order[later]
    record = 2 + back.line[later] - np.searchsorted(filled.order, order)
    goods, deducted = refund_goods[later], refund_at[later] + _REFUND_DEDUCTED_AFTER
    for kind, amount in (
        (REFUND, -goods),
        (CLAWBACK, -refund_clawback[later]),
        (COMMISSION_BACK, _rounded(goods * commission[order])),
        (PAYMENT_BACK, _rounded(goods * payment[order])),
    ):
        yield _booked(order, record, kind, deducted, amount)


def _booked(order: Whole, record: Whole, kind: int, at: Whole, amount: Whole) -> _Entries:
    booked = (amount != 0) & (at != NEVER)
    count = int(booked.sum())
    return _Entries(
        order=order[booked], record=record[booked], kind=np.full(count, kind), at=at[booked], amount=amount[booked]
    )


def _refunds(sales: Sales) -> tuple[Whole, Whole, Whole]:
    """When each refund was paid, its goods, and the subsidy that goes back with them."""
    filled, back = sales.filled, sales.back
    line = np.maximum(back.line, 0)
    due, subsidy = filled.due[line], (filled.platform + filled.influencer)[line]
    goods = back.amount - back.shipping
    clawback = (2 * subsidy * goods + due) // np.maximum(2 * due, 1)
    of_line = back.line >= 0  # a refund of the whole order comes before anything is settled
    return np.where(of_line, back.refunded, NEVER), goods, np.where(of_line, clawback, 0)


def _rates(truth: Truth, sales: Sales, at: Whole) -> tuple[Floats, Floats]:
    """Commission and payment fee that each order is truly charged."""
    channel = sales.bought.channel
    rules = [_settling(truth, each.name) for each in truth.channels]
    declared = np.array([FEES[each.name].get("commission", 0.0) for each in truth.channels])
    raised = np.array([rule.overcharge for rule in rules])
    since = np.array([start_of(number_of(rule.overcharged_from)) if rule.overcharged_from else NEVER for rule in rules])
    commission = declared[channel] + np.where((at >= since[channel]) & (at != NEVER), raised[channel], 0.0)
    payment = np.array([FEES[each.name].get("payment", 0.0) for each in truth.channels])
    return commission, payment[channel]


def _is_repeated(truth: Truth, sales: Sales) -> Flags:
    share = np.array([_settling(truth, channel.name).repeated_share for channel in truth.channels])
    return even(truth.seed, "repeated settlement", sales.number) < share[sales.bought.channel]


def _settling(truth: Truth, channel: str) -> SettlementTruth:
    return next((rule for rule in truth.settlements if rule.channel == channel), SettlementTruth.none(channel))


def _rounded(amount: Floats) -> Whole:
    return np.rint(amount).astype(np.int64)
