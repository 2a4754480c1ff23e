"""What do others' customers complain of less than ours? Shares that are known, and none where there is none."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from zhanggui.analyses.market.reviews.gaps import ReviewGapParams, run
from zhanggui.core.quantity import Rate
from zhanggui.text.themes import THEMES, themes_of
from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 3, 31)
LATE, TASTY, PLAIN = "物流太慢", "味道很好", "嗯"


def ours(texts):
    return [
        {"channel": "tmall", "review_id": f"R{n}", "reviewed_at": "2026-03-10 04:00:00", "sku": "green"} | _said(each)
        for n, each in enumerate(texts)
    ]


def theirs(name, texts, category="绿茶"):
    known = {"channel": "jd", "competitor": name, "category": category, "reviewed_day": "2026-03-10"}
    return [known | {"review_id": f"{name}{n}"} | _said(each) for n, each in enumerate(texts)]


def _said(each):
    text, stars = each
    return {"content": text, "stars": stars}


def shop(own, *others):
    return inline_warehouse(
        {
            "reviews": ours(own),
            "competitor_reviews": [row for rows in others for row in rows],
            "products": [{"sku": "green", "category": "绿茶"}, {"sku": "cup", "category": "茶具"}],
        },
        as_of=AS_OF,
    )


def gaps(result):
    return {(row.competitor, row.theme.en, row.kind.en.split()[0]): row for row in result.gaps}


def test_shares_are_of_rated_reviews_and_a_wide_gap_is_told_with_words_of_both_sides():
    own = [(LATE, 2)] * 40 + [(PLAIN, 5)] * 60 + [(LATE, None)] * 9
    found = run(shop(own, theirs("A", [(LATE, 1)] * 5 + [(TASTY, 5)] * 95)), ReviewGapParams())
    late = gaps(found)["A", "Delivery", "complaints"]

    assert (late.ours, late.theirs, late.finding.en) == (Rate(0.4), Rate(0.05), "we are worse")
    assert (late.our_reviews, late.their_reviews) == (100, 100)
    # By hand: Wilson .30940 … .49800 and .02154 … .11175; .35 − √(.0906² + .06175²), .35 + √(.098² + .02846²).
    assert (late.gap.low.rate, late.gap.high.rate) == (
        pytest.approx(0.24036, abs=2e-5),
        pytest.approx(0.45205, abs=2e-5),
    )
    assert (late.our_words, late.their_words) == ((LATE, LATE), (LATE, LATE))
    assert gaps(found)["A", "Taste and smell", "praise"].finding.en == "we are worse"
    assert {row.finding.en for row in found.gaps} == {"we are worse", "no difference told"}
    assert (found.worse, found.better, found.compared) == (2, 0, 2 * len(THEMES))
    assert "without_stars" in {each.code for each in found.caveats}


def test_few_reviews_tell_nothing():
    found = run(shop([(LATE, 1)] * 100, theirs("A", [(TASTY, 5)] * 29)), ReviewGapParams())

    assert found.headline.code == "too_few"
    assert {row.finding.en for row in found.gaps} == {"cannot tell: too few reviews"}


def test_of_a_category_only_its_reviews_count_on_both_sides():
    others = theirs("A", [(LATE, 1)] * 40, "茶具"), theirs("B", [(PLAIN, 5)] * 40)
    own = [(PLAIN, 5)] * 50
    assert {row.competitor for row in run(shop(own, *others), ReviewGapParams(category="绿茶")).gaps} == {"B"}
    cups = run(shop(own, *others), ReviewGapParams(category="茶具"))
    assert cups.sides[0].rated == 0


def test_the_counts_agree_with_the_words_one_text_at_a_time():
    texts = ["包装破了 客服不理", "Arrived LATE, tastes stale", "很香，便宜", "尺码偏小", "", "没什么"]
    found = run(shop([(each, 1) for each in texts] * 10, theirs("A", [(PLAIN, 5)] * 60)), ReviewGapParams())

    for code, theme in THEMES.items():
        expected = sum(code in themes_of(each) for each in texts) / len(texts)
        assert gaps(found)["A", theme.title.en, "complaints"].ours.rate == pytest.approx(expected)
    assert found.sides[0].named.rate == pytest.approx(sum(bool(themes_of(each)) for each in texts) / len(texts))


@pytest.mark.slow
def test_where_everybody_writes_alike_hardly_any_gap_is_told():
    """A stated share of one in ten false: where nothing differs, at most so many of the shops tell anything."""
    phrases = [("物流慢", 2), ("味道好", 5), ("包装破了", 1), ("客服好", 5), ("贵", 3), (PLAIN, 5)]
    told, planted, shops = 0, 0, 60
    for seed in range(shops):
        draw = np.random.default_rng(seed)

        def drawn(chances, count=300, draw=draw):
            return [phrases[at] for at in draw.choice(len(phrases), size=count, p=chances)]

        usual = [0.1, 0.2, 0.05, 0.15, 0.1, 0.4]
        worse = [0.3, 0.2, 0.05, 0.15, 0.1, 0.2]
        alike = run(shop(drawn(usual), theirs("A", drawn(usual)), theirs("B", drawn(usual))), ReviewGapParams())
        told += alike.worse + alike.better > 0
        apart = gaps(run(shop(drawn(worse), theirs("A", drawn(usual))), ReviewGapParams()))
        planted += apart["A", "Delivery", "complaints"].finding.en == "we are worse"

    assert told / shops <= 0.1
    assert planted / shops >= 0.95
