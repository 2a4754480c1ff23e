"""What is listed of a pair: its elasticity and what a cut moves, or why it cannot be told and the test that would?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from zhanggui.analyses.pricing.cross.result import CrossRow, MovingRow, UntoldPairRow
from zhanggui.analyses.pricing.cross.telling import LEAST_UNITS, Pair
from zhanggui.analyses.pricing.cross.words import KINDS
from zhanggui.analyses.pricing.elasticity.comparing import LATE_DAYS
from zhanggui.analyses.pricing.elasticity.earning import LEVEL, MIDDLES, Demand, interval_of
from zhanggui.analyses.pricing.elasticity.listing import LONGEST_TEST_DAYS, money_of, reason_of
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.stats.demand.price_test import price_test

TEST_STEP, TEST_HALF_WIDTH = 0.1, 0.3
Floats = NDArray[np.float64]


def shifted(pair: Pair, demand: Demand | None, step: float) -> Floats | None:
    """What a cut of the other's price brings this product in four weeks, over what is believed of the elasticity.

    U ((1 − s)^ε − 1) (p κ (1 − r) − c υ − f), minor units of contribution profit; None where the cost is not known.
    """
    if demand is None or pair.mean is None or pair.deviation is None:
        return None
    drawn = pair.mean + pair.deviation * ndtri(MIDDLES)
    left = demand.economics.left_at(float(demand.price_minor))
    units: Floats = float(demand.units_at(np.array([demand.price_minor])).mean()) * ((1 - step) ** drawn - 1)
    return units * left


def told_rows(
    pairs: Sequence[Pair], demands: Mapping[str, Demand], step: float, currency: str
) -> Iterator[tuple[CrossRow, Floats | None]]:
    """Every pair that tells, with what a cut moves."""
    for pair in pairs:
        shift = shifted(pair, demands.get(pair.answering.product.sku), step)
        mean = pair.mean or 0.0
        row = CrossRow(
            sku=pair.answering.product.sku,
            product_name=pair.answering.product.product_name,
            moving_sku=pair.moving.product.sku,
            moving_name=pair.moving.product.product_name,
            category=pair.answering.product.category,
            kind=KINDS["substitute" if mean > 0 else "complement"],
            elasticity=interval_of(mean, pair.deviation or 0.0),
            shift=None if shift is None else money_of(shift, currency),
            own_estimate=pair.own or 0.0,
            false_share=Rate(pair.false_share or 0.0),
            units=pair.answering.units,
        )
        yield row, shift


def moving_rows(rows: Sequence[tuple[CrossRow, Floats | None]], currency: str) -> list[MovingRow]:
    """By the product whose price moves: the sum over all that tell, their errors not taken to go together.

    Each product answers in sales of its own, so means and variances add up.
    """
    found: dict[str, list[tuple[CrossRow, Floats | None]]] = {}
    for each in rows:
        found.setdefault(each[0].moving_sku, []).append(each)
    return [_moving(its, currency) for its in found.values()]


def untold_row(pair: Pair) -> UntoldPairRow:
    """One pair that cannot be told."""
    a_day = pair.answering.late_units / LATE_DAYS
    test = price_test(
        a_day, step=TEST_STEP, half_width=TEST_HALF_WIDTH, restlessness=pair.restlessness, level=LEVEL
    ).days if a_day else None  # fmt: skip
    return UntoldPairRow(
        sku=pair.answering.product.sku,
        product_name=pair.answering.product.product_name,
        moving_sku=pair.moving.product.sku,
        moving_name=pair.moving.product.product_name,
        category=pair.answering.product.category,
        reason=_reason(pair),
        elasticity=None if pair.mean is None else interval_of(pair.mean, pair.deviation or 0.0),
        test_days=test if test is not None and test <= LONGEST_TEST_DAYS else None,
        units=pair.answering.units,
    )


def _moving(its: Sequence[tuple[CrossRow, Floats | None]], currency: str) -> MovingRow:
    shifts = [shift for _, shift in its if shift is not None]
    whole = len(shifts) == len(its)
    return MovingRow(
        sku=its[0][0].moving_sku,
        product_name=its[0][0].moving_name,
        answering=len(its),
        shift=money_of(added(shifts), currency) if whole else None,
    )


def added(shifts: Sequence[Floats]) -> Floats:
    """The sum over products, each of which answers in sales of its own: means and variances add up."""
    mean, deviation = sum(each.mean() for each in shifts), np.sqrt(sum(each.var() for each in shifts))
    summed: Floats = mean + deviation * ndtri(MIDDLES)
    return summed


def _reason(pair: Pair) -> Sentence:
    if pair.code == "price_does_not_tell":
        return reason_of(pair.moving)
    if pair.code == "answering_sells_too_little":
        return sentence(pair.code, units=pair.answering.units, least=LEAST_UNITS)
    return sentence(pair.code)
