"""Which offers apply: those in the declared order, or the subset that is best for the customer?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from zhanggui.offers.engine import amounts, units
from zhanggui.offers.engine.bounds import most_off
from zhanggui.offers.engine.prices import put_prices
from zhanggui.offers.engine.rules import bits
from zhanggui.offers.engine.settling import settle
from zhanggui.offers.engine.state import Refusal
from zhanggui.offers.rules import benefits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import Reach, State, Wish

    Work = Callable[[Sale, ReadyOffer, State, Reach], Wish | Refusal]

WORK: Mapping[type[benefits.Benefit], Work] = {
    benefits.Percent: amounts.percent,
    benefits.Fixed: amounts.fixed,
    benefits.FullReduction: amounts.full_reduction,
    benefits.FullGift: amounts.full_gift,
    benefits.FreeShipping: amounts.free_shipping,
    benefits.PointsMultiplier: amounts.points_multiplier,
    benefits.PointsRedemption: amounts.points_redemption,
    benefits.PresaleDeposit: amounts.presale_deposit,
    benefits.BuyGet: units.buy_get,
    benefits.NthItem: units.buy_get,
    benefits.Bundle: units.bundle,
}


class Chosen(NamedTuple):
    """Which offers were chosen, as bits, after how many steps, and whether nothing better can exist."""

    offers: int
    steps: int
    is_proven: bool


def apply(sale: Sale, ready: ReadyOffer, state: State) -> State | Refusal:
    """The basket after one more offer, or why the offer does not apply."""
    if clash := state.applied & ready.conflicts:
        return excluded(sale, clash)
    state = begun(sale, ready, state)
    return counted(sale, ready, state, amounts.reached(sale, ready, state))


def excluded(sale: Sale, clash: int) -> Refusal:
    """The refusal that names the first of the offers in the way."""
    return Refusal("excluded_by", {"other": sale.rules.ready[next(bits(clash))].title})


def counted(sale: Sale, ready: ReadyOffer, state: State, reach: Reach) -> State | Refusal:
    """The basket after an offer that nothing excludes, given the portions that count for it."""
    wish = WORK[ready.kind](sale, ready, state, reach)
    return wish if isinstance(wish, Refusal) else settle(sale, ready, state, wish)


def begun(sale: Sale, ready: ReadyOffer, state: State) -> State:
    """The basket as the offer's group begins: what is due then is what its offers may look at."""
    if not sale.rules.looks_back or state.group == ready.group:
        return state
    return state._replace(start_minor=state.due_minor, group=ready.group)


def best_subset(sale: Sale) -> Chosen:
    """The subset of the offers for which the customer pays least, found by branch and bound.

    Each offer in its order is taken or left; a branch is cut when even the most that its open offers could give
    (an upper bound from the amounts as they stand) does not beat the best found (A. Land and A. Doig 1960).
    Of equal payments: more worth in gifts, then fewer coupons, then more points.
    """
    search = _Search(sale)
    search.prices(0, ())
    return Chosen(search.best, search.steps, search.steps <= sale.rules.combine.most_steps)


class _Search:
    """The best found so far, and the steps taken; an instance lives for one basket."""

    def __init__(self, sale: Sale) -> None:
        self.sale = sale
        self.priced = [ready for ready in sale.candidates if ready.is_price]
        self.later = [ready for ready in sale.candidates if not ready.is_price]
        self.limit: int = sale.rules.terms.most_steps
        self.steps = 0
        self.best = 0
        self.rank: tuple[int, ...] | None = None
        start = sale.start()
        self.start = start
        self.goods = sum(start.due_minor)
        self.charge = self.goods + sale.basket.shipping_minor
        later = self._ceilings(start)[0]
        self.price_room = [
            sum(most_off(sale, ready, start) for ready in self.priced[at:]) for at in range(len(self.priced) + 1)
        ]
        self.later_room = later

    def prices(self, at: int, taken: tuple[ReadyOffer, ...]) -> None:
        """Take or leave the prices, then go through the other offers once for each choice."""
        if at == len(self.priced):
            state, refused = put_prices(self.sale, taken, self.start)
            if any(refusal.code == "excluded_by" for refusal in refused.values()):
                return
            ceilings = self._ceilings(state)
            self.walk(0, state, ceilings)
            return
        self.steps += 1
        self.prices(at + 1, (*taken, self.priced[at]))
        if self._goes_on() and self._may_win_without_price(at, taken):
            self.prices(at + 1, taken)

    def _may_win_without_price(self, at: int, taken: tuple[ReadyOffer, ...]) -> bool:
        if self.rank is None:
            return True
        room = sum(most_off(self.sale, ready, self.start) for ready in taken) + self.price_room[at + 1]
        return self.charge - room - self.later_room[0] <= self.rank[0]

    def walk(self, at: int, state: State, ceilings: tuple[Any, ...]) -> None:
        """Take or leave the offers from `at` on."""
        self.steps += 1
        if self.rank is not None and not self._may_win(at, state, ceilings, self.rank):
            return
        if at == len(self.later):
            rank = self._rank(state)
            if self.rank is None or rank < self.rank:
                self.rank, self.best = rank, state.applied
            return
        after = apply(self.sale, self.later[at], state)
        if not isinstance(after, Refusal):
            self.walk(at + 1, after, ceilings)
            if not self._goes_on():
                return
        self.walk(at + 1, state, ceilings)

    def _goes_on(self) -> bool:
        return self.steps <= self.limit

    def _rank(self, state: State) -> tuple[int, ...]:
        pays = self.charge - state.off_minor - state.shipping_off_minor
        return (pays, -state.gift_worth_minor, state.coupons, -state.bonus_bps)

    def _may_win(self, at: int, state: State, ceilings: tuple[Any, ...], best: tuple[int, ...]) -> bool:
        """Whether even all that the open offers could give beats the best found: money first, the rest of equals."""
        money, worth, bonus = ceilings
        pays: int = max(self.charge - state.off_minor - state.shipping_off_minor - money[at], 0)
        if pays != best[0]:
            return pays < best[0]
        least: tuple[int, ...] = (
            pays,
            -state.gift_worth_minor - worth[at],
            state.coupons,
            -state.bonus_bps - bonus[at],
        )
        return least < best

    def _ceilings(self, state: State) -> tuple[list[int], list[int], list[int]]:
        """For each place in the order: the most money, gift worth and bonus that the offers from there on can give."""
        money, worth, bonus = [0], [0], [0]
        for ready in reversed(self.later):
            benefit = ready.benefit
            money.append(money[-1] + most_off(self.sale, ready, state))
            gifts = benefit.steps if ready.kind is benefits.FullGift else ()
            worth.append(worth[-1] + sum(gift.worth_minor * gift.units for gift in gifts))
            more = benefit.times_bps if ready.kind is benefits.PointsMultiplier else 0
            bonus.append(bonus[-1] + more)
        return money[::-1], worth[::-1], bonus[::-1]
