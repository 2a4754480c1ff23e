"""By what percentage does the demand of each product change when its price changes by one percent?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.demand.runs import Runs

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SEASON_WEEKS = 13
CLUSTER_WEEKS = 4
LARGEST_STEP = 2.0
MOST_STEPS = 60
WARM_UP = 5
LEAST_INFORMATION = 1e-3  # an error of about 30
CLOSE = 1e-9
WORTHLESS = 1e-7
WORTH_CLUSTERS = 20.0  # how many months of its own the restlessness of the others weighs
MOST_LEVERAGE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One entry a product: its elasticity as its own sales tell it, and how firmly; NaN where they tell nothing.

    `error` is the standard error; `units` were sold in runs that can be compared; `spread` is the standard deviation of
    the log price left after everything that is common is taken out; `restlessness` the variance beside Poisson's;
    `following` a z-score: above about 2.6, prices were moved after demand had moved.
    """

    elasticity: Floats
    error: Floats
    units: Floats
    spread: Floats
    restlessness: Floats
    following: Floats


def answers(found: Runs, product: Whole, channel: Whole) -> Answers:
    """Elasticities of products that are compared with each other, such as those of a category.

    Units of product s in channel c in a run of d days in week w: Poisson pseudo-likelihood with
    log E = log d + α(s, c, season) + κ(c, w) + ε(s) · log price, a season being 13 weeks. α takes what a product is,
    its slow rise and fall; κ what the weeks bring to all: season, festival, advertising, a campaign for everything.
    So only moves of one price against the others within a season tell. Weeks without a sale count as they are.
    Errors are by cluster: what is left over may hang together within four weeks of a product, over channels too.
    `product` and `channel` are by series. Santos Silva & Tenreyro (2006); Correia, Guimarães & Zylkin (2020).
    """
    products = int(product.max()) + 1 if len(product) else 0
    panel = _panel(found, product, channel, products)
    alpha, kappa, slope = _fitted(panel)
    mean = _mean(panel, alpha, kappa, slope)
    system = _System.of(panel, mean)
    spread2 = system.inner / np.maximum(system.units, CLOSE)
    restless = _restlessness(panel, system, mean)
    told = np.diag(system.information) > LEAST_INFORMATION
    error = np.sqrt(restless * np.diag(np.linalg.inv(_firm(system.information))))
    return Answers(
        elasticity=np.where(told, slope, np.nan),
        error=np.where(told, error, np.nan),
        units=_sums(panel.item, panel.units, minlength=products),
        spread=np.sqrt(np.maximum(spread2, 0)),
        restlessness=restless,
        following=_following(panel, system, mean, restless),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Panel:
    """Runs that can be compared; `cell` is (block, product), `slot` (block, week), a block a channel's season."""

    units: Floats
    log_price: Floats
    log_days: Floats
    series: Whole
    week: Whole
    item: Whole
    cell: Whole
    slot: Whole
    blocks: int
    products: int


def _sums(at: Whole, values: Floats, minlength: int) -> Floats:
    """The sum of the values of each number."""
    return np.bincount(at, values, minlength=minlength).astype(np.float64)


def _panel(found: Runs, product: Whole, channel: Whole, products: int) -> _Panel:
    season = found.week // SEASON_WEEKS
    seasons = int(season.max()) + 1 if len(season) else 1
    named, block = np.unique(channel[found.series] * seasons + season, return_inverse=True)
    item = product[found.series]
    cell, slot = block * products + item, block * SEASON_WEEKS + found.week % SEASON_WEEKS
    kept = np.ones(len(found.units), np.bool_)
    while True:  # a product's season or a week without any sale says nothing of prices
        sold = _sums(cell, found.units * kept, minlength=len(named) * products)[cell] > 0
        sold &= _sums(slot, found.units * kept, minlength=len(named) * SEASON_WEEKS)[slot] > 0
        if (kept & ~sold).sum() == 0:
            break
        kept &= sold
    return _Panel(
        units=found.units[kept],
        log_price=found.log_price[kept],
        log_days=np.log(found.days[kept]),
        series=found.series[kept],
        week=found.week[kept],
        item=item[kept],
        cell=cell[kept],
        slot=slot[kept],
        blocks=len(named),
        products=products,
    )


Effects = tuple[Floats, Floats, Floats]


def _fitted(panel: _Panel) -> Effects:
    """Newton's steps on all effects at once, until the fit no longer gains."""
    effects = _start(panel)
    fit = _fit(panel, effects)
    for _ in range(MOST_STEPS):
        step = _System.of(panel, _mean(panel, *effects)).step(panel)
        effects, better, share = _stepped(panel, effects, step, fit)
        gained, fit = better - fit, better
        if gained < WORTHLESS * (1 + abs(fit)) and share == 1.0:
            break
    return effects


def _stepped(panel: _Panel, effects: Effects, step: Effects, fit: float) -> tuple[Effects, float, float]:
    """A step no longer than allowed, halved while it makes the fit worse; how good it is, and what share was taken."""
    longest = max(float(np.abs(each).max(initial=0)) for each in step)
    share = 1.0 if longest <= LARGEST_STEP else LARGEST_STEP / longest
    while share > CLOSE:
        tried = (effects[0] + share * step[0], effects[1] + share * step[1], effects[2] + share * step[2])
        better = _fit(panel, tried)
        if better >= fit - CLOSE:
            return tried, better, share
        share /= 2
    return effects, fit, 1.0


def _start(panel: _Panel) -> tuple[Floats, Floats, Floats]:
    """The effects of products and weeks at elasticities of nought, by proportional fitting."""
    size, slots = panel.blocks * panel.products, panel.blocks * SEASON_WEEKS
    alpha, kappa, slope = np.zeros(size), np.zeros(slots), np.zeros(panel.products)
    for _ in range(WARM_UP):
        alpha += _ratio(panel.units, _mean(panel, alpha, kappa, slope), panel.cell, size)
        kappa += _ratio(panel.units, _mean(panel, alpha, kappa, slope), panel.slot, slots)
    return alpha, kappa, slope


def _ratio(units: Floats, mean: Floats, at: Whole, size: int) -> Floats:
    """The logarithm of what was sold against what was expected, in each part."""
    sold, expected = _sums(at, units, minlength=size), _sums(at, mean, minlength=size)
    ratio: Floats = np.log(np.where(sold > 0, sold, 1) / np.where(sold > 0, expected, 1))
    return ratio


def _mean(panel: _Panel, alpha: Floats, kappa: Floats, slope: Floats) -> Floats:
    centre = _centre(panel)
    log_mean = alpha[panel.cell] + kappa[panel.slot] + slope[panel.item] * (panel.log_price - centre) + panel.log_days
    mean: Floats = np.exp(np.clip(log_mean, -30, 30))
    return mean


def _centre(panel: _Panel) -> Floats:
    """The mean log price of each run's product, so that a change of slope leaves the level alone."""
    count = np.maximum(np.bincount(panel.item, minlength=panel.products), 1)
    centre: Floats = (_sums(panel.item, panel.log_price, minlength=panel.products) / count)[panel.item]
    return centre


def _fit(panel: _Panel, effects: Effects) -> float:
    mean = _mean(panel, *effects)
    return float(np.sum(panel.units * np.log(mean) - mean))


@dataclass(frozen=True, slots=True, kw_only=True)
class _System:
    """Newton's equations with the effects of products taken out exactly, those of weeks block by block.

    `left` is the log price without its product's mean in the block; `weight` (block, product, week) what is expected;
    `crossing` (block, product, week) Σ μ · left; `pooled` the pseudo-inverse of the weeks' equations.
    """

    mean: Floats
    left: Floats
    inner: Floats
    units: Floats
    weight: Floats
    crossing: Floats
    level: Floats
    pooled: Floats
    information: Floats

    @classmethod
    def of(cls, panel: _Panel, mean: Floats) -> _System:
        """Set up at what is expected now."""
        shape = (panel.blocks, panel.products, SEASON_WEEKS)
        at = panel.cell * SEASON_WEEKS + panel.slot % SEASON_WEEKS
        size = panel.blocks * panel.products
        log_price = panel.log_price - _centre(panel)
        level = _sums(panel.cell, mean, minlength=size)
        centre = _sums(panel.cell, mean * log_price, minlength=size) / np.maximum(level, CLOSE)
        left = log_price - centre[panel.cell]
        weight = _sums(at, mean, minlength=size * SEASON_WEEKS).reshape(shape)
        crossing = _sums(at, mean * left, minlength=size * SEASON_WEEKS).reshape(shape)
        each = np.maximum(level.reshape(shape[:2]), CLOSE)
        weeks = -np.einsum("bsk,bsl->bkl", weight / each[:, :, None], weight)
        weeks[:, range(SEASON_WEEKS), range(SEASON_WEEKS)] += weight.sum(axis=1)
        pooled = np.linalg.pinv(weeks, rcond=1e-9, hermitian=True)
        inner = _sums(panel.item, mean * left**2, minlength=panel.products)
        information = np.diag(inner) - np.einsum("bsk,bkl,btl->st", crossing, pooled, crossing, optimize=True)
        return cls(
            mean=mean,
            left=left,
            inner=inner,
            units=_sums(panel.item, mean, minlength=panel.products),
            weight=weight,
            crossing=crossing,
            level=each,
            pooled=pooled,
            information=information,
        )

    def step(self, panel: _Panel) -> tuple[Floats, Floats, Floats]:
        """What Newton would add to the effects of products, of weeks, and to the slopes."""
        over = panel.units - self.mean
        by_cell = _sums(panel.cell, over, minlength=self.level.size).reshape(self.level.shape)
        by_slot = _sums(panel.slot, over, minlength=panel.blocks * SEASON_WEEKS).reshape(-1, SEASON_WEEKS)
        by_slot = by_slot - np.einsum("bs,bsk->bk", by_cell / self.level, self.weight)
        by_item = _sums(panel.item, over * self.left, minlength=panel.products)
        by_item = by_item - np.einsum("bsk,bkl,bl->s", self.crossing, self.pooled, by_slot, optimize=True)
        slope = np.linalg.solve(_firm(self.information), by_item)
        kappa = np.einsum("bkl,bl->bk", self.pooled, by_slot - np.einsum("bsk,s->bk", self.crossing, slope))
        size = self.level.size
        log_price = panel.log_price - _centre(panel)
        priced = _sums(panel.cell, self.mean * log_price * slope[panel.item], minlength=size)
        alpha = (by_cell - np.einsum("bsk,bk->bs", self.weight, kappa) - priced.reshape(self.level.shape)) / self.level
        return alpha.ravel(), kappa.ravel(), slope


def _firm(information: Floats) -> Floats:
    """With a trace of information of its own for every product, so that one without any moves nothing."""
    firm: Floats = information + LEAST_INFORMATION * np.eye(len(information))
    return firm


def _restlessness(panel: _Panel, system: _System, mean: Floats) -> Floats:
    """The variance of each product's score beside Poisson's, drawn to that of the others; never below Poisson's."""
    by_slot = system.weight.sum(axis=1).ravel()
    leverage = mean / system.level.ravel()[panel.cell] + mean / np.maximum(by_slot[panel.slot], CLOSE)
    score = (panel.units - mean) / np.sqrt(1 - np.minimum(leverage, MOST_LEVERAGE)) * system.left
    months = int(panel.week.max(initial=0)) // CLUSTER_WEEKS + 1
    cluster = panel.item * months + panel.week // CLUSTER_WEEKS
    scores = _sums(cluster, score, minlength=panel.products * months).reshape(panel.products, months)
    counted = (scores != 0).sum(axis=1)
    seen, expected = (scores**2).sum(axis=1), system.inner
    common = max(float(seen.sum() / max(expected.sum(), CLOSE)), 1.0)
    own = seen / np.maximum(expected, CLOSE)
    drawn: Floats = (counted * own + WORTH_CLUSTERS * common) / (counted + WORTH_CLUSTERS)
    return np.maximum(drawn, 1.0)


def _following(panel: _Panel, system: _System, mean: Floats, restless: Floats) -> Floats:
    """Whether a price was set high after more was sold than expected, and low after less.

    z = Σ x(i+1) r(i) / √(Σ x(i+1)² μ(i) ρ): x the log price of a run without its season's mean, where it differs from
    the run before; r what that run sold beyond expectation, ρ the restlessness. About standard normal where prices do
    not listen.
    """
    changed = (panel.series[1:] == panel.series[:-1]) & (panel.log_price[1:] != panel.log_price[:-1])
    item, later = panel.item[1:], np.where(changed, system.left[1:], 0)
    total = _sums(item, later * (panel.units - mean)[:-1], minlength=panel.products)
    variance = _sums(item, later**2 * mean[:-1], minlength=panel.products) * restless
    score: Floats = total / np.sqrt(np.maximum(variance, CLOSE))
    return score
