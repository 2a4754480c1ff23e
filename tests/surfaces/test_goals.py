"""A goal is set, seen at risk on Today, changed and closed: at the command line, over HTTP and in the browser."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.surfaces.conftest import form_token, post
from zhanggui.surfaces.cli.main import app as command_line

GOAL = {"metric": "net_sales", "target": "9000000", "deadline": "2026-12-31", "start": "2026-01-01", "owner": "李"}


def zhanggui(folder, *words):
    return CliRunner().invoke(command_line, ["--shop", str(folder), *words])


def options(told):
    return [word for name, value in told.items() for word in (f"--{'from' if name == 'start' else name}", value)]


@pytest.mark.slow
def test_a_goal_at_the_command_line_is_set_shown_and_closed(shop):
    made = json.loads(zhanggui(shop.folder, "goals", "set", *options(GOAL), "--json").stdout)
    assert (made["state"], made["target"], made["status"]) == ("at_risk", "9000000.00", "open")

    assert made["id"] in zhanggui(shop.folder, "goals", "list").stdout
    assert "有风险" in zhanggui(shop.folder, "goals", "show", made["id"]).stdout
    lowered = zhanggui(shop.folder, "goals", "change", made["id"], "--target", "1", "--why", "写错了", "--json")
    assert json.loads(lowered.stdout)["state"] == "met"
    assert zhanggui(shop.folder, "goals", "close", made["id"], "--why", "完成").exit_code == 0
    assert json.loads(zhanggui(shop.folder, "goals", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    "lack, said",
    [("metric", "没有指标"), ("target", "没有目标值"), ("deadline", "没有截止日"), ("owner", "没有负责人")],
)
def test_each_lack_is_told_in_one_sentence(shop, lack, said):
    refused = zhanggui(shop.folder, "goals", "set", *options({k: v for k, v in GOAL.items() if k != lack}))

    assert (refused.exit_code, said in refused.stderr) == (1, True)


@pytest.mark.slow
def test_a_goal_in_the_browser_shows_on_today_while_it_is_at_risk(browser_of):
    operator = browser_of("operator")
    sent = post(operator, "/goals", page="/goals", **GOAL)
    page = sent.headers["location"].partition("?")[0]
    assert sent.status_code == 303
    assert page in operator.get("/").text
    assert "有风险" in operator.get(page).text

    post(operator, f"{page}/change", page=page, target="1", why="写错了")
    assert page not in operator.get("/").text
    post(operator, f"{page}/close", page=page, why="完成")
    assert page not in operator.get("/goals").text
    assert page in operator.get("/goals?every=1").text


@pytest.mark.slow
def test_a_form_that_lacks_something_comes_back_with_what_was_typed(browser_of):
    refused = post(browser_of("operator"), "/goals", page="/goals", **{**GOAL, "owner": ""})

    assert refused.status_code == 422
    assert "没有负责人" in refused.text
    assert 'value="9000000"' in refused.text


@pytest.mark.slow
def test_a_signed_in_person_sets_a_goal_over_http_and_a_program_does_not(browser_of, key_of):
    operator = browser_of("operator")
    token = {"X-Form-Token": form_token(operator, "/settings")}
    made = operator.post("/api/v1/goals", json=GOAL, headers=token)
    assert made.status_code == 200
    assert operator.get(f"/api/v1/goals/{made.json()['id']}").json()["progress"]["capability"] == "goals.progress"

    refused = key_of("owner").post("/api/v1/goals", json=GOAL)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "goals_take_a_person")


@pytest.mark.slow
def test_a_viewer_sees_no_goal_about_profit(browser_of, shop):
    told = {**GOAL, "metric": "contribution_profit"}
    goal = json.loads(zhanggui(shop.folder, "goals", "set", *options(told), "--json").stdout)["id"]

    viewer = browser_of("viewer")
    assert goal not in viewer.get("/goals").text + viewer.get("/").text
    assert viewer.get(f"/goals/{goal}").status_code == 404
    assert goal in browser_of("analyst").get("/goals").text


@pytest.mark.slow
def test_a_goal_for_a_channel_that_is_not_there_says_so_and_today_opens(browser_of, shop):
    zhanggui(shop.folder, "goals", "set", *options(GOAL), "--where", "channel=nowhere")

    assert "nowhere" in zhanggui(shop.folder, "goals", "list", "--json").stdout
    assert browser_of("operator").get("/").status_code == 200
    assert browser_of("operator").get("/goals").status_code == 200
