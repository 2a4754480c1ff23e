"""The member programme is checked, published and looked at: in the browser, over HTTP, in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.checkout.selling import buy, given, join, put_up
from tests.offers.programmes import programme
from tests.surfaces.conftest import form_token
from zhanggui.app.selling.opening import open_till
from zhanggui.surfaces.cli.main import app as command_line

EXAMPLE = Path(__file__).parents[2] / "docs/examples/members/programme.toml"
PHOTO = {"id": "photo", "title": {"zh": "晒图", "en": "photo"}, "kind": "photo", "points": 20}


def zhanggui(shop, *words, lang="en"):
    return CliRunner().invoke(command_line, ["--shop", str(shop.folder), "--lang", lang, *words])


def sold(shop, *, customer="p1", price=9900):
    """One purchase under a programme of three tiers at 0, 100 and 500."""
    till = open_till(shop)
    put_up(till, at=shop.clock.now())
    join(till, programme(0, 10000, 50000, points={"occasions": [PHOTO]}), at=shop.clock.now())
    return buy(till, ("A", 1, price), customer=customer, at=shop.clock.now())


def test_a_programme_is_checked_and_published_in_a_terminal(bare):
    assert "No member programme is in force" in zhanggui(bare, "loyalty", "show").stderr
    checked = zhanggui(bare, "loyalty", "check", str(EXAMPLE))
    assert (checked.exit_code, checked.stdout) == (0, "✓ A programme of 3 tiers may go into force\n")

    done = zhanggui(bare, "loyalty", "publish", str(EXAMPLE), "--json")

    assert json.loads(done.stdout) | {"hash": ""} == {"version": 1, "hash": "", "tiers": 3, "rights": 3}


def test_an_unsound_programme_is_refused_with_its_flaws(bare, tmp_path):
    rich = tmp_path / "rich.toml"
    rich.write_text(EXAMPLE.read_text("utf-8").replace("worth_minor = 100 }", "worth_minor = 20000 }"), "utf-8")

    checked = zhanggui(bare, "loyalty", "check", str(rich), "--json")

    assert checked.exit_code == 1
    assert "points_exceed_price" in {flaw["said"]["code"] for flaw in json.loads(checked.stdout)["flaws"]}


@pytest.mark.slow
def test_a_member_is_told_in_either_language_and_points_are_earned_and_adjusted_once(bare):
    sold(bare)
    told = zhanggui(bare, "loyalty", "member", "p1").stdout
    assert told.startswith("level 1 (¥99.00 within the window); ¥1.00 more to level 2\n99 points, worth ¥0.99\n")
    assert zhanggui(bare, "loyalty", "member", "p1", lang="zh-CN").stdout.startswith(
        "1级（统计期内 ¥99.00）；再多 ¥1.00 升到2级"
    )
    assert "know no member 'p9'" in zhanggui(bare, "loyalty", "member", "p9").stderr

    for _ in range(2):
        earned = zhanggui(bare, "loyalty", "earn", "p1", "--occasion", "photo", "--subject", "r1", "--key", "photo-r1")
        taken = zhanggui(bare, "loyalty", "adjust", "p1", "-19", "--why", "gone wrong", "--key", "adjust-1")

    assert earned.stdout.startswith("p1: +20 points, balance 119\n(this request was settled before")
    assert taken.stdout.startswith("p1: -19 points, balance 100\n")
    close = zhanggui(bare, "loyalty", "next-tier", "--within", "100", "--json")
    assert json.loads(close.stdout) == [
        {"customer": "p1", "tier": "t1", "next_tier": "t2", "missing": 100, "expected": None}
    ]
    assert "cannot be told" in zhanggui(bare, "loyalty", "liability").stdout
    assert zhanggui(bare, "loyalty", "expire").stdout == "No points have newly expired\n"


@pytest.mark.slow
def test_the_page_publishes_and_then_shows_counts_cost_liability_and_who_is_close(browser_of, shop):
    owner = browser_of("owner")
    assert "还没有生效的会员规则" in owner.get("/loyalty").text

    def handed_in(what, text):
        said = {"form_token": form_token(owner, "/loyalty"), "text": text, "do": what}
        return owner.post("/loyalty", data=said, follow_redirects=False)

    text = EXAMPLE.read_text("utf-8")
    assert "可以生效" in handed_in("check", text).text
    assert handed_in("publish", "nonsense =").status_code == 422
    assert handed_in("publish", text).status_code == 303
    put_up(open_till(shop), at=shop.clock.now())
    buy(open_till(shop), ("A", 1, 49000), customer="p1", at=shop.clock.now())
    given(open_till(shop), 7, at=shop.clock.now())

    page = browser_of("analyst").get("/loyalty?within=10").text

    assert "1 位会员，合计还差 ¥10.00" in page
    assert "497" in page  # 490 earned, 7 given
    assert "现在无法判断" in page
    assert owner.get("/loyalty?within=much").status_code == 422
    assert 'name="text"' not in browser_of("analyst").get("/loyalty?lang=en").text


@pytest.mark.slow
def test_the_programme_is_published_and_told_over_http(key_of, shop):
    owner = key_of("owner")
    assert owner.get("/api/v1/loyalty").status_code == 409
    body = programme(0, 10000, 50000).model_dump(mode="json")
    assert owner.post("/api/v1/loyalty/programme", json=body).json()["version"] == 1
    put_up(open_till(shop), at=shop.clock.now())
    buy(open_till(shop), ("A", 1, 9900), customer="p1", at=shop.clock.now())

    told = owner.get("/api/v1/loyalty").json()

    assert [tier["members"] for tier in told["tiers"]] == [1, 0, 0]
    assert told["liability"]["outstanding"] == 99
    assert told["liability"]["said"]["code"] == "too_few_owners"
    assert owner.get("/api/v1/loyalty/next-tier?within=100").json() == [
        {"customer": "p1", "tier": "t1", "next_tier": "t2", "missing": 100, "expected": None}
    ]
    steered = owner.get("/api/v1/loyalty/steering?within=100&days=7").json()
    assert (steered["expected"], [each["code"] for each in steered["said"]]) == (
        None,
        ["margin_unknown", "base_unknown", "prior", "test_too_small"],
    )
