"""Is a model learnt once per snapshot, kept as numbers and JSON, and supplied to whoever needs it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.analyses.customers.test_value import regulars, shop
from zhanggui.app import catalog, models, runner
from zhanggui.app.models import MOST_KEPT, ModelStore, fitted
from zhanggui.core.errors import UnknownName
from zhanggui.core.model import FittedModel, ModelCard

MARGIN = {"margin_low": 0.2, "margin_estimate": 0.3, "margin_high": 0.4}


def fit(**more):
    card = ModelCard(
        name="customer_value",
        version=1,
        snapshot="000001",
        as_of=date(2026, 4, 30),
        params={},
        trained_on={"customers": 3.0},
        scores={"came": None},
        learnt={"fits": []},
    )
    return FittedModel(card=replace(card, **more), arrays={"theta": np.array([0.1, 2.5]), "empty": np.zeros((0, 0))})


def test_what_is_kept_is_read_as_it_was(tmp_path):
    store = ModelStore(tmp_path)

    store.write(fit(), "k1")
    read = store.read("customer_value", "k1")

    assert read.card == fit().card
    assert {name: (each.dtype, each.tolist()) for name, each in read.arrays.items()} == {
        "theta": (np.dtype("float64"), [0.1, 2.5]),
        "empty": (np.dtype("float64"), []),
    }
    assert sorted(each.name for each in tmp_path.rglob("*") if each.is_file()) == ["arrays.npz", "card.json"]


def test_objects_are_neither_kept_nor_read(tmp_path):
    store = ModelStore(tmp_path)

    with pytest.raises(ValueError, match="pickle"):
        store.write(replace(fit(), arrays={"who": np.array([object()])}), "k1")
    assert store.read("customer_value", "k1") is None

    store.write(fit(), "k2")
    np.savez(tmp_path / "customer_value" / "k2" / "arrays.npz", who=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        store.read("customer_value", "k2")


def test_only_the_newest_are_kept(tmp_path):
    store = ModelStore(tmp_path)

    for at in range(MOST_KEPT + 2):
        store.write(fit(snapshot=f"{at:06d}"), f"k{at}")

    assert [each.card.snapshot for each in store.kept("customer_value")] == [
        "000006",
        "000005",
        "000004",
        "000003",
        "000002",
    ]


def test_an_unknown_model_names_its_neighbours():
    with pytest.raises(UnknownName) as refusal:
        catalog.model("customer_valu")

    assert "customer_value" in refusal.value.text("en")


@pytest.mark.slow
def test_it_is_learnt_once_and_supplied_to_every_question(tmp_path, monkeypatch):
    warehouse, fits = shop(regulars()), []
    model = catalog.model("customer_value")

    def counted(*asked):
        fits.append(asked)
        return model.fit(*asked)

    monkeypatch.setattr(models.catalog, "model", lambda _name: replace(model, fit=counted))
    cache = runner.RunCache(tmp_path / "runs", ModelStore(tmp_path / "models"))

    first = runner.run(warehouse, "customers.potential", MARGIN, cache=cache)
    page = runner.run(warehouse, "customers.one", {"customer": "p1", **MARGIN}, cache=cache)
    runner.run(warehouse, "customers.potential", {**MARGIN, "limit": 3}, cache=cache)

    assert len(fits) == 1
    assert first.result.tiers
    assert page.result.profit_ahead is not None
    params = catalog.capability("customers.segment").params(rule="orders >= 2")
    assert runner.supplied(catalog.capability("customers.segment"), params, warehouse, cache) == {}


@pytest.mark.slow
def test_another_declared_margin_is_another_model(tmp_path):
    warehouse, store = shop(regulars()), ModelStore(tmp_path)

    low = fitted(warehouse, "customer_value", MARGIN, store=store)
    high = fitted(warehouse, "customer_value", MARGIN | {"margin_estimate": 0.39}, store=store)

    assert len(store.kept("customer_value")) == 2
    assert high.arrays["cuts"][0] > low.arrays["cuts"][0]
