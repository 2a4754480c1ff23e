"""What the shop has learnt is seen and learnt at the command line and over HTTP."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.surfaces.conftest import post
from zhanggui.surfaces.cli.main import app as command_line


def zhanggui(folder, *words):
    return CliRunner().invoke(command_line, ["--shop", str(folder), "--lang", "en", *words])


@pytest.mark.slow
def test_a_model_is_listed_learnt_and_shown(shop):
    assert json.loads(zhanggui(shop.folder, "models", "--json").stdout)[0]["card"] is None
    assert "zhanggui models fit customer_value" in zhanggui(shop.folder, "models", "show", "customer_value").stdout

    learnt = json.loads(zhanggui(shop.folder, "models", "fit", "customer_value", "--json").stdout)
    shown = json.loads(zhanggui(shop.folder, "models", "show", "customer_value", "--json").stdout)

    assert learnt == shown
    assert learnt["is_current"]
    assert learnt["card"]["trained_on"]["customers"] > 0
    assert zhanggui(shop.folder, "models", "show", "customer_value").exit_code == 0
    assert zhanggui(shop.folder, "models", "show", "nobody").exit_code != 0


@pytest.mark.slow
def test_over_http_an_operator_has_it_learnt_and_an_analyst_reads_it(key_of):
    assert key_of("viewer").get("/api/v1/models").status_code == 403
    assert key_of("analyst").post("/api/v1/models/customer_value/fit").status_code == 403
    learnt = key_of("operator").post("/api/v1/models/customer_value/fit").json()

    assert key_of("analyst").get("/api/v1/models/customer_value").json() == learnt
    assert [each["name"] for each in key_of("analyst").get("/api/v1/models").json()] == [
        "customer_value",
        "price_elasticity",
    ]
    assert key_of("analyst").get("/api/v1/models/nobody").status_code == 422


def test_the_commands_say_what_they_are_for():
    told = CliRunner().invoke(command_line, ["models", "--help"]).stdout

    assert {"show", "fit"} <= set(told.split())


@pytest.mark.slow
def test_on_the_page_an_operator_has_it_learnt_and_its_card_is_shown(browser_of):
    page, operator = "/data/models", browser_of("operator")
    before = operator.get(f"{page}?lang=en").text
    assert "Not learnt yet." in before
    assert "Learn it now" not in browser_of("analyst").get(f"{page}?lang=en").text

    assert post(operator, f"{page}/nobody/fit", page).status_code == 422
    learnt = post(operator, f"{page}/customer_value/fit", page)
    after = operator.get(f"{page}?lang=en").text

    assert (learnt.status_code, after.count("Learn it now")) == (303, 1), "the other model can still be learnt"
    assert "customers it was learnt from" in after
