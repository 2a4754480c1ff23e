"""Which figures of a competitor can be counted from what is loaded, and what is the shop's own figure beside them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

from zhanggui.analyses.market.market_share import MarketShare, market_shares
from zhanggui.analyses.pricing.competitors.seen import is_to_be_had, last_of_each, usable
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.metrics.definitions.reviews import GOOD_STARS
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.stats.two_proportions import Counted, difference
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.95
LEAST_REVIEWS = 20
Verdict = Literal["ahead", "behind", "level", "fact", "untold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of one competitor beside the shop's own; what is not known is None, and the evidence says why."""

    competitor: str
    axis: str
    code: str
    theirs: Rate | float | None
    ours: Rate | float | None
    verdict: Verdict
    evidence: Sentence


def figures(warehouse: Warehouse, period: Period) -> list[Figure]:
    """Everything that the loaded tables tell, competitor by competitor."""
    return [
        *_of_market(warehouse),
        *_of_pages(warehouse, period),
        *_of_reviews(warehouse, period),
    ]


def _of_market(warehouse: Warehouse) -> Iterator[Figure]:
    """Each seller's share of each category beside the shop's, of the same days, by the newest figures."""
    for each in market_shares(warehouse):
        facts: dict[str, Argument] = {
            "category": each.category,
            "source": each.source,
            "first_day": f"{each.day}",
            "days": each.days,
        }
        code = "of_an_index" if each.theirs is None else "of_market" if each.ours is not None else "ours_not_sold"
        yield Figure(
            competitor=each.seller,
            axis="share",
            code="market_share",
            theirs=None if each.theirs is None else Rate(each.theirs),
            ours=None if each.ours is None else Rate(each.ours),
            verdict=_of_two(each),
            evidence=sentence(code, **facts),
        )


def _of_two(share: MarketShare) -> Verdict:
    if share.theirs is None or share.ours is None:
        return "untold"
    return "level" if share.theirs == share.ours else "ahead" if share.ours > share.theirs else "behind"


def _of_pages(warehouse: Warehouse, period: Period) -> Iterator[Figure]:
    """What the last look at each of their listings in these days shows: stars, stock, promotions, shipping, rank."""
    if not warehouse.loaded("competitor_offers"):
        return
    ours = _own(warehouse, period)
    for row in warehouse.fetch(_looks(warehouse, period)).to_pylist():
        seller, listings = row["seller"], int(row["listings"])
        yield _stars(seller, row, ours)
        for axis, code, value, own in (
            ("product_service", "in_stock", row["in_stock"], None),
            ("marketing", "promoted", row["promoted"], None),
            ("marketing", "depth", row["depth"], ours.discounts),
            ("experience", "free_shipping", row["free_shipping"], None),
        ):
            if value is not None:
                yield _fact(seller, (axis, code), Rate(float(value)), None if own is None else Rate(own), listings)
        if row["rank"] is not None:
            yield _fact(seller, ("experience", "rank"), float(row["rank"]), None, listings)


def _fact(
    seller: str, figure: tuple[str, str], theirs: Rate | float, ours: Rate | float | None, listings: int
) -> Figure:
    axis, code = figure
    return Figure(
        competitor=seller,
        axis=axis,
        code=code,
        theirs=theirs,
        ours=ours,
        verdict="fact",
        evidence=sentence(f"{code}_seen", listings=listings),
    )


def _stars(seller: str, row: dict[str, Any], ours: _Own) -> Figure:
    """Their pages' average against ours, whose bounds say whether they differ by more than chance."""
    theirs = None if row["rating"] is None else float(row["rating"])
    comments = int(row["comments"] or 0)
    return Figure(
        competitor=seller,
        axis="product_service",
        code="rating",
        theirs=theirs,
        ours=None if ours.stars is None else ours.stars.estimate,
        verdict=_beside(theirs, ours.stars),
        evidence=sentence(
            "rating_not_seen" if theirs is None else "rating_seen",
            comments=comments,
            reviews=ours.reviews,
            stars=ours.stars,
        ),
    )


def _beside(theirs: float | None, ours: Interval | None) -> Verdict:
    if theirs is None or ours is None:
        return "untold"
    if ours.low <= theirs <= ours.high:
        return "level"
    return "ahead" if ours.low > theirs else "behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """The shop's own figures of the same days."""

    stars: Interval | None
    reviews: int
    discounts: float | None


def _own(warehouse: Warehouse, period: Period) -> _Own:
    stars, reviews = _own_stars(warehouse, period)
    rate = None
    if warehouse.loaded("sale_lines"):
        (row, *_) = measure(warehouse, Question(metrics=("discount_rate",), period=period)).rows
        rate = row.value
    return _Own(stars=stars, reviews=reviews, discounts=None if rate is None else float(rate))


def _own_stars(warehouse: Warehouse, period: Period) -> tuple[Interval | None, int]:
    """The mean of our reviews, m ± z · s / √n; None below so many reviews."""
    if "stars" not in warehouse.loaded("reviews"):
        return None, 0
    rated = _rated_own(warehouse, period)
    sums = rated.aggregate(reviews=rated.count(), mean=rated.stars.mean(), spread=rated.stars.std(how="sample"))
    (row,) = warehouse.fetch(sums).to_pylist()
    reviews = int(row["reviews"])
    if reviews < LEAST_REVIEWS:
        return None, reviews
    half = NormalDist().inv_cdf((1 + LEVEL) / 2) * float(row["spread"]) / reviews**0.5
    mean = float(row["mean"])
    return Interval(low=mean - half, estimate=mean, high=mean + half, level=LEVEL), reviews


def _rated_own(warehouse: Warehouse, period: Period) -> ir.Table:
    reviews = warehouse.table("reviews")
    day = local_time(reviews.reviewed_at, warehouse.timezone).date()
    return reviews.filter(reviews.stars.notnull(), day.between(period.start, period.last_day))


def _looks(warehouse: Warehouse, period: Period) -> ir.Table:
    """One row a seller, of the last look at each listing; ratings count by their number of comments."""
    import ibis

    offers = usable(warehouse)
    last = last_of_each(offers.filter(offers.observed_day >= period.start))
    weight = ibis.coalesce(last.comments, 1).cast("float64")
    cut = 1 - last.price_minor.cast("float64") / last.list_price_minor.nullif(0).cast("float64")
    rows = last.mutate(
        weight=last.rating.notnull().ifelse(weight, None),
        weighed=last.rating * weight,
        is_here=is_to_be_had(last).ifelse(1.0, 0.0),
        is_promoted=last.promotion.notnull().ifelse(1.0, 0.0),
        cut=cut,
        is_free=(last.shipping_minor == 0).cast("int64").cast("float64"),
    )
    return (
        rows.group_by("seller")
        .aggregate(
            listings=rows.count(),
            rating=rows.weighed.sum() / rows.weight.sum().nullif(0),
            comments=rows.comments.sum(),
            in_stock=rows.is_here.mean(),
            promoted=rows.is_promoted.mean(),
            depth=rows.cut.median(),
            free_shipping=rows.is_free.mean(),
            rank=rows["rank"].median(),
        )
        .order_by("seller")
    )


def _of_reviews(warehouse: Warehouse, period: Period) -> Iterator[Figure]:
    """The share of reviews with few stars, theirs beside ours; they differ where the bounds leave out zero."""
    if "stars" not in warehouse.loaded("competitor_reviews"):
        return
    ours = _low(warehouse, _rated_own(warehouse, period)) if "stars" in warehouse.loaded("reviews") else []
    own = ours[0][1] if ours else Counted(0, 0)
    reviews = warehouse.table("competitor_reviews")
    rated = reviews.filter(reviews.stars.notnull(), reviews.reviewed_day.between(period.start, period.last_day))
    for seller, theirs in _low(warehouse, rated, by="competitor"):
        is_told = min(own.trials, theirs.trials) >= LEAST_REVIEWS
        gap = difference(own, theirs, LEVEL) if is_told else None
        yield Figure(
            competitor=seller,
            axis="product_service",
            code="low_stars",
            theirs=Rate(theirs.share),
            ours=Rate(own.share) if own.trials else None,
            verdict=_of_gap(gap),
            evidence=sentence(
                "low_stars_counted" if gap else "too_few_reviews",
                theirs=theirs.trials,
                ours=own.trials,
                gap=RateInterval.of(gap) if gap else None,
            ),
        )


def _of_gap(gap: Interval | None) -> Verdict:
    """Fewer low stars than theirs is ahead."""
    if gap is None:
        return "untold"
    return "ahead" if gap.high < 0 else "behind" if gap.low > 0 else "level"


def _low(warehouse: Warehouse, rated: ir.Table, by: str | None = None) -> Sequence[tuple[str, Counted]]:
    """How many of the rated reviews have few stars."""
    low = (rated.stars < GOOD_STARS).ifelse(1, 0).sum()
    sums = (
        rated.group_by(by).aggregate(low=low, all=rated.count()).order_by(by)
        if by
        else rated.aggregate(low=low, all=rated.count())
    )
    return [
        (row[by] if by else "", Counted(int(row["low"] or 0), int(row["all"])))
        for row in warehouse.fetch(sums).to_pylist()
    ]
