"""What do offers on amounts give: percent, fixed, 满减, gifts, shipping, points, presale?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.offers.engine.sale import clock_of, outside
from zhanggui.offers.engine.splitting import share, split
from zhanggui.offers.engine.state import Reach, Refusal, Wish
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import State


def reached(sale: Sale, ready: ReadyOffer, state: State) -> Reach:
    """The portions that count for an offer, and what it looks at of them."""
    column: Any = state[ready.basis]
    places: Sequence[int] = in_scope(sale, ready, state)
    if shut := ready.shut_out:
        groups = state.groups
        places = [at for at in places if not groups[at] & shut]
    elif type(places) is range:
        return Reach(places, column, sum(column))
    amounts = [column[at] for at in places]
    return Reach(places, amounts, sum(amounts))


def in_scope(sale: Sale, ready: ReadyOffer, state: State) -> Sequence[int]:
    """The places of the portions in the scope of an offer: its lines, and what was cut out of them."""
    lines, whole, of_portions = sale.lines_of[ready.number], len(sale.lines), state.lines
    if len(lines) == whole:
        return range(len(of_portions))
    if len(of_portions) == whole:
        return lines
    return [*lines, *[at for at, line in enumerate(of_portions[whole:], whole) if line in lines]]


def percent(_: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """Off = amount in scope · bps, rounded once and then split, so that split lines cost what one line costs."""
    benefit = ready.benefit
    if refusal := below(benefit, reach, state):
        return refusal
    return Wish(state, reach.places, split(share(reach.whole, benefit.off_bps), reach.amounts))


def fixed(_: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """The amount once over all goods in scope, or for each unit of them."""
    benefit = ready.benefit
    if refusal := below(benefit, reach, state):
        return refusal
    if benefit.per_unit:
        return Wish(state, reach.places, [benefit.off_minor * state.units[at] for at in reach.places])
    return Wish(state, reach.places, reach.amounts, benefit.off_minor)


def full_reduction(_: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """The off of the highest step reached, or of its only step as often as it is reached."""
    off, times = reduction(ready.benefit, reach.whole)
    if not times:
        return _short(reach, ready.benefit.steps[0].threshold_minor)
    return Wish(state, reach.places, reach.amounts, off, (), 0, times)


def reduction(benefit: Any, amount: int) -> tuple[int, int]:
    """How much 满减 takes off an amount, and how often.

    >>> from zhanggui.offers.rules.benefits import FullReduction
    >>> each = FullReduction(kind="full_reduction", steps=[{"threshold_minor": 30000, "off_minor": 5000}], repeats=True)
    >>> reduction(each, 65000), reduction(each, 29999)
    ((10000, 2), (0, 0))
    """
    step = None
    for higher in benefit.steps:
        if higher.threshold_minor > amount:
            break
        step = higher
    if step is None:
        return 0, 0
    times = amount // step.threshold_minor if benefit.repeats else 1
    times = min(times, benefit.most_times or times)
    return step.off_minor * times, times


def full_gift(_: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """The gifts of every step reached, or of the highest."""
    benefit = ready.benefit
    gifts = tuple([step for step in benefit.steps if step.threshold_minor <= reach.whole])
    if not gifts or not reach.places:
        return _short(reach, benefit.steps[0].threshold_minor)
    given = gifts if benefit.gives == "all" else gifts[-1:]
    return Wish(state, (), (), beside=reach.places, gifts=given)


def free_shipping(sale: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """The shipping charge that is left, or part of it."""
    benefit = ready.benefit
    left = sale.basket.shipping_minor - state.shipping_off_minor
    if refusal := below(benefit, reach, state):
        return refusal
    if not left:
        return Refusal("no_shipping")
    off = min(left, left if benefit.most_minor is None else benefit.most_minor)
    return Wish(state, (), (), beside=reach.places, shipping_minor=off)


def points_multiplier(sale: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """More points on the goods in scope; the money stays as it is."""
    if not reach.places:
        return Refusal("units_taken")
    if not sale.earning:
        return Refusal("no_points_earned")
    return Wish(state, (), (), beside=reach.places, bonus_bps=ready.benefit.times_bps - WHOLE)


def points_redemption(sale: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """Steps = least of points wished, balance, and share of the amount that points may pay."""
    benefit = ready.benefit
    balance = sale.used.points
    have = sale.basket.points if balance is None else min(sale.basket.points, balance)
    have -= sum(entry.points for entry in state.entries)
    if not sale.basket.points:
        return Refusal("no_points_wished")
    if have < benefit.points:
        return Refusal("points_short", {"points": benefit.points})
    payable = reach.whole * benefit.most_bps // WHOLE
    steps = min(have // benefit.points, payable // benefit.worth_minor)
    if not steps:
        return Refusal("nothing_left")
    off = steps * benefit.worth_minor
    return Wish(state, reach.places, reach.amounts, off, points=steps * benefit.points)


def presale_deposit(sale: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """(Worth − deposit) for each unit, while the deposit, or after it the balance, is paid in its time."""
    benefit = ready.benefit
    refusal = Refusal("units_taken")
    presold = []
    for at in reach.places:
        if problem := _out_of_presale(sale, ready, state.lines[at]):
            refusal = problem
        else:
            presold.append(at)
    if not presold:
        return refusal
    each = benefit.worth_minor - benefit.deposit_minor
    deposits = tuple((state.lines[at], state.units[at]) for at in presold)
    units = sum(count for _, count in deposits)
    return Wish(state, presold, [each * count for _, count in deposits], units=units, deposits=deposits)


def _out_of_presale(sale: Sale, ready: ReadyOffer, line: int) -> Refusal | None:
    benefit = ready.benefit
    paid_at = sale.lines[line].deposit_paid_at
    moment = paid_at or sale.at
    if refusal := outside(ready, moment, clock_of(moment, sale.rules)):
        return refusal
    if paid_at and sale.at < benefit.final_from:
        return Refusal("balance_too_early", {"starts_at": benefit.final_from})
    if paid_at and sale.at >= benefit.final_until:
        return Refusal("balance_too_late", {"ends_at": benefit.final_until})
    return None


def below(benefit: Any, reach: Reach, state: State) -> Refusal | None:
    """Why amount or units do not suffice."""
    if not reach.places or reach.whole < benefit.threshold_minor:
        return _short(reach, benefit.threshold_minor)
    if least := benefit.least_units:
        units = sum([state.units[at] for at in reach.places])
        if units < least:
            return Refusal("too_few_units", {"units": least, "missing": least - units})
    return None


def _short(reach: Reach, threshold: int) -> Refusal:
    if not reach.places:
        return Refusal("units_taken")
    return Refusal("below_threshold", {"threshold_minor": threshold, "missing_minor": threshold - reach.whole})
