"""Alerts are read and acknowledged everywhere; the digest and they arrive at nine, and secrets are printed nowhere."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.app.notify.receivers import messenger
from tests.surfaces.conftest import form_token, post
from zhanggui.surfaces.cli.main import app as command_line

KEY = "2026-03-30 paid_sales"


def zhanggui(folder, *words):
    return CliRunner().invoke(command_line, ["--shop", str(folder), *words])


def test_alerts_are_listed_and_acknowledged_at_the_command_line(shop):
    found = json.loads(zhanggui(shop.folder, "alerts", "--json").stdout)
    assert found["capability"] == "goals.alerts"
    assert zhanggui(shop.folder, "alerts").exit_code == 0

    noted = json.loads(zhanggui(shop.folder, "alerts", "acknowledge", KEY, "--why", "盘点", "--json").stdout)
    assert (noted["key"], noted["why"]) == (KEY, "盘点")


def test_positions_are_declared_once_and_hold_for_bands_and_alerts(shop):
    told = zhanggui(shop.folder, "prices", "positions", "茶=1-2", "--json")
    assert json.loads(told.stdout) == {"positions": "茶=1-2"}
    for name in ("pricing.bands", "pricing.crossings"):
        assert json.loads(zhanggui(shop.folder, "run", name, "--json").stdout)["params"]["positions"] == "茶=1-2"

    refused = zhanggui(shop.folder, "prices", "positions", "茶")
    assert refused.exit_code == 1
    assert "茶=1-2" in zhanggui(shop.folder, "prices", "positions").stdout
    assert json.loads(zhanggui(shop.folder, "prices", "positions", "", "--json").stdout) == {"positions": ""}


@pytest.mark.slow
def test_positions_are_declared_in_the_browser_and_over_http(browser_of, key_of):
    owner = browser_of("owner")
    saved = post(owner, "/settings/shop", page="/settings", version="0", positions="茶=50-200")
    assert saved.headers["location"].startswith("/settings?done=settings_saved")
    found = key_of("owner").get("/api/v1/settings").json()
    assert found["settings"]["positions"] == "茶=50-200"

    refused = post(owner, "/settings/shop", page="/settings", version=str(found["version"]), positions="茶")
    assert refused.status_code == 422
    found["settings"]["positions"] = "=1-"
    answer = key_of("owner").put("/api/v1/settings", json=found)
    assert answer.json()["error"]["code"] == "positions_not_understood"


@pytest.mark.slow
def test_alerts_in_the_browser_and_over_http(browser_of, key_of):
    operator = browser_of("operator")
    assert operator.get("/alerts").status_code == 200
    sent = post(operator, "/alerts/acknowledge", page="/goals", key=KEY, why="盘点")
    assert sent.headers["location"] == "/alerts?done=alert_noted"

    token = {"X-Form-Token": form_token(operator, "/settings")}
    told = operator.post("/api/v1/alerts/acknowledge", json={"key": KEY, "why": "别的"}, headers=token)
    assert told.json()["why"] == "盘点"  # the first note counts
    assert browser_of("viewer").get("/api/v1/alerts").json()["sql"] == []
    refused = key_of("owner").post("/api/v1/alerts/acknowledge", json={"key": KEY, "why": "x"})
    assert refused.json()["error"]["code"] == "acknowledging_takes_a_person"


@pytest.mark.slow
def test_the_digest_arrives_once_a_day_and_no_secret_is_printed(shop):
    with messenger() as there:
        made = zhanggui(
            shop.folder, "notify", "add", "dingtalk", "--title", "运营群", "--url", there.url, "--secret", "SEC-xyz",
            "--quiet-from", "0", "--quiet-to", "0",
        )  # fmt: skip
        first = zhanggui(shop.folder, "notify", "send", "--digest", "--json")
        listed = zhanggui(shop.folder, "notify", "list")

    assert first.exit_code == 0
    assert json.loads(first.stdout)[0]["digest"] is True
    texts = [body["markdown"]["text"] for _, body in there.posts]
    assert any("每日摘要" in text and "净销售额" in text for text in texts)
    assert not any("贡献利润" in text for text in texts)
    printed = made.output + first.output + listed.output
    assert "运营群" in listed.stdout
    assert "TOKEN-OF-THE-GROUP" not in printed
    assert "SEC-xyz" not in printed


@pytest.mark.slow
def test_a_messenger_that_refuses_is_told_and_the_exit_code_says_so(shop):
    with messenger(b'{"errcode": 310000}') as there:
        zhanggui(shop.folder, "notify", "add", "dingtalk", "--url", there.url, "--secret", "")
        sent = zhanggui(shop.folder, "notify", "send", "--digest")

    assert sent.exit_code == 1
    assert "310000" in sent.stdout
    assert "TOKEN" not in sent.output


@pytest.mark.parametrize("kind", ["telegram", ""])
def test_an_unknown_messenger_is_refused_with_those_there_are(shop, kind):
    refused = zhanggui(shop.folder, "notify", "add", kind)

    assert refused.exit_code == 1
    assert "dingtalk" in refused.stderr
