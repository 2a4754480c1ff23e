"""Are price elasticities found again, and are their intervals honest?"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.invented.cross_shops import CrossShop, cross_shop
from benchmarks.invented.hidden_prices import hidden_prices
from benchmarks.invented.price_shops import PriceShop, apart_by_channel, price_shop
from benchmarks.measurement import Figure
from benchmarks.peers.log_log import least_squares, slope
from benchmarks.suites import grocer_prices
from benchmarks.workplace import DATA
from zhanggui.analyses.pricing.cross.telling import Pair, pairs_of
from zhanggui.analyses.pricing.cross.weekly import Elsewhere, chosen
from zhanggui.analyses.pricing.elasticity.comparing import LATE_DAYS
from zhanggui.analyses.pricing.elasticity.findings import Told
from zhanggui.analyses.pricing.elasticity.observed import Product, Together
from zhanggui.analyses.pricing.elasticity.telling import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.workplace import Workplace

TITLE = "Are price elasticities found again, and are their intervals honest?"
HOW = (
    "Orange juice: 28,947 rows of Dominick's in which neither store nor week is told, so rows are held out in blocks of 100 as they stand in the file, a "
    "fifth at a time. The published specification is log sales on log price with an effect of each brand; the other one gives each brand its own slope, "
    "and takes what the leaflet (feature) and the week's usual price say. The grocer is completejourney: prices as they were paid, displays and mailers with the "
    "share of stores that had them, one coefficient a department and kind. Tea shops: the demand law of the example world with its 60 products over "
    "two years and five channels, Poisson, seeds 1 to 300, a hundred each of about 3,000, 8,000 and 40,000 units; two fifths of the products have prices "
    "that were varied at random, the others' follow festivals. `pricing.elasticity` estimates; beside it each product's own regression of log units on "
    "log price over the weeks and channels in which it sold, with its 90 % interval, which is what a spreadsheet gives. Where channels differ, an elasticity of "
    "each channel (normal, deviation 0.5) and of each product in it (0.2) is added to the product's, and that over all channels is weighed by the sales of the "
    "last quarter; seeds 801 to 820. Prices read from what was paid: seeds 821 to 830. Cross effects: invented shops of four categories "
    "of six products in two channels, about 30 units a product and week, every price drawn anew each fortnight, weeks restless for shop, category and "
    "product; `pricing.cross_elasticity` as it stands."
)
SHOPS = {3_000: range(1, 101), 8_000: range(101, 201), 40_000: range(201, 301)}
PUBLISHED = -3.1387
Z = 1.6449
LEAST, MOST = 0.85, 0.95
BLOCK, FOLDS = 100, 5
CHANNEL_SEEDS = range(801, 821)
HIDDEN_SEEDS, HIDDEN_UNITS = range(821, 831), (200_000, 800_000)
APART = (0.5, 0.2)  # deviations of channels, and of a product in a channel beside it
CROSS_SEEDS = range(1, 31)
CROSS_WEEKLY, CROSS_EFFECT, FALSE_SHARE = 30.0, 0.6, 0.1
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def figures(work: Workplace) -> Iterator[Figure]:
    """Orange juice, a real grocer, then tea shops by size, then what was told of products that cannot tell."""
    yield from _juice()
    yield from grocer_prices.figures(work)
    outcomes = []
    for units, seeds in SHOPS.items():
        found = [_outcome(price_shop(seed, units)) for seed in seeds]
        outcomes += found
        yield _coverage(f"{len(seeds)} tea shops of {units:,} units: 90 % intervals that hold the truth", found)
    yield _coverage("all 300 shops", outcomes)
    yield from _in_channels()
    yield from _hidden()
    yield from _cross()
    tested, identified = sum(each.tested for each in outcomes), sum(each.held.size for each in outcomes)
    wrong, untested = sum(each.untested_told for each in outcomes), sum(each.untested for each in outcomes)
    yield Figure(
        what="products with varied prices that tell", measured=f"{identified:,} of {tested:,}; the rest sold too little"
    )
    yield Figure(
        what="products whose prices follow festivals, told to be identified",
        measured=f"{wrong} of {untested:,}",
        promise="≤ 1 %",
        holds=wrong <= untested / 100,
    )


def _juice() -> Iterator[Figure]:
    path = DATA / "dominicks_oj" / "oj.csv"
    if not path.exists():
        yield Figure(what="orange juice", skipped="the data set is not there")
        return
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    units = np.log([float(row["sales"]) for row in rows])
    price, usual = (np.log([float(row[name]) for row in rows]) for name in ("price", "modePrice"))
    feature = np.array([float(row["feat"]) for row in rows])
    brands = np.stack(
        [[float(row["brand"] == name) for row in rows] for name in sorted({row["brand"] for row in rows})]
    ).T
    plain = np.column_stack([price, brands])
    richer = np.column_stack(
        [
            brands * price[:, None],
            brands,
            brands * feature[:, None],
            brands * (feature * price)[:, None],
            brands * usual[:, None],
        ]
    )
    found = float(least_squares(plain, units).effects[0])
    yield Figure(
        what="orange juice, log-log with brand effects",
        measured=f"{found:.4f}",
        beside=f"published {PUBLISHED}",
        promise="the same",
        holds=abs(found - PUBLISHED) < 5e-5,
    )
    without, within = _held_out(plain, units), _held_out(richer, units)
    own = least_squares(richer, units).effects[: brands.shape[1]]
    yield Figure(
        what="orange juice, held-out error of log sales, richer specification",
        measured=f"RMSE {within:.4f}; elasticities off the leaflet {', '.join(f'{each:.2f}' for each in own)}",
        beside=f"published specification {without:.4f}",
        ratio=f"{within / without:.2f}×",
        promise="smaller",
        holds=within < without,
    )
    yield Figure(
        what="orange juice, cross elasticities between brands",
        skipped="rows of the brands cannot be laid side by side: neither store nor week is told",
    )


def _held_out(columns: Floats, units: Floats) -> float:
    """Root mean squared error over rows that the fit has not seen."""
    fold = np.arange(len(units)) // BLOCK % FOLDS
    errors = [
        units[fold == each] - least_squares(columns[fold != each], units[fold != each]).predicted(columns[fold == each])
        for each in range(FOLDS)
    ]
    return float(np.sqrt(np.mean(np.concatenate(errors) ** 2)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was found in one shop: whether intervals hold the truth, how far off and how wide; ours and theirs."""

    held: Flags
    miss: Floats
    width: Floats
    theirs_held: Flags
    theirs_miss: Floats
    tested: int
    untested: int
    untested_told: int


def _cross() -> Iterator[Figure]:
    """Shops of four categories of six products each, with planted cross effects, then without any."""
    shops = [cross_pairs(_cross_shop(seed, CROSS_EFFECT)) for seed in CROSS_SEEDS]
    pairs = [pair for shop in shops for pair in shop]
    told_ones = [each for each in pairs if each[0].code == "told"]
    held = [np.array([_holds(*each) for each in some if each[0].mean is not None]) for some in (pairs, told_ones)]
    tied = [each for each in pairs if each[1] != 0]
    caught = sum(pair.code == "told" for pair, _ in tied)
    yield Figure(
        what=f"{len(CROSS_SEEDS)} shops with cross effects in 3 of 10 pairs: 90 % intervals that hold the truth",
        measured=f"{held[0].mean():.1%} of {held[0].size:,}; of pairs told {held[1].mean():.1%}; {caught:,} of {len(tied):,} effects told",
        promise="85–95 %",
        holds=bool(LEAST <= held[0].mean() <= MOST),
    )
    shares = [_false(shop) for shop in shops]
    none = [_false(cross_pairs(_cross_shop(seed, 0.0))) for seed in CROSS_SEEDS]
    for what, found in (("share of pairs told that are false", shares), ("the same without any cross effect", none)):
        yield Figure(
            what=what,
            measured=f"{np.mean(found):.1%}, mean over shops",
            promise="≤ 10 %",
            holds=bool(np.mean(found) <= FALSE_SHARE),
        )


def _cross_shop(seed: int, effect: float) -> CrossShop:
    return cross_shop(seed, a_week=CROSS_WEEKLY, effect=effect)


def _holds(pair: Pair, truth: float) -> bool:
    return abs((pair.mean or 0.0) - truth) <= Z * (pair.deviation or 0.0)


def _false(pairs: list[tuple[Pair, float]]) -> float:
    """The share of the pairs told whose effect is none or goes the other way; 0 where none is told."""
    signs = [truth * (pair.mean or 0.0) for pair, truth in pairs if pair.code == "told"]
    return sum(each <= 0 for each in signs) / max(len(signs), 1)


def cross_pairs(shop: CrossShop) -> list[tuple[Pair, float]]:
    """Every pair of a shop as the capability tells it, beside its true elasticity."""
    elsewhere = Elsewhere.empty(2, len(shop.groups[0].week))
    found = told(elsewhere.watching(shop.groups)).products
    groups = {each.products[0].category: each for each in shop.groups}
    picked = chosen(found)
    mine = [_in_order(groups[each[0].product.category], each) for each in picked.categories]
    pairs = pairs_of(picked, mine, elsewhere, FALSE_SHARE)
    return [(each, _truth(shop, each)) for each in pairs]


def _in_order(group: Together, products: Sequence[Told]) -> Together:
    """The same category with its products in the order they are compared in."""
    place = {each.product.sku: at for at, each in enumerate(products)}
    at = np.array([place[each.sku] for each in group.products])
    return replace(group, products=[each.product for each in products], product=at[group.product])


def _truth(shop: CrossShop, pair: Pair) -> float:
    category, a = (int(each) for each in pair.answering.product.sku.split("-"))
    return float(shop.truth[category][a, int(pair.moving.product.sku.split("-")[1])])


def told_of(shop: PriceShop) -> tuple[list[Told], list[int]]:
    """What the capability tells of a shop, and the number of each product that it tells of."""
    groups = []
    for category in np.unique(shop.category):
        mine = shop.category[shop.product] == category
        numbers, product = np.unique(shop.product[mine], return_inverse=True)
        groups.append(
            Together(
                products=[Product(sku=str(number), product_name=None, category=str(category)) for number in numbers],
                channels=[str(number) for number in range(int(shop.channel.max()) + 1)],
                product=product,
                channel=shop.channel[mine],
                units=shop.units[mine],
                price=shop.price[mine].astype(np.int64),
                is_out=shop.is_out[mine],
                is_festival=shop.is_festival,
                week=shop.week,
                is_paid=np.zeros(int(mine.sum()), np.bool_),
            )
        )
    found = list(told(iter(groups)).products)
    return found, [int(each.product.sku) for each in found]


def held_in_channels(shop: PriceShop, truth: Floats) -> tuple[list[bool], list[bool]]:
    """Whether the intervals of products with varied prices hold the truth: over their channels, and in each of them.

    `truth` is by series; over channels it is weighed by what was sold in the last quarter.
    """
    late = shop.units[:, -LATE_DAYS:].sum(axis=1)
    product, channel = [], []
    for told_one, number in zip(*told_of(shop), strict=True):
        mine = np.flatnonzero(shop.product == number)
        if told_one.code != "identified" or not shop.is_tested[number] or not late[mine].sum():
            continue
        product.append(_within((told_one.mean, told_one.deviation), float(np.average(truth[mine], weights=late[mine]))))
        series = {str(shop.channel[at]): float(truth[at]) for at in mine}
        channel += [_within((each.mean, each.deviation), series[each.channel]) for each in told_one.channels]
    return product, channel


def _within(belief: tuple[float | None, float | None], truth: float) -> bool:
    mean, deviation = belief
    return abs((mean or 0.0) - truth) <= Z * (deviation or 0.0)


def _in_channels() -> Iterator[Figure]:
    """The tea shops again, with channels that answer differently to the same prices."""
    product, channel = [], []
    for units in SHOPS:
        for seed in CHANNEL_SEEDS:
            of_product, of_channel = held_in_channels(*apart_by_channel(price_shop(seed, units), seed, *APART))
            product += of_product
            channel += of_channel
    for what, held in (("over all channels", product), ("in one channel", channel)):
        yield Figure(
            what=f"{len(CHANNEL_SEEDS) * len(SHOPS)} tea shops whose channels differ: 90 % intervals that hold the truth {what}",
            measured=f"{np.mean(held):.1%} of {len(held):,}",
            promise="85–95 %",
            holds=bool(LEAST <= np.mean(held) <= MOST),
        )


def _hidden() -> Iterator[Figure]:
    """The tea shops again, as if no history of prices had been kept: larger ones, as small ones are told nothing."""
    for units in HIDDEN_UNITS:
        shops = [price_shop(seed, units) for seed in HIDDEN_SEEDS]
        kept, paid = ([one for each in some for one in _misses(each)] for some in (shops, map(hidden_prices, shops)))
        held, known = (np.mean([is_held for is_held, _ in found]) for found in (paid, kept))
        yield Figure(
            what=f"{len(shops)} tea shops of {units:,} units, prices read from what was paid: 90 % intervals that hold the truth",
            measured=f"{held:.1%} of {len(paid):,}; {np.mean([miss for _, miss in paid]):.2f} off on average",
            beside=f"with their history {known:.1%} of {len(kept):,}",
            promise="85–95 %",
            holds=bool(LEAST <= held <= MOST),
        )


def _misses(shop: PriceShop) -> Iterator[tuple[bool, float]]:
    """Of each product with varied prices that tells, whether its interval holds the truth, and how far off it is."""
    for each, number in zip(*told_of(shop), strict=True):
        if each.code == "identified" and shop.is_tested[number]:
            truth = float(shop.elasticity[number])
            yield _within((each.mean, each.deviation), truth), abs((each.mean or 0.0) - truth)


def _outcome(shop: PriceShop) -> Outcome:
    found, numbers = told_of(shop)
    telling = [(each, number) for each, number in zip(found, numbers, strict=True) if each.code == "identified"]
    tested = [(each, number) for each, number in telling if shop.is_tested[number]]
    truth = np.array([shop.elasticity[number] for _, number in tested])
    mean = np.array([each.mean for each, _ in tested], np.float64)
    reach = Z * np.array([each.deviation for each, _ in tested], np.float64)
    theirs = np.array([_own(shop, number) for _, number in tested]).reshape(-1, 2)
    return Outcome(
        held=np.abs(mean - truth) <= reach,
        miss=np.abs(mean - truth),
        width=2 * reach,
        theirs_held=np.abs(theirs[:, 0] - truth) <= Z * theirs[:, 1],
        theirs_miss=np.abs(theirs[:, 0] - truth),
        tested=int(shop.is_tested.sum()),
        untested=int((~shop.is_tested).sum()),
        untested_told=len(telling) - len(tested),
    )


def _own(shop: PriceShop, number: int) -> tuple[float, float]:
    """A spreadsheet's regression of one product."""
    weeks = np.arange(shop.week.max() + 1)
    member = (shop.week[None, :] == weeks[:, None]).astype(np.float64)
    mine = shop.product == number
    units, price = shop.units[mine] @ member.T, shop.price[mine] @ member.T / member.sum(axis=1)[None, :]
    sold = units > 0
    return slope(np.log(price[sold]), np.log(units[sold]))


def _coverage(what: str, found: list[Outcome]) -> Figure:
    held, theirs = (np.concatenate([getattr(each, name) for each in found]) for name in ("held", "theirs_held"))
    miss, theirs_miss = (np.concatenate([getattr(each, name) for each in found]) for name in ("miss", "theirs_miss"))
    width = np.concatenate([each.width for each in found])
    return Figure(
        what=what,
        measured=f"{held.mean():.1%} of {held.size:,}; {miss.mean():.2f} off on average, {width.mean():.2f} wide",
        beside=f"own regression {theirs.mean():.1%}; {theirs_miss.mean():.2f} off",
        promise="85–95 %",
        holds=bool(LEAST <= held.mean() <= MOST),
    )
