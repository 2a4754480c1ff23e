"""Do the pieces that the benchmarks compare answer the same question?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.suites import analysing, measuring
from benchmarks.workplace import SIZES, Workplace

# Their rows say that nobody wrote a peer; their figures have oracles of their own in the tests.
WITHOUT_PEER = [
    "`channels.conflicts`",
    "`channels.reconciliation`",
    "`channels.scorecard`",
    "`channels.traffic`",
    "`customers.journey`",
    "`customers.lifecycle`",
    "`customers.movement`",
    "`customers.one`",
    "`customers.personas`",
    "`customers.potential`",
    "`customers.reorder`",
    "`customers.segment`",
    "`customers.types`",
    "`customers.uplift`",
    "`customers.value`",
    "`goals.alerts`",
    "`goals.progress`",
    "`market.campaigns_compared`",
    "`market.competitor_cards`",
    "`market.ranges`",
    "`market.review_gap`",
    "`pricing.bands`",
    "`pricing.clearance`",
    "`pricing.competitors`",
    "`pricing.cross_elasticity`",
    "`pricing.crossings`",
    "`pricing.elasticity`",
    "`pricing.one`",
    "`pricing.parity`",
    "`pricing.targets`",
    "`products.abc_xyz`",
    "`products.assortment`",
    "`products.companions`",
    "`products.lifecycle`",
    "`products.one`",
    "`products.overlap`",
    "`products.pairs`",
    "`products.returns`",
    "`products.roles`",
    "`products.tree`",
    "`promotions.back_test`",
    "`promotions.coupon_use`",
    "`promotions.goods`",
    "`promotions.replay`",
    "`promotions.tiers`",
    "`supply.suppliers`",
    "`goals.kpi_board`, usual parameters",
    "`goals.kpi_board`, every metric",
]


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    tiny = replace(SIZES["S"], name="tiny", orders=600, products=60, customers=120, sessions=200)
    return Workplace(folder=tmp_path_factory.mktemp("bench"), size=tiny)


@pytest.mark.slow
def test_capabilities_have_peers_that_find_the_same_figures(work, monkeypatch):
    monkeypatch.setattr(analysing, "PAIRS", 1)
    monkeypatch.setattr(analysing, "ALONE", 1)

    found = list(analysing.figures(work))

    assert [figure.what for figure in found if figure.beside == analysing.NO_PEER] == WITHOUT_PEER
    assert not [figure.what for figure in found if figure.skipped]


@pytest.mark.slow
def test_a_board_of_metrics_has_peers_that_find_the_same_figures(work, monkeypatch):
    monkeypatch.setattr(measuring, "PAIRS", 1)

    assert len(list(measuring.figures(work))) == 5
