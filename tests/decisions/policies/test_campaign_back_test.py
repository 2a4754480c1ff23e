"""What the campaign rule would have promised and cost on past spans, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.decisions.policies.test_campaign import FIFTH, TENTH, shop
from zhanggui.core.sentence import render
from zhanggui.decisions.policies.campaign.back_test import CAPABILITY, BackTestParams, run

A_DAY = 1_000 * (0.8**-1.8 * 6 - 8)  # 20 % off: gives away 20, sells 0.8^-1.8 − 1 more at 60 each
SENTENCES = CAPABILITY.sentences


def back_tested(warehouse, *sets, **params):
    texts = dict(zip(("offers", "offers_b"), (each.text for each in sets), strict=False))
    return run(warehouse, BackTestParams(**texts, **params))


@pytest.mark.slow
def test_what_followed_is_set_against_what_was_foreseen_at_the_same_reaction():
    result = back_tested(shop(days=42, dearer_from=date(2026, 4, 29)), FIFTH, TENTH, times=1)

    (row,) = result.rows
    assert (row.first_day, row.last_day) == (date(2026, 4, 29), date(2026, 5, 12))
    assert render(row.foremost, SENTENCES, "en") == "Set A"
    assert row.foreseen.estimate.minor == pytest.approx(14 * A_DAY, abs=1)
    assert row.came.estimate.minor == pytest.approx(28 * A_DAY, abs=1)  # twice as many teas a day were bought
    assert row.unmoved.estimate.minor == -28 * 2_000
    assert (render(row.best, SENTENCES, "en"), row.missed.minor) == ("Set A", 0)
    assert "would have cost you ¥560.00" in render(result.headline, SENTENCES, "en")
    assert "会让你少赚 ¥560.00" in render(result.headline, SENTENCES, "zh-CN")
    assert {"reaction_unknown", "same_reaction", "offers_of_the_time"} <= {each.code for each in result.caveats}


@pytest.mark.slow
def test_spans_without_days_before_them_are_left_out_and_named():
    result = back_tested(shop(days=56), FIFTH, times=6, window_days=14)

    assert (result.times, result.ran, [row.first_day.day for row in result.rows]) == (3, 3, [15, 29, 13])
    assert "fewer_times" in {each.code for each in result.caveats}
    assert result.within.rate == 1


@pytest.mark.slow
def test_where_nothing_pays_the_rule_would_have_done_nothing():
    result = back_tested(shop(6_000, days=42), FIFTH, times=1)

    assert (result.headline.code, result.ran, result.unmoved.minor, result.within.rate) == ("never", 0, 0, 1)
    (row,) = result.rows
    assert (render(row.foremost, SENTENCES, "en"), row.runs, row.foreseen.estimate.minor < 0) == ("Set A", False, True)
    assert back_tested(shop(days=7), FIFTH, times=1).headline.code == "nothing"


@pytest.mark.slow
def test_every_sentence_reads_in_both_languages():
    result = back_tested(shop(days=42), FIFTH, times=2)

    for said in (result.headline, *result.caveats):
        for language in ("zh-CN", "en"):
            assert "{" not in render(said, SENTENCES, language)


def test_without_a_set_it_says_where_one_comes_from():
    result = back_tested(shop())

    assert (result.headline.code, result.times, result.within) == ("no_set", 0, None)
