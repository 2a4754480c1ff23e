"""What has to be said beside the value of customers?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import profit_gaps
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.stats.lifetimes.nbd import NBD

if TYPE_CHECKING:
    from zhanggui.analyses.customers.value.purchase_days import Cells
    from zhanggui.analyses.customers.value.value import Answered, ValueParams
    from zhanggui.core.money import Money

FIRST_TENTH, TOO_MANY = 0.1, 0.25
MOVES = 0.2
MOSTLY = 0.5
SEEN_OFTEN = 3  # repeat purchases from which on somebody's mean is told apart from chance


def caveats(params: ValueParams, found: Answered, cost: Money | None, currency: str) -> tuple[Sentence, ...]:
    """All of it, what concerns the models first."""
    said = [sentence("purchase_days")]
    if found.judged.blend is not None:
        said += [
            sentence("festivals_counted" if found.festivals.pace else "no_seasons"),
            *_of_the_models(params, found),
            *_of_worth(found),
        ]
        said += [sentence("cost_unknown")] if cost is None else []
    said += counted_sales.unknown_customers(found.counted, currency)
    said += counted_sales.left_out(found.counted, currency)
    if params.money == "contribution_profit":
        said += profit_gaps(found.counted, params.margin)
    return tuple(said)


def _of_the_models(params: ValueParams, found: Answered) -> list[Sentence]:
    said, judged = [], found.judged
    if judged.is_tested:
        tested = {"off_in_test": judged.comparison.purchases, "churn_off_in_test": judged.comparison.returning}
        said += [
            sentence(code, expected=round(told.expected), came=round(told.came))
            for code, told in tested.items()
            if told is not None and told.missed
        ]
    else:
        said.append(sentence("not_tested"))
    if judged.blend is not None and any(
        fit.is_dropout_open or fit.model is NBD
        for fit, weight in zip(judged.blend.fits, judged.blend.weights, strict=True)
        if weight > MOSTLY
    ):
        said.append(sentence("dropout_not_identified"))
    history = int(found.cells.age.max())
    early = float(found.cells.customers[found.cells.age >= (1 - FIRST_TENTH) * history].sum())
    share = early / float(found.cells.customers.sum())
    if share > TOO_MANY:
        said.append(sentence("begins_with_data", share=Rate(share)))
    if params.horizon_days > history:
        said.append(sentence("longer_than_history", days=params.horizon_days, history=history))
    return said


def _of_worth(found: Answered) -> list[Sentence]:
    worth, why = found.judged.worth, found.judged.why_no_worth
    if worth is None:
        return [sentence("worth_needs_costs" if why == "costs_missing" else "worth_unknown")]
    said = []
    if worth.why_not_gamma:
        is_loss = worth.why_not_gamma == "purchases_at_a_loss"
        said.append(sentence("worth_at_a_loss" if is_loss else "worth_heavy_tail"))
    correlation = _correlation(found.cells)
    if abs(correlation) > MOVES:
        said.append(sentence("worth_moves", correlation=correlation))
    return said


def _correlation(cells: Cells) -> float:
    """Of how often with how much, in logarithms, over customers who came again."""
    which = (cells.repeats > 0) & (cells.mean > 0)
    if float(cells.customers[which].sum()) <= SEEN_OFTEN:
        return 0.0
    often, much, people = np.log(cells.repeats[which]), np.log(cells.mean[which]), cells.customers[which]
    often, much = often - np.average(often, weights=people), much - np.average(much, weights=people)
    spread = float(np.sqrt((people @ often**2) * (people @ much**2)))
    return float(people @ (often * much)) / spread if spread > 0 else 0.0
