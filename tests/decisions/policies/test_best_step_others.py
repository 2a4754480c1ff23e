"""A step of one tea's price says what it does to the tea that answers to it, as `pricing.cross_elasticity` would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.analyses.pricing.test_cross_elasticity import tables
from zhanggui.analyses.pricing.cross.cross import run as cross
from zhanggui.analyses.pricing.cross.params import CrossElasticityParams
from zhanggui.core.sentence import render
from zhanggui.decisions.policies.best_step import POLICY
from zhanggui.decisions.policies.best_step.params import BestStepParams
from zhanggui.decisions.policy import Circumstances
from zhanggui.warehouse.inline import inline_warehouse

AT = datetime(2026, 8, 31, 9, tzinfo=UTC)


def steps(warehouse):
    drafts = POLICY.propose(warehouse, BestStepParams(cool_down_days=0), AT, Circumstances())
    return {each.proposal.target["sku"]: each.proposal for each in drafts if each.proposal.action == "reprice"}


def others(proposal):
    return next(each for each in proposal.assumptions if each.code.startswith("others_"))


@pytest.fixture(scope="module")
def shop():
    return inline_warehouse(tables())


def test_a_step_tells_what_the_tea_that_answers_gains_or_loses_beside_its_own_figure(shop):
    proposal = steps(shop)["green"]
    said, change = others(proposal), proposal.after["change"].rate
    (row,) = cross(shop, CrossElasticityParams(sku="green")).moving

    assert (said.code, said.arguments["count"], said.arguments["names"]) == ("others_move", 1, "black")
    # The analysis tells a cut of a tenth; black answers with elasticity one, so the rest is the ratio of the changes.
    expected = row.shift.estimate.minor * -change / 0.1 * said.arguments["days"] / 28
    assert said.arguments["shift"].estimate.minor == pytest.approx(expected, rel=0.05)
    assert all(render(said, POLICY.sentences, language) for language in ("zh-CN", "en"))


def test_where_no_pair_tells_the_step_says_that_this_is_not_none(shop):
    assert others(steps(shop)["black"]).code == "others_untold"


def test_an_answering_product_without_a_cost_is_named_without_an_amount():
    without = tables()
    without["product_costs"] = [each for each in without["product_costs"] if each["sku"] != "black"]
    said = others(steps(inline_warehouse(without))["green"])

    assert (said.code, said.arguments["names"]) == ("others_unpriced", "black")
