"""Which rows does a replay show of each set: offers, products, customers, baskets just short?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.promotions.replay.outcome import profit_of
from zhanggui.analyses.promotions.replay.past_baskets import FIRST, RETURNING, UNKNOWN
from zhanggui.analyses.promotions.replay.result import CustomerRow, NearRow, OfferRow, ProductRow
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zhanggui.analyses.promotions.replay.outcome import Outcome
    from zhanggui.analyses.promotions.replay.past_baskets import Flags, PastBaskets, Whole
    from zhanggui.analyses.promotions.replay.replaying import Replayed
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.offers.rules.offer import Offer

EPOCH = date(1970, 1, 1)
KINDS = {"first": FIRST, "returning": RETURNING, "unknown": UNKNOWN}
BANDS = (0.1, 0.25, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """What rows of one set are made of."""

    past: PastBaskets
    outcome: Outcome
    usual: Outcome
    margin: MarginAssumption | None
    currency: str

    @property
    def replayed(self) -> Replayed:
        """How the set was replayed; only sets of offers have rows."""
        assert self.outcome.replayed is not None  # noqa: S101 - made of a replayed set alone
        return self.outcome.replayed

    def money(self, minor: float) -> Money:
        """An amount in the shop's currency."""
        return Money(round(minor), self.currency)


def offer_rows(shown: Shown) -> Iterator[OfferRow]:
    """One row an offer, in the order of the set."""
    given, floored = shown.replayed.given, shown.replayed.floored
    for place, offer in enumerate(shown.replayed.declared.offers.offers):
        mine = given["offer"] == place
        sums = {name: int(column[mine].sum()) for name, column in given.items()}
        stopped = int((floored["offer"] == place).sum())
        yield OfferRow(
            variant=shown.outcome.name,
            offer=offer.id,
            title=offer.title,
            kind=offer.benefit.title,
            orders=int(mine.sum()),
            discount=shown.money(sums["off"]),
            discount_of_shop=shown.money(sums["off"] - sums["others"]),
            discount_of_others=shown.money(sums["others"]),
            shipping=shown.money(sums["shipping"]),
            gift_cost=None if sums["gifts_unknown"] else shown.money(sums["gift_cost"]),
            floor_cuts=stopped + sums["by_floor"],
            floor_cut=shown.money(given["cut"][mine & (given["by_floor"] > 0)].sum()),
            used_up=_used_up(shown.past, given, mine, offer),
        )


def _used_up(past: PastBaskets, given: Mapping[str, Whole], mine: Flags, offer: Offer) -> Sentence:
    """The day of the basket with which the first of its limits was reached."""
    limits = offer.limits
    counted = (limits.budget_minor, limits.uses, limits.units)
    if not any(counted):
        return sentence("no_limit")
    orders = given["order"][mine]
    in_turn = np.lexsort((orders, past.of_orders(past.seconds)[orders]))
    days = past.of_orders(past.days)[orders[in_turn]]
    used = (given["off"] + given["shipping"], np.ones_like(given["off"]), given["units"])
    reached = [
        int(days[np.argmax(sums >= limit)])
        for limit, column in zip(counted, used, strict=True)
        if limit and len(sums := np.cumsum(column[mine][in_turn])) and sums[-1] >= limit
    ]
    if not reached:
        return sentence("not_used_up")
    return sentence("used_up", day=(EPOCH + timedelta(days=min(reached))).isoformat())


def product_rows(shown: Shown, limit: int) -> Iterator[ProductRow]:
    """The products with the largest reductions, largest first; gifts and shipping belong to no product."""
    past, outcome = shown.past, shown.outcome
    skus, names = past.texts["sku"], past.texts["product_name"]
    count = len(skus.texts)
    if not count:
        return

    def by_sku(lines: Any) -> Any:
        return np.bincount(skus.codes, weights=lines, minlength=count)

    off, gross = by_sku(outcome.off), by_sku(past.amount("gross_minor"))
    units, net = by_sku(past.amount("quantity")), by_sku(outcome.net)
    sure, base = by_sku(outcome.sure), by_sku(outcome.base)
    before, before_net = by_sku(shown.usual.sure), by_sku(shown.usual.net)
    first = np.full(count, -1, dtype=np.int64)
    first[skus.codes[::-1]] = np.arange(past.lines)[::-1]
    ranked = np.lexsort((np.array(skus.texts), -off))[:limit]
    for at in ranked.tolist():
        if not off[at]:
            break
        profit = _profit(shown, sure[at], base[at])
        usual = _profit(shown, before[at], base[at])
        yield ProductRow(
            variant=outcome.name,
            sku=skus.texts[at],
            product_name=names.text(int(first[at])) or skus.texts[at],
            units=int(units[at]),
            list_sales=shown.money(gross[at]),
            discount=shown.money(off[at]),
            net_sales=shown.money(net[at]),
            contribution_profit=profit,
            contribution_margin=margin_of(profit, net[at]),
            margin_before=margin_of(usual, before_net[at]),
        )


def customer_rows(shown: Shown) -> Iterator[CustomerRow]:
    """New and returning customers; by tier too, where the members' list says it."""
    past = shown.past
    first = past.of_orders(past.first)
    parts = [(sentence(f"customers_{name}"), first == code) for name, code in KINDS.items()]
    tiers = past.texts["tier"]
    codes = past.of_orders(tiers.codes)
    parts += [(sentence("customers_tier", tier=tier), codes == at) for at, tier in enumerate(tiers.texts) if tier]
    for said, orders in parts:
        if orders.any():
            yield _customer_row(shown, said, orders)


def _customer_row(shown: Shown, said: Sentence, orders: Flags) -> CustomerRow:
    past, outcome = shown.past, shown.outcome
    lines = orders[past.order_of]
    off, count = int(outcome.off[lines].sum()), int(orders.sum())
    on_offer = np.unique(shown.replayed.given["order"])
    return CustomerRow(
        variant=outcome.name,
        customers=said,
        orders=count,
        orders_on_offer=int(orders[on_offer].sum()),
        discount=shown.money(off),
        share=share_of(off, int(outcome.off.sum())),
        discount_an_order=shown.money(off / count),
        contribution_profit=outcome.profit(shown.margin, shown.currency, lines),
    )


def near_rows(shown: Shown) -> Iterator[NearRow]:
    """Baskets by what they are short of the nearest threshold, as a share of what they come to."""
    near = shown.replayed.near
    short = near["missing"] / np.maximum(near["amount"], 1)
    for place, offer in enumerate(shown.replayed.declared.offers.offers):
        mine = near["offer"] == place
        least = 0.0
        for most in BANDS:
            found = mine & (short > least) & (short <= most)
            if found.any():
                yield NearRow(
                    variant=shown.outcome.name,
                    title=offer.title,
                    short=sentence("short", least=Rate(least), most=Rate(most)),
                    orders=int(found.sum()),
                    share=share_of(int(found.sum()), shown.past.orders),
                    missing=shown.money(near["missing"][found].mean()),
                )
            least = most


def margin_of(profit: MoneyInterval | None, net_minor: float) -> Rate | None:
    """The estimate's share of net sales."""
    return None if profit is None or net_minor <= 0 else Rate(profit.estimate.minor / float(net_minor))


def _profit(shown: Shown, sure: float, base: float) -> MoneyInterval | None:
    return profit_of(float(sure), float(base), shown.margin, shown.currency)


def days_of(past: PastBaskets) -> tuple[Whole, tuple[str, ...]]:
    """For each line the place of its day, and the days between the first and the last."""
    if not past.lines:
        return np.zeros(0, dtype=np.int64), ()
    start, end = int(past.days.min()), int(past.days.max())
    names = tuple((EPOCH + timedelta(days=day)).isoformat() for day in range(start, end + 1))
    return past.days - start, names
