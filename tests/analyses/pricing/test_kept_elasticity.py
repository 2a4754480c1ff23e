"""Elasticities are learnt once a version, and what is read again is what was estimated, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.analyses.pricing.test_cross_elasticity import FIRST, WEEKS, tables
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.elasticity import model as learning
from zhanggui.analyses.pricing.elasticity.findings import ChannelTold, Effect, Findings
from zhanggui.analyses.pricing.elasticity.keeping import read, written
from zhanggui.analyses.pricing.elasticity.known import beliefs_of
from zhanggui.app import catalog, models, runner
from zhanggui.app.models import ModelStore
from zhanggui.core.model import FittedModel
from zhanggui.warehouse.inline import inline_warehouse

QUESTIONS = {
    "pricing.elasticity": {},
    "pricing.cross_elasticity": {},
    "pricing.one": {"sku": "green"},
    "pricing.clearance": {},
}
NOTHING = Findings(products=[])
EFFECT = Effect(kind="display", groups=3, mean=0.4, deviation=0.1)
CHANNEL = ChannelTold(channel="own_site", products=2, difference=-0.2, deviation=0.1)
STOCK = [{"sku": sku, "day": str(FIRST + timedelta(days=7 * WEEKS - 1)), "on_hand": 9_000} for sku in ("green", "few")]


@pytest.fixture(scope="module")
def shop():
    nameless = {"sku": "black", "product_name": None, "category": None}
    products = [each if each["sku"] != "black" else nameless for each in tables()["products"]]
    return inline_warehouse(tables() | {"products": products, "stock_levels": STOCK})


def test_what_is_read_again_is_what_was_estimated(shop):
    asked = SalesParams(days=7 * WEEKS)
    period = asked.period(shop.as_of, 7 * WEEKS)
    found = beliefs_of(shop, asked.within(period), period)
    card = learning.fit(shop, learning.PriceElasticityModelParams()).card

    assert {each.product.category for each in found.products} == {"tea", None}
    assert {each.own is None for each in found.products} == {True, False}
    assert all(each.channels for each in found.products)
    whole = replace(found, effects=(EFFECT,), channels=(CHANNEL,))
    assert read(FittedModel(card=card, arrays=written(whole))) == whole
    assert read(FittedModel(card=card, arrays=written(NOTHING))) == NOTHING


def test_it_is_learnt_once_for_every_question_and_changes_no_answer(shop, tmp_path, monkeypatch):
    fits = []

    def counted(*asked):
        fits.append(asked)
        return fitted(*asked)

    model = catalog.model("price_elasticity")
    fitted = model.fit
    monkeypatch.setattr(models.catalog, "model", lambda _name: replace(model, fit=counted))
    cache = runner.RunCache(tmp_path / "runs", ModelStore(tmp_path / "models"))
    for name, params in QUESTIONS.items():
        capability = catalog.capability(name)
        alone = capability.run(shop, capability.params(**params))
        assert runner.run(shop, name, params, cache=cache).result == alone

    assert len(fits) == 1


def test_a_shop_without_prices_keeps_why_nothing_was_learnt():
    """Every week is sold at two prices at once, so what was paid does not say what the price was."""
    known = {name: rows for name, rows in tables().items() if name != "price_history"}
    lines = known["order_lines"]
    cheaper = [each | {"line_id": "again", "gross_minor": each["gross_minor"] // 2} for each in lines]
    bare = inline_warehouse(known | {"order_lines": [*lines, *cheaper]})
    learnt = learning.fit(bare, learning.PriceElasticityModelParams())

    assert learnt.card.why_not == "no_price_history"
    assert {each.code for each in read(learnt).products} == {"no_price_history"}
    assert learnt.card.why_not in learning.MODEL.why_not
    assert runner.run(bare, "pricing.one", {"sku": "green"}).result.elasticity is None
