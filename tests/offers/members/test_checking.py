"""A programme that costs more than members bring is found before it goes into force."""

from __future__ import annotations

from tests.offers.programmes import programme
from zhanggui.core.sentence import render
from zhanggui.offers.members.checking import FLAWS, check_programme
from zhanggui.offers.members.rights import tier_costs

RIGHTS = tuple(
    {"id": layer, "title": {"zh": layer, "en": layer}, "layer": layer, "cost_minor": cost}
    for layer, cost in (("basic", 1000), ("special", 2000), ("emotional", 500))
)
SOUND = {
    "t2": {"earn_bps": 12000, "rights": ["basic"]},
    "t3": {"earn_bps": 15000, "rights": ["basic", "special", "emotional"]},
}


def codes(found, severity=None):
    return [each.said.code for each in check_programme(found) if severity in (None, each.severity)]


def test_a_sound_programme_has_no_flaws():
    points = {"worth": {"points": 100, "worth_minor": 100}}
    assert codes(programme(0, 50000, 200000, points=points, rights=RIGHTS, tiers=SOUND, margin_bps=3000)) == []


def test_points_worth_as_much_as_was_paid_are_an_error():
    assert "points_exceed_price" in codes(programme(points={"worth": {"points": 1, "worth_minor": 100}}), "error")


def test_points_worth_more_than_the_margin_are_an_error():
    rich = programme(points={"worth": {"points": 1, "worth_minor": 20}}, margin_bps=1500)
    found = next(each for each in check_programme(rich) if each.said.code == "points_exceed_margin")

    assert render(found.said, FLAWS, "en") == (
        "'level 1' earns points worth ¥0.20 for ¥1.00, more than its margin of ¥0.15"
    )


def test_rights_that_cost_more_than_the_threshold_brings_are_an_error():
    points = {"worth": {"points": 100, "worth_minor": 100}}
    dear = programme(0, 1000, 200000, points=points, rights=RIGHTS, tiers=SOUND, margin_bps=3000)

    assert codes(dear, "error") == ["costs_exceed_margin"]


def test_going_up_must_not_lose_anything_and_should_bring_something():
    lost = {"t1": {"rights": ["basic"]}, "t2": {"earn_bps": 5000}, "t3": {"earn_bps": 5000}}

    found = codes(programme(rights=RIGHTS, tiers=lost), "warning")

    assert {"right_lost", "earns_less", "no_advantage", "no_layer", "right_unused", "margin_unknown"} <= set(found)


def test_a_right_without_a_cost_is_said_and_not_taken_for_free():
    rights = [*RIGHTS[:2], {**RIGHTS[2], "cost_minor": None}]
    unknown = programme(0, 50000, 200000, rights=rights, tiers=SOUND, margin_bps=3000)

    assert "cost_unknown" in codes(unknown)
    gold = tier_costs(unknown, {"t3": 7})[-1]
    assert (gold.each_minor, gold.total_minor, gold.unknown) == (3000, 21000, 1)


def test_a_calendar_year_is_not_reviewed_in_its_middle():
    assert "review_inside_year" in codes(programme(window={"kind": "calendar_year"}))
