"""What is listed of one product: its elasticity, its best price, or the test that would tell?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.beside import RIVALS
from zhanggui.analyses.pricing.elasticity.comparing import LATE_DAYS
from zhanggui.analyses.pricing.elasticity.earning import LEVEL, Demand, Guardrails, Z, best, cost_of_test, interval_of
from zhanggui.analyses.pricing.elasticity.findings import Findings, InChannel, Told
from zhanggui.analyses.pricing.elasticity.reading import FEW_UNITS
from zhanggui.analyses.pricing.elasticity.reasons import EFFECTS
from zhanggui.analyses.pricing.elasticity.result import ChannelRow, EffectRow, ElasticityRow, UntoldRow
from zhanggui.analyses.pricing.targets.pairs import economics_of, total
from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import minor_digits
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import named
from zhanggui.stats.demand.price_test import PriceTest, price_test

HORIZON_DAYS = 28
LONGEST_TEST_DAYS = 364
CURVE_POINTS = 25
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What rows are made with: guardrails, the test's step and width, and what is assumed where nothing tells."""

    rails: Guardrails
    test_step: float
    half_width: float
    assumed: tuple[float, float, float]
    currency: str


def told_row(told: Told, own: float, demand: Demand | None, asked: Asked) -> ElasticityRow:
    """One product whose prices tell; money is unknown where its cost is."""
    found = best(demand, asked.rails) if demand else None
    return ElasticityRow(
        sku=told.product.sku,
        product_name=told.product.product_name,
        category=told.product.category,
        elasticity=interval_of(told.mean or 0.0, told.deviation or 0.0),
        own_estimate=own,
        price_points=told.price_points,
        changes=told.changes,
        units=told.units,
        rival_days=Rate(told.rival_days) if told.rival_days else None,
        shown_days=Rate(told.shown_days) if told.shown_days else None,
        price_now=_price_now(told, asked),
        best_price=Money(found[0], asked.currency) if found else None,
        change=Rate(found[0] / told.price_now_minor - 1) if found else None,
        gain=money_of(found[1], asked.currency) if found else None,
    )


def untold_row(told: Told, demand: Demand | None, asked: Asked) -> UntoldRow:
    """One product whose prices do not tell, with the test that would, if it takes no longer than a year."""
    test = _test(told, asked) if told.late_units else None
    test = test if test and test.days <= LONGEST_TEST_DAYS else None
    cost = cost_of_test(demand, asked.test_step, test.days / HORIZON_DAYS) if test and demand else None
    return UntoldRow(
        sku=told.product.sku,
        product_name=told.product.product_name,
        category=told.product.category,
        reason=reason_of(told),
        price_points=told.price_points,
        units=told.units,
        price_now=_price_now(told, asked),
        test_days=test.days if test else None,
        test_units=test.units if test else None,
        test_cost=None if cost is None else money_of(cost, asked.currency),
    )


def channel_rows(findings: Findings, titles: Mapping[str, Words]) -> Iterator[ChannelRow]:
    """Every channel in which some product tells, those that answer most to prices first."""
    by_channel: dict[str, list[InChannel]] = defaultdict(list)
    for told in findings.products:
        for one in told.channels if told.code == "identified" else ():
            by_channel[one.channel].append(one)
    for each in sorted(findings.channels, key=lambda one: (one.difference, one.channel)):
        mine = by_channel[each.channel]
        weights = np.array([one.late_units for one in mine])
        typical = np.average([one.mean or 0.0 for one in mine], weights=weights if weights.sum() else None)
        difference = interval_of(each.difference, each.deviation)
        more, less = difference.high < 0, difference.low > 0
        yield ChannelRow(
            channel=named(titles, each.channel),
            products=each.products,
            typical=float(typical),
            difference=difference,
            verdict=sentence("answers_more" if more else "answers_less" if less else "not_apart"),
        )


def effect_rows(findings: Findings) -> Iterator[EffectRow]:
    """What was held fast beside the price and what it does, in the order of its kinds."""
    for each in findings.effects:
        found = interval_of(each.mean, each.deviation)
        lift = Interval(
            low=math.expm1(found.low), estimate=math.expm1(each.mean), high=math.expm1(found.high), level=LEVEL
        )
        is_price = each.kind == RIVALS
        yield EffectRow(
            what=EFFECTS[each.kind],
            effect=sentence("by_their_price", elasticity=found)
            if is_price
            else sentence("by_its_days", lift=RateInterval.of(lift)),
            groups=each.groups,
        )


def demand_of(told: Told, pairs: Sequence[Mapping[str, Any]], asked: Asked) -> Demand | None:
    """What is expected of a product with the costs and charges of its sales; None where a cost is not known."""
    sums = total(pairs)
    costs = [row["cost_minor"] for row in pairs]
    shelf = told.late_units * told.late_price_minor
    if not costs or None in costs or sums["sold_units"] <= 0 or sums["net_sales"] <= 0 or shelf <= 0:
        return None
    mean, deviation = told.mean, told.deviation
    if mean is None or deviation is None:
        mean, deviation = assumed_belief(*asked.assumed)
    return Demand(
        units=told.late_units * HORIZON_DAYS / LATE_DAYS,
        usual_price_minor=told.late_price_minor,
        price_minor=told.price_now_minor,
        mean=mean,
        deviation=deviation,
        common=told.common,
        economics=economics_of(sums | {"due": round(shelf)}, float(costs[0]), 0.0),
    )


def assumed_belief(low: float, middle: float, high: float) -> tuple[float, float]:
    """Mean and deviation of an elasticity whose 90 % range is assumed, as percents of units for one percent off."""
    return -middle, (high - low) / 2 / Z


def curves(demand: Demand, name: str, asked: Asked) -> tuple[Series, Series]:
    """Profit and demand by price, twice as far as one step may go."""
    reach = min(2 * asked.rails.most_step, 0.5)
    prices = np.unique(np.rint(demand.price_minor * np.linspace(1 - reach, 1 + reach, CURVE_POINTS)))
    x = tuple(str(Money(int(price), asked.currency).major) for price in prices)
    units = demand.units_at(prices)
    profit = demand.profit_at(prices) / 10 ** minor_digits(asked.currency)
    return (
        _series(Words(zh=f"{name}：四周贡献利润", en=f"{name}: contribution profit in four weeks"), "money", x, profit),
        _series(Words(zh=f"{name}：四周件数", en=f"{name}: units in four weeks"), "units", x, units),
    )


def _series(title: Words, unit: str, x: tuple[str, ...], values: Floats) -> Series:
    low, high = (tuple(np.quantile(values, at, axis=0).tolist()) for at in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    line = Line(name=Words(zh="预期", en="Expected"), values=tuple(values.mean(axis=0).tolist()), low=low, high=high)
    return Series(title=title, x_title=Words(zh="价格", en="Price"), unit=unit, x=x, lines=(line,))


def _price_now(told: Told, asked: Asked) -> Money | None:
    return Money(round(told.price_now_minor), asked.currency) if told.price_now_minor else None


def reason_of(told: Told) -> Sentence:
    """What keeps the prices of a product from telling."""
    facts: dict[str, dict[str, Argument]] = {
        "too_few_sales": {"units": told.units, "least": FEW_UNITS},
        "too_few_price_points": {"points": told.price_points},
    }
    return sentence(told.code, **facts.get(told.code, {}))


def _test(told: Told, asked: Asked) -> PriceTest:
    return price_test(
        told.late_units / LATE_DAYS,
        step=asked.test_step,
        half_width=asked.half_width,
        restlessness=told.restlessness,
        level=LEVEL,
    )


def money_of(values: Floats, currency: str) -> MoneyInterval:
    """The mean and the 90 % bounds of what is believed of an amount."""
    low, high = (float(np.quantile(values, at)) for at in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return MoneyInterval(
        low=Money(round(low), currency),
        estimate=Money(round(float(values.mean())), currency),
        high=Money(round(high), currency),
        level=LEVEL,
    )
