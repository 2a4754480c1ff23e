"""What is left of the past baskets under one set of offers, line by line?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses.promotions.replay.past_baskets import sums_by
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.metrics.value import DECLARED_LEVEL

if TYPE_CHECKING:
    from zhanggui.analyses.promotions.replay.past_baskets import Numbers, PastBaskets, Whole
    from zhanggui.analyses.promotions.replay.replaying import Replayed
    from zhanggui.metrics.value import MarginAssumption


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """The money of every line under one set: list amount = off + due; net = kept · (due + others).

    profit = sure + m · base, with m the declared margin and `base` the past net sales of lines whose cost is unknown.
    `beside` is what gifts and waived shipping cost each basket; `gifts_unknown` are gifts without a cost.
    """

    name: str
    off: Whole
    others: Whole
    net: Whole
    sure: Numbers
    base: Numbers
    beside: Whole
    gifts_unknown: int
    replayed: Replayed | None = None

    def profit(self, margin: MarginAssumption | None, currency: str, lines: Any = None) -> MoneyInterval | None:
        """Contribution profit of all lines, or of some without gifts and shipping; None where a cost is missing."""
        beside = int(self.beside.sum()) if lines is None else 0
        chosen = slice(None) if lines is None else lines
        return profit_of(float(self.sure[chosen].sum()) - beside, float(self.base[chosen].sum()), margin, currency)


def happened(past: PastBaskets) -> Outcome:
    """The baskets as they were paid."""
    due, others = past.amount("due_minor"), past.amount("others_minor")
    return _outcome(past, "happened", past.amount("gross_minor") - due, others, past.amount("net_minor"))


def at_list_prices(past: PastBaskets) -> Outcome:
    """The same baskets without any offer."""
    nothing = np.zeros(past.lines, dtype=np.int64)
    return _outcome(past, "list", nothing, nothing, _net(past, nothing, nothing))


def under(past: PastBaskets, replayed: Replayed) -> Outcome:
    """The same baskets under a set."""
    given, name = replayed.given, replayed.declared.name
    costs = (given["shipping"] + given["gift_cost"]).astype(np.float64)
    beside = sums_by(given["order"], costs, past.orders).astype(np.int64)
    net = _net(past, replayed.off, replayed.others)
    unknown = int(given["gifts_unknown"].sum())
    return _outcome(past, name, replayed.off, replayed.others, net, beside, unknown, replayed)


def profit_of(sure: float, base: float, margin: MarginAssumption | None, currency: str) -> MoneyInterval | None:
    """What is sure + m · base; exact if nothing is assumed, None where the margin is needed and not declared."""
    if not base:
        return MoneyInterval.exactly(Money(round(sure), currency))
    if margin is None:
        return None
    shares = (margin.low, margin.estimate, margin.high)
    low, estimate, high = (Money(round(sure + share * base), currency) for share in shares)
    return MoneyInterval(low=low, estimate=estimate, high=high, level=DECLARED_LEVEL)


def _net(past: PastBaskets, off: Whole, others: Whole) -> Whole:
    received = past.amount("gross_minor") - off + others
    net: Whole = np.rint(received * past.kept).astype(np.int64)
    return net


def _outcome(  # noqa: PLR0917 - the columns of one outcome
    past: PastBaskets,
    name: str,
    off: Whole,
    others: Whole,
    net: Whole,
    beside: Whole | None = None,
    gifts_unknown: int = 0,
    replayed: Replayed | None = None,
) -> Outcome:
    """Profit of a line with a known cost = net − cost − fees; fees by rate move with what the buyer owes."""
    due, before = past.amount("gross_minor") - off, past.amount("due_minor")
    rate_fees = past.amount("rate_fee_minor") * np.where(before > 0, due / np.maximum(before, 1), 1.0)
    costs = past.amount("cost_minor") + rate_fees + past.amount("fixed_fee_minor")
    assumed = past.amount("net_minor").astype(np.float64)
    return Outcome(
        name=name,
        off=off,
        others=others,
        net=net,
        sure=np.where(past.has_cost, net - costs, net - assumed),
        base=np.where(past.has_cost, 0.0, assumed),
        beside=np.zeros(past.orders, dtype=np.int64) if beside is None else beside,
        gifts_unknown=gifts_unknown,
        replayed=replayed,
    )
