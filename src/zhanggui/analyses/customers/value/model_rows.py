"""How did each model do, told as rows and charts?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from zhanggui.analyses.customers.value.judging import TENTHS, Judged
from zhanggui.analyses.customers.value.purchase_days import BoughtByDay, Cells
from zhanggui.analyses.customers.value.result import ModelRow
from zhanggui.core.charts import Bars, Line, Series
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words
from zhanggui.stats.lifetimes.blend import Blend
from zhanggui.stats.lifetimes.choice import Score
from zhanggui.stats.lifetimes.fitting import LifetimeFit, NoFit
from zhanggui.stats.lifetimes.goodness import MOST_REPEATS, histogram, tracking
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.shop_time import ShopTime
from zhanggui.stats.season import Floats

WEEK = 7
NAMES = {
    "pareto_nbd": Words(zh="Pareto/NBD：随时可能离开", en="Pareto/NBD: may leave at any time"),
    "bg_nbd": Words(zh="BG/NBD：复购之后可能离开", en="BG/NBD: may leave after a repeat purchase"),
    "mbg_nbd": Words(zh="MBG/NBD：每次购买之后可能离开", en="MBG/NBD: may leave after any purchase"),
    "nbd": Words(zh="NBD：没有人离开", en="NBD: nobody leaves"),
    "blend": Words(zh="合并预测", en="Blend of the models"),
}
WHY_NOT = {
    "nobody_came_again": Words(zh="没有人复购", en="nobody came again"),
    "too_few_repeaters": Words(zh="复购的人不到 10 位", en="fewer than 10 customers came again"),
    "no_time_observed": Words(zh="都是最后一天的新客", en="everybody first bought on the last day"),
    "not_converged": Words(zh="找不到最可能的参数", en="no most likely parameters were found"),
}
NOTHING = Words(zh="–", en="–")
EXPECTED, SEEN = Words(zh="预期", en="Expected"), Words(zh="实际", en="Seen")


def model_rows(judged: Judged, histories: Histories) -> tuple[ModelRow, ...]:
    """The blend first where there is one, then each model, the best first."""
    fits = {each.model.code: each for each in judged.fits}
    weights = _weights(judged)
    scores = {score.name: score for score in judged.comparison.scores}
    order = sorted(fits, key=lambda name: _rank(scores[name]))
    rows = [_row(fits[name], scores[name], weights, histories) for name in order]
    together = judged.comparison.together
    if judged.is_tested and together is not None and len(fits) > 1:
        rows.insert(0, _blend_row(together))
    return tuple(rows)


def chance_bars(cells: Cells, alive: Floats) -> Bars:
    """How many customers are there with which chance."""
    band = np.minimum((alive * TENTHS).astype(int), TENTHS - 1)
    counts = np.bincount(band, cells.customers, minlength=TENTHS) if len(cells) else np.zeros(TENTHS)
    return Bars(
        title=Words(zh="还在的概率：顾客数", en="Customers by chance of being there"),
        unit="customers",
        labels=tuple(f"{at * 10}–{at * 10 + 10} %" for at in range(TENTHS)),
        values=tuple(float(count) for count in counts),
    )


def histogram_chart(judged: Judged, histories: Histories) -> Series:
    """Customers by number of repeat purchases: seen, and as the blend has it."""
    found = [histogram(fit, histories) for fit in judged.blend.fits] if judged.blend else []
    lines = []
    if judged.blend and found:
        expected = judged.blend.mean([each.expected for each in found])
        lines = [Line(name=SEEN, values=_plain(found[0].seen)), Line(name=EXPECTED, values=_plain(expected))]
    return Series(
        title=Words(zh="复购次数：预期与实际的顾客数", en="Customers by repeat purchases: expected and seen"),
        x_title=Words(zh="复购次数", en="Repeat purchases"),
        unit="customers",
        x=(*(str(at) for at in range(MOST_REPEATS)), f"{MOST_REPEATS}+") if lines else (),
        lines=tuple(lines),
    )


def tracking_chart(judged: Judged, cells: Cells, early_time: ShopTime, bought: BoughtByDay) -> Series:
    """Repeat purchases of everybody since the first day, by week: seen, and as expected before the test part."""
    blend = judged.comparison.early if judged.is_tested else judged.blend
    days = int(cells.age.max()) + 1 if len(cells) else 0
    first = bought.last_day - timedelta(days=days - 1)
    ends = np.minimum(np.arange(WEEK, days + WEEK, WEEK), days) if blend else np.zeros(0, dtype=int)
    lines = [Line(name=SEEN, values=_plain(np.cumsum(bought.again)[ends - 1]))] if blend else []
    if blend:
        births = np.asarray(
            np.bincount((days - 1 - cells.age).astype(int), cells.customers, minlength=days), dtype=float
        )
        time = early_time if judged.is_tested else cells.time
        clock = -time.since(np.arange(days - 1.0, -1.0, -1.0))
        lines.append(Line(name=EXPECTED, values=_plain(tracking(blend, births, clock, ends - 1))))
    return Series(
        title=Words(
            zh="累计复购：预期（只用检验段之前拟合）与实际",
            en="Repeat purchases so far: expected (fitted before the test part) and seen",
        ),
        x_title=Words(zh="日期", en="Day"),
        unit="count",
        x=tuple((first + timedelta(days=int(end) - 1)).isoformat() for end in ends),
        lines=tuple(lines),
    )


def _plain(values: Floats) -> tuple[float | None, ...]:
    return tuple(float(value) for value in values)


def _weights(judged: Judged) -> dict[str, float]:
    blend: Blend | None = judged.blend
    return (
        {each.model.code: float(weight) for each, weight in zip(blend.fits, blend.weights, strict=True)}
        if blend
        else {}
    )


def _rank(score: Score) -> tuple[bool, float]:
    return score.log_score is None, -(score.log_score or 0.0)


def _row(fit: LifetimeFit | NoFit, score: Score, weights: Mapping[str, float], histories: Histories) -> ModelRow:
    code = fit.code if isinstance(fit, NoFit) else score.code
    probability = None if isinstance(fit, NoFit) else histogram(fit, histories).probability
    return ModelRow(
        model=fit.model.code,
        name=NAMES[fit.model.code],
        weight=Rate(weights.get(fit.model.code, 0.0)) if weights else None,
        fit_probability=None if probability is None else Rate(probability),
        parameters="" if isinstance(fit, NoFit) else _parameters(fit),
        why_not=WHY_NOT[code] if code else NOTHING,
        **_scored(score),
    )


def _blend_row(score: Score) -> ModelRow:
    return ModelRow(
        model=score.name,
        name=NAMES[score.name],
        weight=Rate(1.0),
        fit_probability=None,
        parameters="",
        why_not=NOTHING,
        **_scored(score),
    )


def _scored(score: Score) -> dict[str, float | None]:
    return {
        "log_score": score.log_score,
        "behind": None if score.behind is None else score.behind * score.customers,
        "behind_error": None if score.behind_error is None else score.behind_error * score.customers,
        "expected": score.expected,
        "came": score.came if score.log_score is not None else None,
        "typical_miss": score.root_mean_square,
    }


def _parameters(fit: LifetimeFit) -> str:
    told = zip(fit.model.parameters, fit.theta, fit.maximum.errors, strict=True)
    return ", ".join(f"{name} {value:.4g} ({error:.2g})" for name, value, error in told)
