"""What does the policy of price steps earn in a year of steps and tests, beside one who knows?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.invented.price_year import Moment, Orders, PriceYear, Test, price_year
from benchmarks.measurement import Figure
from benchmarks.suites.elasticity import told_of
from benchmarks.suites.price_steps import CARRIER_MINOR, FEE, RAILS, Case, case_of, policy
from zhanggui.analyses.pricing.elasticity.listing import untold_row
from zhanggui.decisions.policies.best_step.cases import CANNOT_BE_TESTED, YEAR_DAYS
from zhanggui.decisions.policies.best_step.choosing import prices_of_test, worth_of_knowing
from zhanggui.decisions.policies.best_step.params import BestStepParams

if TYPE_CHECKING:
    from benchmarks.workplace import Workplace
    from zhanggui.analyses.pricing.elasticity.findings import Told

TITLE = "What does the policy of price steps earn in a year of steps and tests?"
HOW = (
    "The tea shops of `price_steps`, two years of history, then a year in which prices are set every 28 days, thirteen times, each time by at most 10 %, never "
    "below the least margin, never more than 30 % off the lowest and highest price a product had in its channels when the year began. Units are drawn from the "
    "law at the prices that were set; the policy estimates anew each time from the last two years, its own steps and tests among them, and proposes up to three "
    "price tests a time as it does for a shop; products under test keep their regular price. One who knows is told the elasticities and has the same bounds and "
    "the same calendar. Shares are of what they earn above a year in which nothing is touched, by the law's own expectation over all days, festivals and tests "
    "included. `of products that tell` counts the products whose history tells when the year begins; `all` counts every product. `belief of the start` is the "
    "same policy that neither learns nor tests. Seeds 8001 to 8034, 8101 to 8133 and 8201 to 8233, by size; the rule was developed on seeds 7001 to 7030."
)
SHOPS = {3_000: range(8001, 8035), 8_000: range(8101, 8134), 40_000: range(8201, 8234)}
BAND = 0.3
GRID = 41
LEAST_SHARE, MOST_LOSING = 0.8, 0.05
ASKED = BestStepParams().asked("CNY", RAILS.most_risk)
PARAMS = BestStepParams()
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
ARMS = ("knowing", "policy", "start", "cost_plus", "median")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """True gains of a year by arm, above leaving prices alone: of products that tell at its start, and of all."""

    telling: dict[str, float]
    every: dict[str, float]
    nothing: float
    tests: int


def figures(work: Workplace) -> Iterator[Figure]:  # noqa: ARG001 - nothing is kept
    """By size, then all."""
    found: list[Outcome] = []
    for units, seeds in SHOPS.items():
        own = [outcome(price_year(seed, units)) for seed in seeds]
        found += own
        yield from _told(f"{len(own)} tea shops of {units:,} units", own)
    yield from _told(f"all {len(found)} shops", found)


def outcome(year: PriceYear) -> Outcome:
    """Live the year once by each rule."""
    rules = _Rules(year)
    deciders = {
        "nothing": lambda moment: Orders(prices=moment.shop.base_price, tests={}),
        "knowing": rules.knowing,
        "policy": rules.policy,
        "start": rules.start,
        "cost_plus": rules.cost_plus,
        "median": rules.median,
    }
    lived = {name: year.lived(decide) for name, decide in deciders.items()}
    earned = {name: year.profit(each, FEE, CARRIER_MINOR) for name, each in lived.items()}
    gains = {name: earned[name] - earned["nothing"] for name in ARMS}
    telling = sorted(rules.first_telling)
    return Outcome(
        telling={name: float(gain[telling].sum()) for name, gain in gains.items()},
        every={name: float(gain.sum()) for name, gain in gains.items()},
        nothing=float(earned["nothing"].sum()),
        tests=lived["policy"].tests,
    )


class _Rules:
    """The rules that set prices in one shop; each moment shows them the last two years."""

    def __init__(self, year: PriceYear) -> None:
        shop = year.shop
        self._shop = shop
        many = len(shop.cost)
        lowest, highest = np.full(many, np.inf), np.zeros(many)
        np.minimum.at(lowest, shop.product, shop.base_price)
        np.maximum.at(highest, shop.product, shop.base_price)
        self._band = [
            (round(low * (1 - BAND)), round(high * (1 + BAND))) for low, high in zip(lowest, highest, strict=True)
        ]
        self._markup = float(np.median(shop.base_price / shop.cost[shop.product]))
        self._floor = (shop.cost + CARRIER_MINOR) / (1 - FEE) / (1 - RAILS.least_margin)
        self._first: list[tuple[Told, int]] = []
        self.first_telling: frozenset[int] = frozenset()

    def policy(self, moment: Moment) -> Orders:
        """Steps and tests by what the last two years tell."""
        found = self._found(moment)
        if moment.number == 0:
            self._first = found
            self.first_telling = frozenset(number for told, number in found if _tells(told))
        return Orders(prices=self._stepped(moment, found), tests=self._tests(moment, found))

    def start(self, moment: Moment) -> Orders:
        """Steps by what was told when the year began; the pace is that of the last quarter."""
        late = {number: told for told, number in self._found(moment)} if moment.number else {}
        found = [
            (replace(told, late_units=late[number].late_units, late_price_minor=late[number].late_price_minor), number)
            if number in late
            else (told, number)
            for told, number in self._first
        ]
        return Orders(prices=self._stepped(moment, found), tests={})

    def knowing(self, moment: Moment) -> Orders:
        """The best price within reach by the true elasticity."""
        low, high = self._bounds(moment)
        prices = np.rint(low + (high - low) * np.linspace(0, 1, GRID)[:, None])
        prices = np.concatenate([moment.shop.base_price[None, :], prices])
        cost = self._shop.cost[self._shop.product] + CARRIER_MINOR
        elasticity = self._shop.elasticity[self._shop.product]
        earned = (prices / moment.shop.base_price) ** elasticity * (prices * (1 - FEE) - cost)
        best = prices[np.argmax(earned, axis=0), np.arange(prices.shape[1])]
        return Orders(prices=best.astype(np.int64), tests={})

    def cost_plus(self, moment: Moment) -> Orders:
        """The shop's median markup on each cost."""
        return self._towards(moment, self._shop.cost[self._shop.product] * self._markup)

    def median(self, moment: Moment) -> Orders:
        """The middle price of the category in the channel, as prices stand."""
        shop = moment.shop
        category = shop.category[shop.product]
        wanted = np.zeros(len(category))
        for at in {*zip(category.tolist(), shop.channel.tolist(), strict=True)}:
            alike = (category == at[0]) & (shop.channel == at[1])
            wanted[alike] = np.median(shop.base_price[alike])
        return self._towards(moment, wanted)

    def _found(self, moment: Moment) -> list[tuple[Told, int]]:
        found, numbers = told_of(moment.shop)
        return list(zip(found, numbers, strict=True))

    def _stepped(self, moment: Moment, found: Sequence[tuple[Told, int]]) -> Whole:
        prices = moment.shop.base_price.copy()
        mine = [(told, number) for told, number in found if _tells(told) and number not in moment.under_test]
        cases = [self._case(moment, told, number) for told, number in mine]
        for (_, number), after in zip(mine, policy(cases), strict=True):
            prices[moment.shop.product == number] = after
        return prices

    def _case(self, moment: Moment, told: Told, number: int) -> Case:
        return case_of(moment.shop, told, number, self._markup, replace(RAILS, band=self._band[number]))

    def _tests(self, moment: Moment, found: Sequence[tuple[Told, int]]) -> dict[int, Test]:
        """Up to three tests, those first that are worth most beyond their cost."""
        worth: list[tuple[float, int, Test]] = []
        for told, number in found:
            untold = told.own is None and told.code not in CANNOT_BE_TESTED and told.mean is not None
            if untold and told.late_units > 0 and number not in moment.under_test:
                made = self._test(moment, self._case(moment, told, number), told)
                if made is not None:
                    worth.append((made[0], number, made[1]))
        worth.sort(key=lambda each: each[:2])
        return {number: test for _, number, test in worth[: PARAMS.most_tests]}

    def _test(self, moment: Moment, case: Case, told: Told) -> tuple[float, Test] | None:
        row = untold_row(told, case.demand, ASKED)
        if row.test_days is None or row.test_days > PARAMS.longest_test_days or row.test_cost is None:
            return None
        cost = row.test_cost.estimate.minor
        worth = worth_of_knowing(case.demand, case.places, case.rails, YEAR_DAYS)
        prices = [prices_of_test(case.demand, place, case.rails, PARAMS.test_step) for place in case.places]
        if worth <= cost or not all(prices):
            return None
        series = np.flatnonzero(moment.shop.product == int(told.product.sku)).tolist()
        laid = {at: found for at, found in zip(series, prices, strict=True) if found is not None}
        return cost - worth, Test(days=row.test_days, prices=laid)

    def _bounds(self, moment: Moment) -> tuple[Floats, Floats]:
        shop = moment.shop
        band = np.array(self._band, np.float64)[shop.product]
        low = np.maximum.reduce([shop.base_price * (1 - RAILS.most_step), self._floor[shop.product], band[:, 0]])
        high = np.minimum(shop.base_price * (1 + RAILS.most_step), band[:, 1])
        stuck = np.ceil(low) > np.floor(high)
        return (
            np.where(stuck, shop.base_price, np.ceil(low)),
            np.where(stuck, shop.base_price, np.floor(high)),
        )

    def _towards(self, moment: Moment, wanted: Floats) -> Orders:
        low, high = self._bounds(moment)
        return Orders(prices=np.rint(np.clip(wanted, low, high)).astype(np.int64), tests={})


def _tells(told: Told) -> bool:
    return told.own is not None and told.late_units > 0


def _told(what: str, found: Sequence[Outcome]) -> Iterator[Figure]:
    yield _shares(f"{what}: share of the attainable gain of products that tell", found, lambda each: each.telling)
    yield _shares(f"{what}: share of the attainable gain of all products", found, lambda each: each.every)
    losing = _losing(found, "policy")
    yield Figure(
        what=f"{what}: seeds that lose against doing nothing",
        measured=f"{len(losing)} of {len(found)}{_size(losing)}; {sum(each.tests for each in found):,} tests",
        beside="; ".join(
            f"{label} {len(_losing(found, name))}{_size(_losing(found, name))}"
            for label, name in (("cost-plus", "cost_plus"), ("median", "median"))
        ),
        promise="≤ 5 %",
        holds=len(losing) <= MOST_LOSING * len(found),
    )


def _shares(what: str, found: Sequence[Outcome], of: Callable[[Outcome], dict[str, float]]) -> Figure:
    sums = {name: sum(of(each)[name] for each in found) for name in ARMS}
    share = {name: sums[name] / sums["knowing"] for name in ARMS}
    attainable = sums["knowing"] / sum(each.nothing for each in found)
    return Figure(
        what=what,
        measured=f"{share['policy']:.1%}; belief of the start {share['start']:.1%}; attainable {attainable:.1%} of profit",
        beside=f"cost-plus {share['cost_plus']:.1%}; median {share['median']:.1%}",
        promise="≥ 80 %",
        holds=share["policy"] >= LEAST_SHARE,
    )


def _losing(found: Sequence[Outcome], name: str) -> list[float]:
    """What each losing seed loses, as a share of what doing nothing earns."""
    return [-each.every[name] / each.nothing for each in found if each.every[name] < 0]


def _size(losing: Sequence[float]) -> str:
    return f" (at most {max(losing):.1%} of profit)" if losing else ""
