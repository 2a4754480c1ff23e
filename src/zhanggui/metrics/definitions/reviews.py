"""How satisfied are buyers with what they got?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.metrics.metric import Metric, Ratio, Reduction

REVIEW = Words(zh="每条评价", en="one review")
NEEDS_STARS = {"reviews": ("stars",)}
GOOD_STARS = 4

REVIEWS = Metric(
    name="reviews",
    title=Words(zh="评价数", en="Reviews"),
    about=Words(zh="收到多少条评价。= 评价数。", en="How many reviews came in. = count of reviews."),
    unit="reviews",
    grain=REVIEW,
    date_basis="happened",
    needs={"reviews": ()},
    ids=("A8",),
    formula=Reduction(relation="reviews", expression=lambda reviews: reviews.count()),
)
RATED_REVIEWS = Metric(
    name="rated_reviews",
    title=Words(zh="有星级的评价", en="Rated reviews"),
    about=Words(zh="给了星级的评价。= 评价数。", en="Reviews with stars. = count of reviews."),
    unit="reviews",
    grain=REVIEW,
    date_basis="happened",
    needs=NEEDS_STARS,
    ids=("A8",),
    is_listed=False,
    formula=Reduction(relation="reviews", expression=lambda reviews: reviews.stars.count()),
)
POSITIVE_REVIEWS = Metric(
    name="positive_reviews",
    title=Words(zh="好评数", en="Positive reviews"),
    about=Words(
        zh="四星和五星的评价。= 评价数（星级 ≥ 4）。", en="Reviews of four or five stars. = count of stars ≥ 4."
    ),
    unit="reviews",
    grain=REVIEW,
    date_basis="happened",
    better="up",
    needs=NEEDS_STARS,
    ids=("A8",),
    is_listed=False,
    formula=Reduction(relation="reviews", expression=lambda reviews: reviews.count(where=reviews.stars >= GOOD_STARS)),
)
POSITIVE_REVIEW_RATE = Metric(
    name="positive_review_rate",
    title=Words(zh="好评率", en="Positive-review rate"),
    about=Words(
        zh="有星级的评价里四星和五星的比例；没有评价的买家不在内。= 好评数 ÷ 有星级的评价。",
        en="How many of the rated reviews have four or five stars; buyers who wrote none are not in it. "
        "= positive reviews ÷ rated reviews.",
    ),
    unit="ratio",
    grain=REVIEW,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_STARS,
    ids=("A8",),
    formula=Ratio(numerator="positive_reviews", denominator="rated_reviews"),
)

METRICS = (REVIEWS, POSITIVE_REVIEW_RATE, RATED_REVIEWS, POSITIVE_REVIEWS)
