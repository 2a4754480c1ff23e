"""A decision from its proposal to its record, by forms alone."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.surfaces.conftest import post
from tests.surfaces.shops import TickingClock
from zhanggui.app import deciding
from zhanggui.app.shop import open_shop


@pytest.fixture(scope="module")
def _proposed_folder(_tea_folder, tmp_path_factory):
    folder = shutil.copytree(_tea_folder, tmp_path_factory.mktemp("proposed") / "tea")
    shop = open_shop(folder, TickingClock())
    deciding.propose_all(shop)
    shop.books.close()
    return folder


@pytest.fixture
def shop(_proposed_folder, tmp_path, clock):
    """A fresh copy of the tea shop, with what its policies propose, for each test."""
    opened = open_shop(shutil.copytree(_proposed_folder, tmp_path / "tea"), clock)
    yield opened
    opened.books.close()


@pytest.fixture
def proposal(shop):
    """The proposal about the tea nobody buys."""
    (found,) = deciding.records(shop, statuses=("proposed",), policy="products.clear_slow_movers")
    return found.proposal.id


@pytest.mark.slow
def test_a_decision_is_approved_applied_confirmed_and_on_record(browser_of, proposal, shop):
    browser = browser_of("operator")
    path = f"/decisions/{proposal}"
    assert "PB-2019" in browser.get("/decisions").text
    page = browser.get(path).text
    assert "预期贡献利润" in page
    assert post(browser, f"{path}/decide", path, verdict="approve", why="").status_code == 422
    assert deciding.find(shop, proposal).status == "proposed"
    sent = post(browser, f"{path}/decide", path, verdict="approve", why="库存太久")
    assert sent.headers["location"] == f"{path}?done=decided_approve"
    assert "已批准" in browser.get(sent.headers["location"]).text
    assert post(browser, f"{path}/apply", path).status_code == 303
    file = browser.get(f"{path}/file")
    assert file.status_code == 200
    assert b"PB-2019" in file.content
    assert post(browser, f"{path}/confirm", path, done_at="2026-04-01T11:00", actual_price="99").status_code == 303
    page = browser.get(path).text
    for word in ("提出", "批准", "执行", "确认完成", "库存太久"):
        assert word in page
    assert deciding.find(shop, proposal).status == "confirmed"


def test_applying_twice_writes_one_change(browser_of, proposal, shop):
    browser, path = browser_of("operator"), f"/decisions/{proposal}"
    post(browser, f"{path}/decide", path, verdict="approve", why="x")
    for _ in range(2):
        assert post(browser, f"{path}/apply", path).status_code == 303
    assert [step.kind for step in deciding.find(shop, proposal).steps].count("decision.changed") == 1


def test_the_list_of_a_group_is_a_file(browser_of, proposal):
    browser = browser_of("analyst")
    head, *rows = browser.get("/decisions/file.csv?group=open&lang=en").content.decode("utf-8-sig").splitlines()
    assert head.startswith("Id,Decision,Policy,Status,Expected contribution profit (CNY) low")
    assert sum(row.startswith(proposal) for row in rows) == 1
    assert browser.get("/decisions/file.xlsx?group=open").content[:2] == b"PK"
    assert browser.get("/decisions/file.csv?group=measured").status_code == 404
    assert browser_of("viewer").get("/decisions/file.csv").status_code == 403


def test_taking_the_file_is_on_record(browser_of, proposal, shop):
    from zhanggui.books.events import read

    browser, path = browser_of("operator"), f"/decisions/{proposal}"
    assert browser.get(f"{path}/file").status_code == 404
    post(browser, f"{path}/decide", path, verdict="approve", why="x")
    post(browser, f"{path}/apply", path)
    browser.get(f"{path}/file")
    with shop.books.reading() as connection:
        (event,) = read(connection, "exports")
    assert event.payload["decision"] == proposal


def test_what_is_refused_is_said_on_the_decision(browser_of, proposal):
    browser, path = browser_of("operator"), f"/decisions/{proposal}"
    refused = post(browser, f"{path}/measure", path)
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert "待决定" in refused.text


@pytest.mark.slow
def test_today_shows_the_best_decisions_with_their_buttons(browser_of, proposal):
    page = browser_of("operator").get("/").text
    assert f'action="/decisions/{proposal}/decide"' in page
    assert re.search(r'value="approve">批准', page)
    assert f"/decisions/{proposal}/decide" not in browser_of("analyst").get("/").text


def test_a_decision_over_http_says_the_same(key_of, proposal):
    told = key_of("analyst").get(f"/api/v1/decisions/{proposal}").json()
    assert told["status"] == "proposed"
    assert "PB-2019" in told["title"]["zh-CN"]
    assert told["proposal"]["expected"]["estimate"]["currency"] == "CNY"
    (listed,) = key_of("analyst").get("/api/v1/decisions?status=proposed").json()
    assert listed["id"] == proposal


def test_the_decisions_of_one_policy_are_listed_alone(browser_of, proposal):
    browser = browser_of("analyst")

    alone = browser.get("/decisions?policy=products.clear_slow_movers").text
    others = browser.get("/decisions?policy=customers.win_back").text

    assert proposal in alone
    assert "看全部" in alone
    assert proposal not in others


@pytest.mark.slow
def test_over_http_one_policys_decisions_are_asked_for(key_of, proposal):
    analyst = key_of("analyst")
    every = analyst.get("/api/v1/decisions").json()
    slow = analyst.get("/api/v1/decisions?policy=products.clear_slow_movers").json()
    assert {each["proposal"]["policy"] for each in slow} == {"products.clear_slow_movers"}
    assert proposal in {each["id"] for each in slow}
    others = analyst.get("/api/v1/decisions?policy=customers.win_back").json()
    assert len(slow) + len(others) == len(every)
    assert analyst.get("/api/v1/decisions?policy=nonsense").json()["error"]["code"] == "unknown_name"
