"""Every question is answered once a version, in any order of interruptions, and whoever looks sees how far it is."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from tests.surfaces.conftest import post
from tests.surfaces.shops import LACKING, empty_shop
from zhanggui.app import answering, asking, catalog
from zhanggui.app.jobs import answers
from zhanggui.app.jobs.worker import do_all, do_next
from zhanggui.books import jobs
from zhanggui.core.errors import NothingLoaded, UnknownName
from zhanggui.surfaces.cli.main import app as command_line

ROOMS = ("products", "supply")
TOLD = {"products.one"}


def zhanggui(folder, *words):
    return CliRunner().invoke(command_line, ["--shop", str(folder), "--lang", "en", *words])


def states(found):
    return {each.capability.name: each.state for each in found}


def until_nothing_is_in_line(shop, seconds=120.0):
    """The service's own worker answers."""
    give_up = time.monotonic() + seconds
    while "in_line" in states(answers.standing(shop, answering.chosen(()))).values():
        assert time.monotonic() < give_up
        time.sleep(0.1)


def test_rooms_and_single_questions_are_chosen_by_name():
    named = [each.name for each in answering.chosen(["supply", "pricing.one"])]
    assert named == ["pricing.one", "supply.suppliers"]
    assert answering.chosen(()) == catalog.capabilities()
    assert {each.name for each in answering.chosen((), "viewer")} == {
        each.name for each in catalog.capabilities() if "viewer" in each.roles
    }
    with pytest.raises(UnknownName):
        answering.chosen(["nobody"])


def test_a_question_stands_as_kept_as_lacking_data_or_as_asking_for_a_parameter(shop):
    asked = answering.chosen(["products.pareto", "products.tree", "products.one", "products.roles"])
    asking.answer(shop, "products.pareto", {})

    assert states(answering.standing(shop, asked)) == {
        "products.one": "must_be_told",
        "products.pareto": "answered",
        "products.roles": "waiting",
        "products.tree": "lacking",
    }


def test_what_was_answered_before_is_not_worked_out_again(shop):
    asked = answering.chosen(["products.pareto", "products.roles"])
    asking.answer(shop, "products.pareto", {})

    first, again = (tuple(answering.answer_all(shop, asked)) for _ in range(2))

    assert [(each.capability.name, each.is_new) for each in first] == [
        ("products.pareto", False),
        ("products.roles", True),
    ]
    assert [each.is_new for each in again] == [False, False]
    assert asking.answer(shop, "products.roles", {}).seconds > 0


def test_a_question_that_breaks_stops_no_other_and_leaves_no_text_of_its_own(shop, monkeypatch, caplog):
    def breaks(*_):
        raise ZeroDivisionError("13800000001")

    broken = catalog.capability("products.pareto")
    monkeypatch.setitem(catalog.CAPABILITIES, "products.pareto", f"{__name__}:BROKEN")
    monkeypatch.setattr(sys.modules[__name__], "BROKEN", _with(broken, run=breaks), raising=False)

    found = tuple(answering.answer_all(shop, answering.chosen(["products.pareto", "products.roles"])))

    assert states(found) == {"products.pareto": "broke", "products.roles": "answered"}
    assert "ZeroDivisionError" in caplog.text
    assert "13800000001" not in caplog.text


def test_a_shop_without_data_says_so(tmp_path):
    with pytest.raises(NothingLoaded):
        answering.standing(empty_shop(tmp_path / "empty"), answering.chosen(["products"]))


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on_behind_what_it_had_answered(shop):
    command = [sys.executable, "-m", "tests.surfaces.killed_answering", str(shop.folder), "2", *ROOMS]
    assert subprocess.run(command, check=False, env=os.environ, timeout=300).returncode == -signal.SIGKILL

    told = zhanggui(shop.folder, "run-all", *ROOMS, "--json")
    found = {each["capability"]: each for each in json.loads(told.stdout)}
    answered = {name for name, each in found.items() if each["state"] == "answered"}

    assert told.exit_code == 0
    assert {name for name in answered if not found[name]["is_new"]} == {"products.abc_xyz", "products.assortment"}
    assert set(found) - answered == TOLD | (LACKING & set(found))
    assert "asks for parameters" in zhanggui(shop.folder, "run-all", *ROOMS, "--standing").stdout


@pytest.mark.slow
def test_a_job_a_question_is_put_in_line_once_and_tells_why_there_is_no_answer(shop):
    asked = answering.chosen(["goals.why", "products.pareto", "products.tree"])
    assert answers.put_in_line(shop, asked) == 2
    assert answers.put_in_line(shop, asked) == 0
    assert states(answers.standing(shop, asked))["products.pareto"] == "in_line"

    assert [job.state for job in do_all(shop, answers.KIND)] == ["done", "done"]

    after = {each.capability.name: each for each in answers.standing(shop, asked)}
    assert after["products.pareto"].state == "answered"
    assert after["goals.why"].state in {"answered", "lacking"}
    assert answers.put_in_line(shop, asked) == 0


@pytest.mark.slow
def test_what_was_refused_is_told_with_its_reason_and_may_be_asked_again(shop, monkeypatch):
    def breaks(*_):
        raise ZeroDivisionError

    (asked,) = answering.chosen(["products.pareto"])
    with monkeypatch.context() as patch:
        patch.setitem(catalog.CAPABILITIES, asked.name, f"{__name__}:BROKEN")
        patch.setattr(sys.modules[__name__], "BROKEN", _with(asked, run=breaks), raising=False)
        answers.put_in_line(shop, [asked])
        list(do_all(shop, answers.KIND))
        (found,) = answers.standing(shop, [asked])
        assert (found.state, "log" in found.why.en) == ("broke", True)

    assert answers.put_in_line(shop, [asked]) == 1
    list(do_all(shop, answers.KIND))
    assert states(answers.standing(shop, [asked])) == {asked.name: "answered"}


@pytest.mark.slow
def test_what_a_dead_service_had_in_hand_is_taken_over_and_given_up_after_three_times(shop, clock):
    (asked,) = answering.chosen(["products.pareto"])
    answers.put_in_line(shop, [asked])
    for _ in range(2):
        assert jobs.claim(shop.books, worker="dead", kinds=(answers.KIND,), at=shop.clock.now())
        assert states(answers.standing(shop, [asked])) == {asked.name: "in_line"}
        clock.instant += jobs.LEASE + timedelta(seconds=1)
    assert jobs.claim(shop.books, worker="dead", kinds=(answers.KIND,), at=shop.clock.now())
    clock.instant += jobs.LEASE + timedelta(seconds=1)

    assert states(answers.standing(shop, [asked])) == {asked.name: "waiting"}
    assert answers.put_in_line(shop, [asked]) == 1
    assert do_next(shop, "alive", (answers.KIND,)).state == "done"


@pytest.mark.slow
def test_over_http_an_analyst_has_the_rest_worked_out(key_of, shop):
    assert key_of("viewer").post("/api/v1/answers", json={}).status_code == 403
    asked = key_of("analyst").post("/api/v1/answers", json={"of": ["products.pareto"]})
    until_nothing_is_in_line(shop)
    found = key_of("viewer").get("/api/v1/answers?of=products.pareto").json()

    assert asked.status_code == 202
    assert [(each["capability"], each["state"]) for each in found] == [("products.pareto", "answered")]
    assert key_of("viewer").get("/api/v1/answers?of=nobody").status_code == 422


@pytest.mark.slow
def test_the_page_says_how_many_are_answered_and_has_the_rest_worked_out(shop, browser_of):
    before = browser_of("analyst").get("/analyses?lang=en").text
    assert "0 of" in before
    assert "Work out the other" in before
    assert "Work out the other" not in browser_of("viewer").get("/analyses?lang=en").text

    assert post(browser_of("viewer"), "/analyses", "/settings").status_code == 403
    assert post(browser_of("analyst"), "/analyses", "/analyses").status_code == 303
    until_nothing_is_in_line(shop)
    after = browser_of("analyst").get("/analyses?lang=en").text

    assert "Work out the other" not in after
    assert "http-equiv" not in after


def _with(capability, **changes):
    return dataclasses.replace(capability, **changes)
