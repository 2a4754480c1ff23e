"""Which lines come back, for what reason, and what do buyers say?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.worlds.tea_shop.nature.days import Floats, Whole
from zhanggui.worlds.tea_shop.nature.people import Purchases
from zhanggui.worlds.tea_shop.records.baskets import Baskets, sums
from zhanggui.worlds.tea_shop.records.moments import DAY, HOUR, NEVER, SECOND, Moments, seconds
from zhanggui.worlds.tea_shop.truth import Truth

BEFORE_SHIPPING, RETURN, PARTIAL, WHOLE_ORDER = range(4)
KIND_NAMES = ("refund_only", "return_and_refund", "refund_only", "refund_only")
REASONS = (
    ("不想要了", "拍错/多拍", "地址填错"),
    ("七天无理由退货", "与描述不符", "口感不喜欢", "包装破损"),
    ("少件/漏发", "包装破损", "价格保护", "物流太慢"),
    ("不想要了", "重复下单", "优惠没用上"),
)
HIGHEST_REFUND_RATE = 0.6
REJECTED_PER_REFUND = 0.04
REVIEW_SHARE = 0.13
_KIND_SHARES = (0.22, 0.50, 0.28)
_STARS = np.array([0.03, 0.02, 0.04, 0.09, 0.82])  # one to five, by buyers without complaint
_STARS_AFTER_COMPLAINT = np.array([0.22, 0.16, 0.18, 0.16, 0.28])


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunds:
    """Refunds with the position of their order and line (-1: of the whole order)."""

    order: Whole
    line: Whole
    kind: Whole
    reason: Whole
    requested: Whole
    refunded: Whole  # NEVER where rejected
    amount: Whole
    shipping: Whole
    quantity: Whole
    is_rejected: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """Reviews with the position of their line."""

    line: Whole
    at: Whole
    stars: Whole
    words: Whole  # what the text is composed from
    has_picture: NDArray[np.bool_]


def refund_rates(truth: Truth) -> Floats:
    """Chance that a paid line is refunded, by channel and product: the product's rate times the channel's factor."""
    rates = np.array([product.refund_rate for product in truth.products])
    factors = np.array([channel.refund_factor for channel in truth.channels])
    return np.asarray(np.minimum(factors[:, None] * rates[None, :], HIGHEST_REFUND_RATE))


def refunds(truth: Truth, bought: Purchases, filled: Baskets, when: Moments, chance: np.random.Generator) -> Refunds:
    """All refunds of the orders, of lines and of cancelled orders."""
    of_lines = _line_refunds(truth, bought, filled, when, chance)
    of_orders = _order_refunds(filled, when, chance)
    parts = {name: np.concatenate([getattr(of_orders, name), getattr(of_lines, name)]) for name in Refunds.__slots__}
    by_order = np.argsort(parts["order"], kind="stable")
    return Refunds(**{name: values[by_order] for name, values in parts.items()})


def reviews(filled: Baskets, when: Moments, back: Refunds, chance: np.random.Generator) -> Reviews:
    """Reviews of some completed lines; a line with a refund tends to fewer stars."""
    completed = when.completed[filled.order]
    complained = np.zeros(len(filled.order), dtype=bool)
    complained[back.line[back.line >= 0]] = True
    chosen = np.flatnonzero((completed != NEVER) & (chance.random(len(completed)) < REVIEW_SHARE))
    content, upset = _STARS.cumsum(), _STARS_AFTER_COMPLAINT.cumsum()
    drawn = chance.random(len(chosen))
    stars = np.where(complained[chosen], np.searchsorted(upset, drawn), np.searchsorted(content, drawn))
    return Reviews(
        line=chosen,
        at=completed[chosen] + seconds(chance.random(len(chosen)) * 9 * DAY),
        stars=1 + np.minimum(stars, 4),
        words=chance.integers(0, 2**31, len(chosen)),
        has_picture=chance.random(len(chosen)) < 0.18,  # noqa: PLR2004
    )


def _order_refunds(filled: Baskets, when: Moments, chance: np.random.Generator) -> Refunds:
    order = np.flatnonzero(when.is_cancelled)
    count = len(when.ordered)
    goods, units = sums(filled.order, filled.due, count), sums(filled.order, filled.quantity, count)
    shipping = filled.order_shipping[order]
    return Refunds(
        order=order,
        line=np.full(len(order), -1),
        kind=np.full(len(order), WHOLE_ORDER),
        reason=chance.integers(0, len(REASONS[WHOLE_ORDER]), len(order)),
        requested=when.paid[order] + (when.closed[order] - when.paid[order]) // (2 * SECOND) * SECOND,
        refunded=when.closed[order],
        amount=goods[order] + shipping,
        shipping=shipping,
        quantity=units[order],
        is_rejected=np.zeros(len(order), dtype=bool),
    )


def _line_refunds(
    truth: Truth, bought: Purchases, filled: Baskets, when: Moments, chance: np.random.Generator
) -> Refunds:
    rate = refund_rates(truth)[bought.channel[filled.order], filled.product]
    drawn = chance.random(len(rate))
    possible = (when.shipped[filled.order] != NEVER) & (filled.due > 0)
    line = np.flatnonzero(possible & (drawn < rate * (1 + REJECTED_PER_REFUND)))
    rejected = drawn[line] >= rate[line]
    stores = bought.channel == [channel.name for channel in truth.channels].index("store")
    order = filled.order[line]
    kind = np.searchsorted(np.cumsum(_KIND_SHARES), chance.random(len(line)))
    kind = np.where(stores[order], RETURN, np.minimum(kind, PARTIAL))
    kind = np.where(rejected & (kind == BEFORE_SHIPPING), PARTIAL, kind)
    part = np.where(kind == PARTIAL, 0.1 + 0.4 * chance.random(len(line)), 1.0)
    requested = _requested(kind, when.paid[order], when.shipped[order], chance)
    takes = np.where(kind == BEFORE_SHIPPING, 6 * HOUR, seconds((0.5 + 3.5 * chance.random(len(line))) * DAY))
    reasons = np.array([len(words) for words in REASONS])[kind]
    return Refunds(
        order=order,
        line=line,
        kind=kind,
        reason=(chance.random(len(line)) * reasons).astype(np.int64),
        requested=requested,
        refunded=np.where(rejected, NEVER, requested + takes),
        amount=np.maximum(np.rint(filled.due[line] * part).astype(np.int64), 1),
        shipping=np.zeros(len(line), dtype=np.int64),
        quantity=np.where(kind == PARTIAL, 0, filled.quantity[line]),
        is_rejected=rejected,
    )


def _requested(kind: Whole, paid: Whole, shipped: Whole, chance: np.random.Generator) -> Whole:
    drawn = chance.random(len(kind))
    before = paid + seconds(drawn * np.minimum(shipped - paid, DAY))
    after = shipped + seconds((2 + 8 * drawn) * DAY)
    return np.where(kind == BEFORE_SHIPPING, before, after)
