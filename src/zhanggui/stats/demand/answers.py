"""By what percentage does the demand of each product change when its price changes by one percent?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.demand.runs import Runs

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
SEASON_WEEKS = 13
CLUSTER_WEEKS = 4
LARGEST_STEP = 2.0  # of the logarithm of what is expected of any run
MOST_STEPS = 60
MOST_LOG = 300.0
LEAST_INFORMATION = 1e-3  # an error of about 30
CLOSE = 1e-9
WORTHLESS = 1e-4  # of log likelihood: 0.014 standard errors, of which the step that is taken leaves the square
WORTH_CLUSTERS = 20.0  # how many months of its own the restlessness of the others weighs
MOST_LEVERAGE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One entry a product: its elasticity as its own sales tell it, and how firmly; NaN where they tell nothing.

    `error` is the standard error; `units` were sold in runs that can be compared; `spread` is the standard deviation of
    the log price left after everything that is common is taken out; `restlessness` the variance beside Poisson's;
    `following` a z-score: above about 2.6, prices were moved after demand had moved. `over` is by run: what each sold
    beyond expectation, 0 where it is not compared. `part` and `part_error` are by series: the elasticity that the
    product's sales in that channel alone tell, one of Newton's steps away from the one of all channels.
    """

    elasticity: Floats
    error: Floats
    units: Floats
    spread: Floats
    restlessness: Floats
    following: Floats
    over: Floats
    part: Floats
    part_error: Floats


def answers(found: Runs, product: Whole, channel: Whole) -> Answers:
    """Elasticities of products that are compared with each other, such as those of a category.

    Units of product s in channel c in a run of d days in week w: Poisson pseudo-likelihood with
    log E = log d + α(s, c, season) + κ(c, w) + ε(s) · log price, a season being 13 weeks. α takes what a product is,
    its slow rise and fall; κ what the weeks bring to all: season, festival, advertising, a campaign for everything.
    So only moves of one price against the others within a season tell. Weeks without a sale count as they are.
    Errors are by cluster: what is left over may hang together within four weeks of a product, over channels too.
    A product that sold at its lowest or at its highest prices only has no finite elasticity: it tells nothing.
    `product` and `channel` are by series. Santos Silva & Tenreyro (2006); Correia, Guimarães & Zylkin (2020).
    """
    products = int(product.max()) + 1 if len(product) else 0
    panel = _panel(found, product, channel, products)
    kappa, slope = _fitted(panel)
    mean, _ = _expected(panel, kappa, slope)
    system = _System.of(panel, mean)
    spread2 = system.inner / np.maximum(system.units, CLOSE)
    restless = _restlessness(panel, system, mean)
    told = system.tells
    part, part_error = _parts(panel, system, (product, channel), restless)
    error = np.sqrt(restless * np.diag(np.linalg.inv(_firm(system.information, LEAST_INFORMATION))))
    return Answers(
        elasticity=np.where(told, slope, np.nan),
        error=np.where(told, error, np.nan),
        units=_sums(panel.item, panel.units, minlength=products),
        spread=np.sqrt(np.maximum(spread2, 0)),
        restlessness=restless,
        following=_following(panel, system, mean, restless),
        over=_over(panel, mean),
        part=np.where(told[product], slope[product] + part, np.nan),
        part_error=np.where(told[product], part_error, np.nan),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Panel:
    """Runs that can be compared; `cell` is (block, product), `slot` (block, week), a block a channel's season.

    `price` is the log price without its product's mean, so that a change of slope leaves the level alone; `reach` how
    far it goes, by product; `sold` what each cell sold; `place` is (block, product, week).
    """

    units: Floats
    log_price: Floats
    price: Floats
    reach: Floats
    sold: Floats
    log_days: Floats
    series: Whole
    week: Whole
    item: Whole
    cell: Whole
    slot: Whole
    place: Whole
    kept: Flags
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
    units, log_price = found.units[kept], found.log_price[kept]
    item, cell, slot = item[kept], cell[kept], slot[kept]
    count = np.maximum(np.bincount(item, minlength=products), 1)
    price = log_price - (_sums(item, log_price, minlength=products) / count)[item]
    reach = np.zeros(products)
    np.maximum.at(reach, item, np.abs(price))
    return _Panel(
        units=units,
        log_price=log_price,
        price=price,
        reach=reach,
        sold=_sums(cell, units, minlength=len(named) * products),
        log_days=np.log(found.days[kept]),
        series=found.series[kept],
        week=found.week[kept],
        item=item,
        cell=cell,
        slot=slot,
        place=cell * SEASON_WEEKS + slot % SEASON_WEEKS,
        kept=kept,
        blocks=len(named),
        products=products,
    )


Effects = tuple[Floats, Floats]


def _fitted(panel: _Panel) -> Effects:
    """Newton's steps on the effects of weeks and the slopes, until a step promises no gain that could be seen.

    The effects of products have a closed form given the others and are set anew each time. The logarithm of the
    likelihood that is left is concave, so what cannot be bettered is best.
    """
    effects: Effects = (np.zeros(panel.blocks * SEASON_WEEKS), np.zeros(panel.products))
    mean, fit = _expected(panel, *effects)
    for _ in range(MOST_STEPS):
        step = _System.of(panel, mean).step(panel)
        effects, mean, fit = _stepped(panel, effects, step, fit)
        if step.promise < WORTHLESS:
            break
    return effects


def _stepped(panel: _Panel, effects: Effects, step: _Step, fit: float) -> tuple[Effects, Floats, float]:
    """The bounded step if it betters the fit; else Newton's own, halved until it does, which it must in the end.

    Bounds are by product: one that could move without end must not hold up the others.
    """
    least = fit - CLOSE * (1 + abs(fit))
    kappa, slope = step.bounded(panel)
    share = 1.0
    while True:
        tried = (effects[0] + share * kappa, effects[1] + share * slope)
        mean, better = _expected(panel, *tried)
        if better >= least:
            return tried, mean, better
        if share < CLOSE:
            return effects, mean, fit
        kappa, slope, share = step.kappa, step.slope, share / 2


def _expected(panel: _Panel, kappa: Floats, slope: Floats) -> tuple[Floats, float]:
    """What is expected of each run at the best effects of products, and the log likelihood but for a constant."""
    log_raw = kappa[panel.slot] + slope[panel.item] * panel.price + panel.log_days
    raw = np.exp(np.clip(log_raw, -MOST_LOG, MOST_LOG))
    level = np.log(
        np.maximum(panel.sold, CLOSE) / np.maximum(_sums(panel.cell, raw, minlength=panel.sold.size), 1e-300)
    )
    mean: Floats = raw * np.exp(level)[panel.cell]
    return mean, float(panel.units @ (log_raw + level[panel.cell]))


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
        size = panel.blocks * panel.products
        each = np.maximum(panel.sold, CLOSE)
        centre = _sums(panel.cell, mean * panel.price, minlength=size) / each
        left = panel.price - centre[panel.cell]
        pull = mean * left
        weight = _sums(panel.place, mean, minlength=size * SEASON_WEEKS).reshape(shape)
        crossing = _sums(panel.place, pull, minlength=size * SEASON_WEEKS).reshape(shape)
        weeks = -np.matmul((weight / each.reshape(shape[:2])[:, :, None]).transpose(0, 2, 1), weight)
        weeks[:, range(SEASON_WEEKS), range(SEASON_WEEKS)] += weight.sum(axis=1)
        pooled = np.linalg.pinv(weeks, rcond=1e-9, hermitian=True)
        inner = _sums(panel.item, pull * left, minlength=panel.products)
        wide, through = (part.transpose(1, 0, 2).reshape(panel.products, -1) for part in (crossing, crossing @ pooled))
        information = np.diag(inner) - through @ wide.T
        return cls(
            mean=mean,
            left=left,
            inner=inner,
            units=_sums(panel.item, mean, minlength=panel.products),
            weight=weight,
            crossing=crossing,
            level=each.reshape(shape[:2]),
            pooled=pooled,
            information=information,
        )

    def step(self, panel: _Panel) -> _Step:
        """What Newton would add to the effects of weeks and to the slopes."""
        over = panel.units - self.mean
        by_slot = _sums(panel.slot, over, minlength=panel.blocks * SEASON_WEEKS).reshape(-1, SEASON_WEEKS)
        own = _sums(panel.item, over * self.left, minlength=panel.products)
        alone = np.einsum("bkl,bl->bk", self.pooled, by_slot)
        by_item = own - np.einsum("bsk,bk->s", self.crossing, alone)
        slope = np.linalg.solve(_firm(self.information, CLOSE), by_item)
        kappa = alone - self.answering(slope)
        return _Step(
            system=self,
            alone=alone,
            kappa=kappa.ravel(),
            slope=slope,
            promise=float((by_slot * alone).sum() + by_item[self.tells] @ slope[self.tells]) / 2,
        )

    def within(self, panel: _Panel, blocks: Flags) -> tuple[Floats, Floats]:
        """The step of the slopes that some blocks alone would take, and what they know of the slopes."""
        mine = blocks[panel.slot // SEASON_WEEKS]
        over = np.where(mine, panel.units - self.mean, 0)
        pull = np.where(mine, self.mean, 0) * self.left**2
        crossing = self.crossing[blocks]
        through = crossing @ self.pooled[blocks]
        wide, seen = (part.transpose(1, 0, 2).reshape(panel.products, -1) for part in (crossing, through))
        information = np.diag(_sums(panel.item, pull, minlength=panel.products)) - seen @ wide.T
        by_slot = _sums(panel.slot, over, minlength=panel.blocks * SEASON_WEEKS).reshape(-1, SEASON_WEEKS)[blocks]
        score = _sums(panel.item, over * self.left, minlength=panel.products)
        score -= np.einsum("bsk,bk->s", through, by_slot)
        return np.asarray(np.linalg.solve(_firm(information, LEAST_INFORMATION), score), np.float64), information

    @property
    def tells(self) -> Flags:
        """Which products' slopes are known at all."""
        known: Flags = np.diag(self.information) > LEAST_INFORMATION
        return known

    def answering(self, slope: Floats) -> Floats:
        """How the effects of weeks give way when slopes move."""
        given: Floats = np.einsum("bkl,bl->bk", self.pooled, np.einsum("bsk,s->bk", self.crossing, slope))
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What would be added to the effects of weeks and to the slopes.

    `alone` is what weeks would move by if slopes stood still; `promise` the log likelihood that weeks and products that
    tell are to gain: the slope of one that sold at its lowest prices only goes on for ever, and gains nothing.
    """

    system: _System
    alone: Floats
    kappa: Floats
    slope: Floats
    promise: float

    def bounded(self, panel: _Panel) -> Effects:
        """The step with no product's slope, and no week, moving what is expected further than allowed."""
        most = LARGEST_STEP / np.maximum(panel.reach, CLOSE)
        slope = np.clip(self.slope, -most, most)
        kappa = self.alone - self.system.answering(slope)
        return np.clip(kappa, -LARGEST_STEP, LARGEST_STEP).ravel(), slope


def _firm(information: Floats, trace: float) -> Floats:
    """With a trace of information of its own for every product, so that one without any moves nothing."""
    firm: Floats = information + trace * np.eye(len(information))
    return firm


def _over(panel: _Panel, mean: Floats) -> Floats:
    over = np.zeros(len(panel.kept))
    over[panel.kept] = panel.units - mean
    return over


def _parts(panel: _Panel, system: _System, names: tuple[Whole, Whole], restless: Floats) -> tuple[Floats, Floats]:
    """By series, how far from its product's elasticity that of its channel lies, and how firmly; NaN: not told.

    Effects of products and of weeks are those of one channel, so channels share nothing but the elasticities: at their
    common estimate each channel has its own score and information, and one step of Newton's leads to its own estimate.
    """
    product, channel = names
    aside, error = (np.full(len(product), np.nan) for _ in range(2))
    of_block = np.zeros(panel.blocks, np.int64)
    of_block[panel.slot // SEASON_WEEKS] = channel[panel.series]
    for each in np.unique(of_block):
        step, information = system.within(panel, of_block == each)
        known = np.diag(information) > LEAST_INFORMATION
        variance = restless * np.diag(np.linalg.inv(_firm(information, LEAST_INFORMATION)))
        mine = np.flatnonzero((channel == each) & known[product])
        aside[mine], error[mine] = step[product[mine]], np.sqrt(variance[product[mine]])
    return aside, error


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
