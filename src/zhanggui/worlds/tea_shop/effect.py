"""What would a change truly bring, and what is each customer and product truly like?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.worlds.tea_shop.catalogue import Product
from zhanggui.worlds.tea_shop.changes import AudienceContact, Change, read_changes
from zhanggui.worlds.tea_shop.generate import products_of
from zhanggui.worlds.tea_shop.invented import Register, words
from zhanggui.worlds.tea_shop.nature.days import Floats, day_of, number_of
from zhanggui.worlds.tea_shop.nature.demand import Demand, demand, group_segments
from zhanggui.worlds.tea_shop.nature.people import (
    People,
    expected_purchases,
    extra_purchases,
    group_rates,
    purchases,
)
from zhanggui.worlds.tea_shop.randomness import stream
from zhanggui.worlds.tea_shop.records.aftersales import refund_rates
from zhanggui.worlds.tea_shop.records.baskets import Coupons
from zhanggui.worlds.tea_shop.records.facts import FEES, unit_costs
from zhanggui.worlds.tea_shop.records.moments import NEVER
from zhanggui.worlds.tea_shop.records.sales import Sales, sell
from zhanggui.worlds.tea_shop.truth import Truth
from zhanggui.worlds.tea_shop.world import WorldState, read_facts, register_of

_RATES = ("commission", "payment")
_ORDERS_WANTED = 40_000  # simulated, so that the mean is known to about one in a hundred
_MOST_REPETITIONS = 2_000


class NotAContact(RequestAtFault):
    """The true effect is known of contacts."""

    sentence = Words(
        zh="“{kind}”不是对顾客的触达；价格的真实效果请用 expected_sales。",
        en="'{kind}' is no contact with customers; for prices ask expected_sales.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEffect:
    """What contacting customers truly brings in expectation, over the days in which they respond."""

    customers: int
    expected_orders: float  # without the contact
    extra_orders: float
    extra_contribution_minor: float  # after coupons on all orders, and the cost of the contact
    standard_error_minor: float  # of the simulated mean


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSales:
    """Expected paid units and their margin by channel, day and product.

    Margin: price less fees in proportion and unit cost, after refunds; before discounts and costs of whole orders.
    """

    units: Floats
    margin_minor: Floats


def true_effect(folder: Path, change: Mapping[str, Any] | Change, key: bytes | None = None) -> ContactEffect:
    """The expected effect of a contact on the shop as it now is.

    Orders: exact, sum over customers of rate * cumulated intensity * (uplift - 1). Contribution: simulated with and
    without the contact, the purchases that happen anyway being the same in both.
    """
    (asked,) = read_changes([change])
    if not isinstance(asked, AudienceContact):
        raise NotAContact(kind=asked.kind)
    scene = _Scene.open(folder, asked, key=key, first=number_of(asked.at))
    who = scene.audience(asked)
    period = scene.expected.first_day, int(scene.expected.days[-1]) + 1
    factor = np.array([scene.truth.uplift(part, asked.coupon_minor, asked.name) for part in scene.truth.segments])
    uplift = factor[group_segments(scene.truth)[who.group]]
    usual = expected_purchases(scene.truth, who, scene.expected, period)
    mean, error = _simulated(scene, who, uplift, asked, float(usual.sum()))
    return ContactEffect(
        customers=len(who),
        expected_orders=float(usual.sum()),
        extra_orders=float((usual * np.clip(uplift - 1, 0, None)).sum()),
        extra_contribution_minor=mean - asked.contact_cost_minor * len(who),
        standard_error_minor=error,
    )


def customer_truths(folder: Path, horizon_days: int = 365, key: bytes | None = None) -> pa.Table:
    """Who every customer truly is as of now, and how many purchases each may be expected to make in the days to come.

    `expected_purchases` knows whether and when the customer will drop out; averaged over customers it is what a
    forecast from the tables should come to.
    """
    scene = _Scene.open(folder, key=key, days=horizon_days)
    people = scene.people
    period = scene.expected.first_day, scene.expected.first_day + horizon_days
    segments = [segment.name for segment in scene.truth.segments]
    return pa.table(
        {
            "customer": scene.register.customers(people.number),
            "segment": words(segments, group_segments(scene.truth)[people.group]),
            "channel": words([channel.name for channel in scene.truth.channels], people.channel),
            "rate_per_day": people.rate,
            "born_day": people.born.astype(np.int64).astype("datetime64[D]"),
            "is_alive": people.died > scene.expected.first_day,
            "expected_purchases": expected_purchases(scene.truth, people, scene.expected, period),
        }
    )


def expected_sales(
    folder: Path, days: int, *changes: Mapping[str, Any] | Change, key: bytes | None = None
) -> ExpectedSales:
    """Expected paid units and margin of the coming days under some price changes: what a price policy could know.

    units = (rate of those alive + newcomers) * rhythm * weight * pull * lines * units a line * paid share
    """
    scene = _Scene.open(folder, *read_changes(changes), key=key, days=days)
    units = expected_units(scene.truth, scene.products, scene.people, scene.expected)
    truth, price = scene.truth, scene.expected.shelf.price
    fees = np.array([sum(FEES[channel.name].get(kind, 0.0) for kind in _RATES) for channel in truth.channels])
    cost = unit_costs(truth, scene.products, day_of(scene.expected.first_day))
    kept = 1 - refund_rates(truth)
    margin = price * (1 - fees[:, None, None]) - cost[None, None, :]
    return ExpectedSales(units=units, margin_minor=units * kept[:, None, :] * margin)


def expected_units(truth: Truth, products: tuple[Product, ...], people: People, expected: Demand) -> Floats:
    """Expected paid units by channel, day and product, refunds not yet taken off; pairs left out."""
    segment = group_segments(truth)
    lines = np.array([1 + part.extra_lines for part in truth.segments])[segment]
    extra = np.array([part.extra_units for part in truth.segments])[segment]
    ware = np.array([0.3 if item.category == "茶具" else 1.0 for item in products])
    paid = np.array([(1 - channel.unpaid_share) * (1 - channel.cancel_share) for channel in truth.channels])
    attraction = np.einsum("ctk,gck->gct", expected.pull, expected.weight)
    orders = group_rates(truth, people, expected.days) * expected.intensity + expected.newcomers
    per_pull = orders / np.maximum(attraction, np.finfo(float).tiny) * (lines[:, None, None] * paid[None, :, None])
    units = np.einsum("gct,gck->ctk", per_pull, expected.weight)
    more = np.einsum("gct,gck->ctk", per_pull * extra[:, None, None], expected.weight) * ware
    return np.asarray((units + more) * expected.pull)


def contribution(truth: Truth, products: tuple[Product, ...], sales: Sales) -> Floats:
    """Contribution of each order: what is kept of its goods, less their cost, the channel's fees and order costs."""
    filled, back, bought = sales.filled, sales.back, sales.bought
    names = [channel.name for channel in truth.channels]
    is_paid = sales.when.paid != NEVER
    done = (back.refunded != NEVER) & (back.line >= 0)
    refunded = np.bincount(back.line[done], weights=back.amount[done], minlength=len(filled.due))
    returned = np.bincount(back.line[done], weights=back.quantity[done], minlength=len(filled.due))
    kept = 1 - refunded / np.maximum(filled.due, 1)
    net = (filled.due + filled.platform + filled.influencer) * kept
    day = day_of(int(bought.day.min())) if len(sales) else truth.start
    cost = unit_costs(truth, products, day)[filled.product] * (filled.quantity - returned)
    rate = np.array([sum(FEES[name].get(kind, 0.0) for kind in _RATES) for name in names])[bought.channel]
    fixed = np.array([sum(fee for kind, fee in FEES[name].items() if kind not in _RATES) for name in names])
    lines = np.bincount(filled.order, weights=net - cost - filled.due * rate[filled.order], minlength=len(sales))
    cancelled = sales.when.is_cancelled
    return np.where(is_paid & ~cancelled, lines + filled.order_shipping - fixed[bought.channel], 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    truth: Truth
    products: tuple[Product, ...]
    register: Register
    people: People
    expected: Demand

    @classmethod
    def open(
        cls, folder: Path, *changes: Change, key: bytes | None, first: int | None = None, days: int | None = None
    ) -> _Scene:
        facts = read_facts(folder)
        truth = Truth.load(folder / "truth.json")
        products = products_of(truth)
        begin = number_of(date.fromisoformat(facts["until"])) if first is None else first
        holding = (*read_changes(facts["changes"]), *changes)
        return cls(
            truth=truth,
            products=products,
            register=register_of(folder, key),
            people=WorldState.load(folder).people,
            expected=demand(truth, products, np.arange(begin, begin + (days or truth.response_days)), holding),
        )

    def audience(self, change: AudienceContact) -> People:
        names = self.register.customers(self.people.number)
        wanted = pa.array(change.customers, pa.string())
        return self.people.take(np.flatnonzero(pc.is_in(names, value_set=wanted).to_numpy(zero_copy_only=False)))


def _simulated(
    scene: _Scene, who: People, uplift: Floats, change: AudienceContact, usual: float
) -> tuple[float, float]:
    """Mean and standard error of the difference in contribution, over repetitions of the same days."""
    repetitions = int(np.clip(_ORDERS_WANTED / max(usual, 1e-9), 20, _MOST_REPETITIONS))
    chance = stream(scene.truth.seed, "true effect")
    period = scene.expected.first_day, int(scene.expected.days[-1]) + 1
    again = People.all_of([who] * repetitions)
    world = np.repeat(np.arange(repetitions), len(who))
    everyone = People(
        number=np.arange(len(again)) + 1,
        group=again.group,
        channel=again.channel,
        second=again.second,
        rate=again.rate,
        born=np.minimum(again.born, period[0] - 1),
        died=again.died,
    )
    anyway = purchases(scene.truth, everyone, scene.expected, period, chance)
    more = extra_purchases(scene.truth, everyone, np.tile(uplift, repetitions), scene.expected, period, chance=chance)
    seeds = [int(part) for part in chance.integers(0, 2**31, 2)]
    values = []
    for bought, with_coupon, seed in ((anyway, False, seeds[0]), (anyway, True, seeds[0]), (more, True, seeds[1])):
        held = _coupons(bought.customer, change, scene.truth) if with_coupon else None
        sales = sell(
            scene.truth,
            scene.products,
            scene.expected,
            bought,
            first_number=1,
            chance=np.random.default_rng(seed),
            coupons=held,
        )
        profit = contribution(scene.truth, scene.products, sales)
        values.append(np.bincount(world[bought.customer - 1], weights=profit, minlength=repetitions))
    difference = values[1] - values[0] + values[2]
    return float(difference.mean()), float(difference.std(ddof=1) / np.sqrt(repetitions))


def _coupons(customer: np.ndarray[Any, np.dtype[np.int64]], change: AudienceContact, truth: Truth) -> Coupons:
    """A coupon on each customer's first purchase; nearly, where anyway and extra purchases fall together."""
    first = np.zeros(len(customer), dtype=bool)
    first[np.unique(customer, return_index=True)[1]] = True
    return Coupons(
        amount=np.where(first, change.coupon_minor, 0),
        minimum=np.where(first, change.minimum_minor, 0),
        use=np.full(len(customer), truth.coupon_redemption),
    )
