"""What does a step of one product's price move in the others of its category, as far as their sales tell?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhanggui.analyses.pricing.cross.listing import added, shifted
from zhanggui.analyses.pricing.cross.params import CrossElasticityParams
from zhanggui.analyses.pricing.cross.telling import Pair, pairs_of
from zhanggui.analyses.pricing.cross.weekly import chosen
from zhanggui.analyses.pricing.elasticity.known import Known
from zhanggui.analyses.pricing.elasticity.listing import money_of
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.decisions.policies.best_step.cases import StepCase

SHIFT_DAYS = 28  # what `shifted` tells is of four weeks


def moved_by(known: Known, cases: Sequence[StepCase[Any]], days: int, currency: str) -> Mapping[str, Sentence]:
    """By product with a proposed step, what it moves elsewhere: beside the step's own gain, and never part of it.

    The pairs are those that `pricing.cross_elasticity` tells, by the same rule for false ones.
    """
    if not cases:
        return {}
    picked = chosen(known.told)
    groups = (known.observed.together([each.product for each in products]) for products in picked.categories)
    most_false = CrossElasticityParams().false_share
    told = [each for each in pairs_of(picked, groups, known.elsewhere, most_false) if each.code == "told"]
    return {case.row.sku: _said(case, told, known, days, currency) for case in cases}


def _said(case: StepCase[Any], told: Sequence[Pair], known: Known, days: int, currency: str) -> Sentence:
    its = [each for each in told if each.moving.product.sku == case.row.sku]
    if not its:
        return sentence("others_untold")
    answering = [each.answering.product for each in its]
    names = ", ".join(each.product_name or each.sku for each in answering)
    shifts = [shifted(each, known.demands.get(each.answering.product.sku), -case.step.change) for each in its]
    priced = [each for each in shifts if each is not None]
    if len(priced) < len(its):
        return sentence("others_unpriced", count=len(its), names=names)
    money = money_of(added(priced) * (days / SHIFT_DAYS), currency)
    return sentence("others_move", count=len(its), names=names, days=days, shift=money)
