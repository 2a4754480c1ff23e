"""What does this basket cost at this moment under these offers? The same in, the same out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zhanggui.core.errors import MixedCurrencies
from zhanggui.offers.basket import NOTHING_USED
from zhanggui.offers.engine.amounts import reached
from zhanggui.offers.engine.choosing import Chosen, begun, best_subset, counted, excluded
from zhanggui.offers.engine.prices import put_prices
from zhanggui.offers.engine.sale import open_sale
from zhanggui.offers.engine.state import Refusal
from zhanggui.offers.hints import hint_of, nearest
from zhanggui.offers.invoice import invoiced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhanggui.offers.basket import Basket, Used
    from zhanggui.offers.engine.rules import Rules
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import Reach, State
    from zhanggui.offers.quote import Hint, Quote

_LEFT_OUT = Refusal("better_without")


def quote(basket: Basket, rules: Rules, at: datetime, *, used: Used = NOTHING_USED, explain: bool = False) -> Quote:
    """Price a basket: prices first, then group after group in the declared order, lines and offers in a fixed order.

    `used` is the state of the counters; nothing is written. With `explain`, every offer that did not apply says why.
    The order in which lines and offers are handed in does not matter.

    >>> from datetime import datetime, UTC
    >>> from zhanggui.offers.basket import Basket
    >>> from zhanggui.offers.engine.rules import make_ready
    >>> from zhanggui.offers.rules.offer_set import OfferSet
    >>> offers = OfferSet.model_validate(
    ...     {
    ...         "currency": "CNY",
    ...         "combine": {"choose": "priority", "basis": "remaining", "groups": [{"id": "shop"}]},
    ...         "offers": [
    ...             {
    ...                 "id": "m300",
    ...                 "title": {"zh": "满300减50", "en": "50 off 300"},
    ...                 "group": "shop",
    ...                 "benefit": {"kind": "full_reduction", "steps": [{"threshold_minor": 30000, "off_minor": 5000}]},
    ...             }
    ...         ],
    ...     }
    ... )
    >>> bought = [{"line": "1", "sku": "T-1", "units": 2, "price_minor": 16000}]
    >>> basket = Basket.model_validate({"currency": "CNY", "lines": bought})
    >>> quote(basket, make_ready(offers), datetime(2026, 11, 11, tzinfo=UTC)).to_pay_minor
    27000
    """
    if basket.currency != rules.offer_set.currency:
        raise MixedCurrencies(left=basket.currency, right=rules.offer_set.currency)
    sale = open_sale(basket, rules, at, used)
    chosen = best_subset(sale) if rules.terms.choose == "best" else None
    state, refused, hints, reached_by = _carried_out(sale, chosen, explain=explain)
    return invoiced(sale, state, refused if explain else None, nearest(hints), chosen, reached_by=reached_by)


def _carried_out(
    sale: Sale, chosen: Chosen | None, *, explain: bool
) -> tuple[State, dict[int, Refusal], list[Hint], dict[int, Mapping[str, int]]]:
    """Apply the offers in their order; with a choice, the chosen ones alone. What is refused says why.

    What each line counted for an offer is kept where a return may have to look at it again.
    """
    everyone, looks_back = sale.candidates, sale.rules.looks_back
    wanted = everyone if chosen is None else [ready for ready in everyone if chosen.offers & ready.bit]
    bits = sum([ready.bit for ready in wanted])
    state, without = put_prices(sale, [ready for ready in wanted if ready.is_price], sale.start())
    refused = {**sale.refused, **without}
    hints: list[Hint] = []
    reached_by: dict[int, Mapping[str, int]] = {}
    for ready in everyone:
        if ready.is_price:
            if not ready.bit & bits:
                refused[ready.number] = _LEFT_OUT
            continue
        if ready.conflicts and (clash := state.applied & ready.conflicts):
            refused[ready.number] = excluded(sale, clash)
            continue
        if looks_back:
            state = begun(sale, ready, state)
        reach = reached(sale, ready, state)
        if ready.has_hint and reach.places and (hint := hint_of(sale, ready, state, reach.places, reach.whole)):
            hints.append(hint)
        if ready.takes_back:
            reached_by[ready.number] = _by_line(sale, state, reach)
        after = counted(sale, ready, state, reach) if ready.bit & bits or explain else _LEFT_OUT
        if isinstance(after, Refusal):
            refused[ready.number] = after
        elif ready.bit & bits:
            state = after
        else:
            refused[ready.number] = _LEFT_OUT
    return state, refused, hints, reached_by


def _by_line(sale: Sale, state: State, reach: Reach) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for place, amount in zip(reach.places, reach.amounts, strict=True):
        found[sale.lines[state.lines[place]].line] += amount
    return found
