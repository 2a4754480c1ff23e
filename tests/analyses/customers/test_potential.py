"""Is the model asked of everybody the one that was fitted, and are the lists those of whom most is to come?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.analyses.builders import order
from tests.analyses.customers.test_value import regulars, shop
from tests.kept import same_shop
from zhanggui.analyses.customers.one import one
from zhanggui.analyses.customers.potential.potential import PotentialParams, members, run
from zhanggui.analyses.customers.segment import segment
from zhanggui.analyses.customers.value import value
from zhanggui.analyses.customers.value.judging import served
from zhanggui.analyses.customers.value.model import CustomerValue, CustomerValueParams, fit
from zhanggui.analyses.customers.value.purchase_days import Cells
from zhanggui.analyses.customers.value.service import tiers
from zhanggui.core.errors import UnknownName
from zhanggui.stats.lifetimes.blend import Blend
from zhanggui.stats.lifetimes.worth_model import every_purchase_one

MARGIN = {"margin_low": 0.2, "margin_estimate": 0.3, "margin_high": 0.4}
ASKED = PotentialParams(**MARGIN, limit=5)


def cells_of(brought):
    """One customer a cell, who have brought so much with their first purchase."""
    nothing = np.zeros(len(brought))
    known = dict.fromkeys(Cells.__dataclass_fields__, nothing)
    return Cells(**known | {"customers": nothing + 1, "first_worth": np.array(brought)})


def test_a_vip_is_of_the_best_tenth_and_promising_is_who_brings_more_than_they_brought():
    nothing = Blend(fits=(), weights=np.zeros(0))
    judged = replace(
        served(nothing, every_purchase_one(), is_tested=True), value=np.array([900.0, 500.0, 400.0, 100.0])
    )

    found = tiers(cells_of([9_000.0, 300.0, 800.0, 10.0]), judged, cuts=(800.0, 600.0, 350.0))

    assert found.tolist() == [0, 1, 2, 2]


@pytest.fixture(scope="module")
def regular():
    return shop(regulars())


@pytest.fixture(scope="module")
def model(regular):
    return fit(regular, CustomerValueParams(**MARGIN))


@pytest.mark.slow
def test_what_is_kept_says_what_the_analysis_of_value_says(regular, model):
    told = run(regular, ASKED, model)

    analysed = value.run(regular, value.ValueParams(**MARGIN))
    assert [row.customer for row in told.vips] == [row.customer for row in analysed.dearest[:5]]
    assert [row.value for row in told.vips] == [row.value for row in analysed.dearest[:5]]
    assert sum(row.value.estimate.minor for row in told.tiers) == pytest.approx(analysed.value.estimate.minor, abs=2)
    assert model.card.scores["came"] == pytest.approx(analysed.models[0].came)


@pytest.mark.slow
def test_everybody_is_in_one_tier_and_can_be_listed(regular, model):
    told = run(regular, ASKED, model)

    listed = {row.tier: regular.fetch(members(regular, ASKED, row.tier, model))["id"].to_pylist() for row in told.tiers}
    assert {tier: len(ids) for tier, ids in listed.items()} == {row.tier: row.customers for row in told.tiers}
    assert {row.customer for row in told.promising} <= set(listed["promising"])
    assert sum(row.customers for row in told.tiers) == told.customers == 60
    with pytest.raises(UnknownName):
        members(regular, ASKED, "best", model)


@pytest.mark.slow
def test_without_costs_purchases_rank_and_nobody_is_promising(regular):
    told = run(regular, PotentialParams(), fit(regular, CustomerValueParams()))

    assert told.headline.code == "by_purchases"
    assert [row.value for row in told.tiers] == [None] * 3
    assert told.promising == ()


@pytest.mark.slow
def test_a_shop_without_returns_says_that_nothing_can_be_learnt():
    few = same_shop({"orders": [order(1, "pa", "2026-04-01", 5000)]})
    model = fit(few, CustomerValueParams(**MARGIN))

    assert (model.card.why_not, run(few, ASKED, model).headline.code) == ("too_few_repeaters", "cannot_tell")
    assert few.fetch(members(few, ASKED, "vip", model)).num_rows == 0
    alone = one.run(few, one.OneCustomerParams(customer="pa", **MARGIN), model)
    assert (alone.still_there, alone.profit_ahead, alone.next_best) == (None, None, None)


@pytest.mark.slow
def test_the_page_of_a_customer_tells_what_the_list_tells(regular, model):
    best = run(regular, ASKED, model).vips[0]

    page = one.run(regular, one.OneCustomerParams(customer=best.customer, **MARGIN), model)

    assert page.still_there.rate == pytest.approx(best.still_there.rate)
    assert page.purchases_ahead.estimate == pytest.approx(best.purchases.estimate)
    assert page.profit_ahead.estimate.minor == pytest.approx(best.value.estimate.minor, abs=1)
    assert page.service.en == "Dedicated service"
    assert page.next_purchase_by > regular.as_of
    assert page.comes_soon.rate > 0.5


@pytest.mark.slow
def test_rules_may_ask_what_is_to_come(regular, model):
    def chosen(rule):
        params = segment.SegmentParams(rule=rule, months=1, **MARGIN)
        found = segment.members(regular, params, "in", model)
        return sorted(regular.fetch(found)["id"].to_pylist())

    vips = sorted(regular.fetch(members(regular, ASKED, "vip", model))["id"].to_pylist())
    assert chosen("profit_tenth = 1") == vips
    known = CustomerValue.of(model, "CNY")
    assert chosen(f"profit_ahead >= {known.cuts[0] / 100 - 1e-6:.10f}") == vips
    assert len(chosen("still_there >= 0") + chosen("not still_there >= 0")) == 60
    assert chosen("purchases_ahead > 3 and purchases_ahead <= 3") == []
    assert segment.needs_when(segment.SegmentParams(rule="orders >= 2 or still_there > 50%")) == (
        "models.customer_value",
    )
    assert segment.needs_when(segment.SegmentParams()) == ()
