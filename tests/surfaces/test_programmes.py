"""Lifecycle programmes are listed, checked, put into force and proposed: in a terminal, over HTTP, in the browser."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.surfaces.conftest import form_token
from zhanggui.decisions.programmes.programme import BUILT_IN
from zhanggui.surfaces.cli.main import app as command_line

ONE = """
least_customers = 3
[contact]
most_in_7_days = 1
most_in_30_days = 2
[[programmes]]
name = "hello"
title = { zh = "你好", en = "Hello" }
trigger = { kind = "first_purchase", after_days = 3 }
channels = ["sms"]
[[programmes.messages]]
name = "hi"
text = { zh = "你好", en = "Hello" }
"""


def zhanggui(shop, *words, lang="en"):
    return CliRunner().invoke(command_line, ["--shop", str(shop.folder), "--lang", lang, *words])


def test_programmes_are_listed_checked_and_put_into_force(bare, tmp_path):
    assert "Time to" in zhanggui(bare, "programmes", "list").stdout
    assert zhanggui(bare, "programmes", "check", str(BUILT_IN)).stdout == "✓ 10 programmes may be used\n"
    file = tmp_path / "one.toml"
    file.write_text(ONE, "utf-8")

    assert "In force: 1 programme" in zhanggui(bare, "programmes", "publish", str(file)).stdout

    told = json.loads(zhanggui(bare, "programmes", "list", "--json").stdout)
    assert [each["name"] for each in told["programmes"]] == ["hello"]
    assert (told["contact"]["most_in_7_days"], told["contact"]["most_a_day"]) == (1, 1)


def test_a_file_that_cannot_be_meant_is_refused_by_its_place(bare, tmp_path):
    file = tmp_path / "wrong.toml"
    file.write_text(ONE.replace('"sms"', '"pigeon"'), "utf-8")

    refused = zhanggui(bare, "programmes", "check", str(file))

    assert refused.exit_code == 1
    assert "channels must be among" in refused.stderr


@pytest.mark.slow
def test_who_is_due_is_told_in_a_terminal_over_http_and_on_a_page(shop, browser_of):
    told = json.loads(zhanggui(shop, "programmes", "due", "--json").stdout)
    over_http = browser_of("analyst").get("/api/v1/programmes").json()
    page = browser_of("analyst").get("/programmes?lang=en")

    assert {row["programme"] for row in told["rows"]} >= {"welcome", "lapsed"}
    assert over_http["rows"] == told["rows"]
    assert page.status_code == 200
    assert "Who is due today" in page.text
    assert "Put into force" not in page.text


@pytest.mark.slow
def test_an_owner_changes_programmes_and_an_operator_proposes(shop, browser_of):
    owner = browser_of("owner")
    text = {"form_token": form_token(owner, "/programmes"), "text": ONE, "do": "publish"}
    assert owner.post("/programmes", data=text, follow_redirects=False).status_code == 303
    wrong = {**text, "text": ONE.replace("hello", "Hello!")}
    assert owner.post("/programmes", data=wrong, follow_redirects=False).status_code == 422

    rules = browser_of("analyst").get("/api/v1/programmes/rules").json()
    assert [each["name"] for each in rules["programmes"]] == ["hello"]
    operator = browser_of("operator")
    said = {"form_token": form_token(operator, "/programmes")}
    assert operator.post("/programmes/propose", data=said, follow_redirects=False).status_code == 303
