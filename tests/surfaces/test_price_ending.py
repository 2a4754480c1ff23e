"""How prices end is declared once for the shop; who asks may say otherwise, or say none."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.surfaces.conftest import post
from zhanggui.app import asking, catalog
from zhanggui.app.declaring import declare_ending
from zhanggui.offers.prices.endings import EndingNotUnderstood
from zhanggui.surfaces.cli.main import app as command_line

WITH_ENDING = ["pricing.clearance", "pricing.competitors", "pricing.elasticity", "pricing.one", "pricing.targets"]


def zhanggui(folder, *words):
    return CliRunner().invoke(command_line, ["--shop", str(folder), *words])


def targets(folder, *words):
    return json.loads(zhanggui(folder, "run", "pricing.targets", *words, "--json").stdout)


def last_digits(run):
    found = [
        round(float(row["ended_price"]["amount"]) * 100) % 100 for row in run["result"]["rows"] if row["ended_price"]
    ]
    assert found
    return set(found)


def test_the_ending_is_declared_at_the_command_line_and_taken_back(shop):
    assert "zhanggui prices ending .9" in zhanggui(shop.folder, "prices", "ending").stdout
    assert json.loads(zhanggui(shop.folder, "prices", "ending", " .9 ", "--json").stdout) == {"ending": ".9"}

    refused = zhanggui(shop.folder, "prices", "ending", "x")
    assert refused.exit_code == 1
    assert "x" in refused.output
    assert "none" in zhanggui(shop.folder, "--lang", "en", "prices", "ending", "x").output
    assert ".9" in zhanggui(shop.folder, "prices", "ending").stdout

    assert json.loads(zhanggui(shop.folder, "prices", "ending", "", "--json").stdout) == {"ending": ""}


def test_what_is_declared_ends_prices_unless_something_else_is_said(shop):
    plain = targets(shop.folder)
    assert plain["params"]["ending"] is None

    declare_ending(shop, ".9", by="u1")
    ended, other, none = (
        targets(shop.folder),
        targets(shop.folder, "--ending", ".5"),
        targets(shop.folder, "--ending", "无"),
    )

    assert (ended["params"]["ending"], other["params"]["ending"], none["params"]["ending"]) == (".9", ".5", "无")
    assert last_digits(ended) == {90}
    assert last_digits(other) == {50}
    assert none["result"] == plain["result"] != ended["result"]
    assert any(float(row["ending_cost"]["amount"]) for row in ended["result"]["rows"] if row["ending_cost"])


@pytest.mark.parametrize("text", ["", "none", "无"])
def test_taken_back_or_declared_to_be_none_it_ends_no_price(shop, text):
    declare_ending(shop, ".9", by="u1")
    declare_ending(shop, text, by="u1")

    assert targets(shop.folder)["result"] == targets(shop.folder, "--ending", "none")["result"]


@pytest.mark.parametrize("name", WITH_ENDING)
def test_every_analysis_of_new_prices_takes_what_is_declared(shop, name):
    declare_ending(shop, "8", by="u1")

    assert asking.with_declared(shop, catalog.capability(name), {})["ending"] == "8"
    assert asking.with_declared(shop, catalog.capability(name), {"ending": "none"})["ending"] == "none"


def test_every_policy_that_proposes_a_price_takes_what_is_declared():
    declared = {each.name for each in catalog.policies() if "ending" in each.params.model_fields}

    assert declared == {"pricing.best_step", "pricing.market_step", "products.bundles", "products.clear_slow_movers"}


def test_no_other_analysis_is_handed_an_ending(shop):
    declare_ending(shop, "8", by="u1")

    assert "ending" not in asking.with_declared(shop, catalog.capability("pricing.bands"), {})


def test_an_ending_that_cannot_be_meant_is_not_declared(shop):
    with pytest.raises(EndingNotUnderstood):
        declare_ending(shop, ".999", by="u1")


@pytest.mark.slow
def test_the_ending_is_declared_in_the_browser_and_over_http(browser_of, key_of):
    owner = browser_of("owner")
    assert 'name="price_ending"' in owner.get("/settings").text
    saved = post(owner, "/settings/shop", page="/settings", version="0", price_ending=".99")
    assert saved.headers["location"].startswith("/settings?done=settings_saved")
    assert 'name="price_ending" value=".99"' in owner.get("/settings").text
    found = key_of("owner").get("/api/v1/settings").json()
    assert found["settings"]["price_ending"] == ".99"
    asked = key_of("owner").post("/api/v1/capabilities/pricing.targets", json={}).json()
    assert asked["params"]["ending"] == ".99"

    refused = post(owner, "/settings/shop", page="/settings", version=str(found["version"]), price_ending="x9")
    assert refused.status_code == 422
    assert "x9" in refused.text
    found["settings"]["price_ending"] = ".999"
    answer = key_of("owner").put("/api/v1/settings", json=found)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "ending_not_understood")


def test_a_declaration_that_could_not_be_read_again_is_refused_and_changes_nothing(shop):
    refused = zhanggui(shop.folder, "--lang", "en", "prices", "positions", "green tea=50-200," * 400)

    assert refused.exit_code == 1
    assert "Positioning" in refused.output
    assert zhanggui(shop.folder, "prices", "positions").exit_code == 0
