"""What do offers on units give: buy X get Y, nth item, bundle?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from zhanggui.offers.engine.splitting import share, split
from zhanggui.offers.engine.state import Refusal, Wish
from zhanggui.offers.rules.benefits import NthItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import Reach, State
    from zhanggui.offers.rules.benefits import BundlePart

    Taken = tuple[int, int]  # the place of a portion, and how many units of it


class Run(NamedTuple):
    """Units of one portion that stand side by side in the order of price."""

    place: int
    units: int
    unit_minor: int


def buy_get(sale: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """Y of every X + Y units reduced; groups from the dearest unit down, or the reduction on the cheapest units.

    Dearest first is the customer's best: sorted by price, groups side by side maximise the sum of the cheaper units.
    """
    benefit, places = ready.benefit, reach.places
    if ready.kind is NthItem:
        buy, get, goods = benefit.nth - 1, 1, None
    else:
        buy, get, goods = benefit.buy_units, benefit.get_units, benefit.get
    if goods is not None:
        others = [
            at
            for at, line in enumerate(state.lines)
            if goods.holds(*_product(sale, line)) and not state.groups[at] & ready.shut_out
        ]
        return _two_pools(ready, state, dearest(state, places), dearest(state, others))
    units = sum([state.units[at] for at in places])
    times = min(units // (buy + get), benefit.most_times or units)
    if not times:
        return _too_few(places, buy + get, units)
    runs = dearest(state, places)
    if benefit.take == "dearest":
        return _wish(state, *_in_groups(runs, buy, get, times), benefit.off_bps, times)
    reduced = _last(runs, times * get)
    return _wish(state, _taken(_minus(runs, reduced)), _taken(reduced), benefit.off_bps, times)


def _two_pools(ready: ReadyOffer, state: State, bought: list[Run], got: list[Run]) -> Wish | Refusal:
    """X units of one scope bring Y of another; units in both are bought only as far as the others do not suffice."""
    benefit = ready.benefit
    both = {run.place for run in bought} & {run.place for run in got}
    n_bought, n_got = sum(run.units for run in bought), sum(run.units for run in got)
    n_either = n_bought + sum(run.units for run in got if run.place not in both)
    each = benefit.buy_units + benefit.get_units
    times = min(n_bought // benefit.buy_units, n_got // benefit.get_units, n_either // each)
    times = min(times, benefit.most_times or times)
    if not times:
        return _too_few([run.place for run in (*bought, *got)], each, min(n_either, each - 1))
    order = [run for run in bought if run.place not in both] + [run for run in reversed(bought) if run.place in both]
    used = _first(order, times * benefit.buy_units)
    free = _minus(got, used)
    if benefit.take == "cheapest":
        free = free[::-1]
    return _wish(state, _taken(used), _taken(_first(free, times * benefit.get_units)), benefit.off_bps, times)


def bundle(sale: Sale, ready: ReadyOffer, state: State, reach: Reach) -> Wish | Refusal:
    """Sets of the dearest units of each part, as many as cost more apart than the set's price."""
    benefit = ready.benefit
    open_runs = dearest(state, reach.places)
    pools = [
        [run for run in open_runs if part.scope.holds(*_product(sale, state.lines[run.place]))]
        for part in benefit.parts
    ]
    times = min(sum(run.units for run in pool) // part.units for pool, part in zip(pools, benefit.parts, strict=True))
    times = min(times, benefit.most_times or times)
    while times and (taken := _sets(pools, benefit.parts, times)) is None:
        times -= 1
    if not times:
        return Refusal("bundle_incomplete") if open_runs else Refusal("units_taken")
    while times and _worth(taken) - _worth(_sets(pools, benefit.parts, times - 1)) <= benefit.price_minor:
        times -= 1
        taken = _sets(pools, benefit.parts, times)
    if not times or taken is None:
        return Refusal("bundle_dearer")
    after, apart = state.apart([(run.place, run.units) for run in taken])
    amounts = [after.due_minor[at] for at in apart]
    off = sum(amounts) - benefit.price_minor * times
    return Wish(after, apart, split(off, amounts), units=sum(run.units for run in taken), times=times)


def _sets(pools: list[list[Run]], parts: Sequence[BundlePart], times: int) -> list[Run] | None:
    """The units of so many sets; None where parts want the same units and there are not enough."""
    taken: list[Run] = []
    for pool, part in zip(pools, parts, strict=True):
        free = _minus(pool, taken)
        found = _first(free, part.units * times)
        if sum(run.units for run in found) < part.units * times:
            return None
        taken += found
    return taken


def _worth(runs: list[Run] | None) -> int:
    return sum(run.units * run.unit_minor for run in runs or ())


def dearest(state: State, places: Sequence[int]) -> list[Run]:
    """The units of some portions, dearest first; of equal ones the earlier line."""
    due, units = state.due_minor, state.units
    ordered = sorted([(-(due[at] // units[at]), at) for at in places])
    return [tuple.__new__(Run, (at, units[at], -less)) for less, at in ordered]


def _product(sale: Sale, place: int) -> tuple[str, str, str]:
    line = sale.lines[place]
    return line.sku, line.category, line.brand


def _in_groups(runs: list[Run], buy: int, get: int, times: int) -> tuple[list[Taken], list[Taken]]:
    """Of every `buy + get` units in the order of price: the first ones are bought, the last `get` reduced."""
    bought: list[Taken] = []
    reduced: list[Taken] = []
    seen = before = 0
    each, end = buy + get, times * (buy + get)
    for place, units, _ in runs:
        stop = min(seen + units, end)
        groups, rest = divmod(stop, each)
        so_far = groups * get + max(0, rest - buy)
        less = so_far - before
        if less:
            reduced.append((place, less))
        if stop - seen > less:
            bought.append((place, stop - seen - less))
        if stop == end:
            break
        seen, before = stop, so_far
    return bought, reduced


def _first(runs: list[Run], units: int) -> list[Run]:
    found = []
    for run in runs:
        if units <= 0:
            break
        found.append(run if run.units <= units else Run(run.place, units, run.unit_minor))
        units -= run.units
    return found


def _last(runs: list[Run], units: int) -> list[Run]:
    return _first(runs[::-1], units)


def _minus(runs: list[Run], taken: list[Run]) -> list[Run]:
    gone: dict[int, int] = {}
    for run in taken:
        gone[run.place] = gone.get(run.place, 0) + run.units
    left = [Run(run.place, run.units - gone.get(run.place, 0), run.unit_minor) for run in runs]
    return [run for run in left if run.units > 0]


def _taken(runs: list[Run]) -> list[Taken]:
    return [(run.place, run.units) for run in runs]


def _wish(state: State, bought: list[Taken], reduced: list[Taken], off_bps: int, times: int) -> Wish:
    after, places = state.apart(reduced + bought)
    cheaper = places[: len(reduced)]
    due = [after.due_minor[at] for at in cheaper]
    parts = split(share(sum(due), off_bps), [share(amount, off_bps) for amount in due])
    return Wish(after, cheaper, parts, None, places[len(reduced) :], sum([units for _, units in reduced]), times)


def _too_few(places: Sequence[int], needed: int, units: int) -> Refusal:
    if not places:
        return Refusal("units_taken")
    return Refusal("too_few_units", {"units": needed, "missing": needed - units})
