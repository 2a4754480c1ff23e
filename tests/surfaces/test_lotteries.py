"""A lottery is checked, declared, drawn from and looked at: in the browser, over HTTP, in a terminal."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.checkout.selling import given, join
from tests.offers.lotteries import CUP, lottery, points, prize
from tests.offers.programmes import programme
from tests.surfaces.conftest import form_token
from tests.surfaces.test_loyalty import zhanggui
from zhanggui.app.selling.opening import open_till

EXAMPLE = Path(__file__).parents[2] / "docs/examples/members/lottery.toml"
PROGRAMME = EXAMPLE.with_name("programme.toml")


def running(shop, *prizes, **said):
    """The text of a lottery that runs now."""
    now = shop.clock.now()
    times = {
        "starts_at": (now - timedelta(days=1)).isoformat(),
        "ends_at": (now + timedelta(days=400 * 20)).isoformat(),  # the command line reads the real clock
    }
    prizes = prizes or (prize("cup", 30, CUP, stock=2), points("five", 970, 5))
    return lottery(*prizes, **times, **{"most_a_day": 50, "undo_hours": 24, **said}).model_dump_json()


def member(shop, have=1000, customer="p1"):
    till = open_till(shop)
    join(till, programme(), at=shop.clock.now())
    given(till, have, at=shop.clock.now(), customer=customer)


def test_the_example_is_sound_and_its_cost_is_told(bare):
    assert "unknown" in zhanggui(bare, "loyalty", "lottery", "check", str(EXAMPLE)).stdout
    assert zhanggui(bare, "loyalty", "publish", str(PROGRAMME)).exit_code == 0

    checked = zhanggui(bare, "loyalty", "lottery", "check", str(EXAMPLE))

    # 0.002 · 8800 + 0.02 · 1200 + 0.15 · 100 + 0.5 · 5 = 17.6 + 24 + 15 + 2.5 = 59.1
    assert checked.stdout == (
        "A draw gives away ¥0.59 on average, and its points are worth ¥1.00\n✓ A lottery of 5 prizes may be declared\n"
    )
    assert zhanggui(bare, "loyalty", "lottery", "list").stdout.startswith("There are no lotteries. Write one")
    done = json.loads(zhanggui(bare, "loyalty", "lottery", "publish", str(EXAMPLE), "--json").stdout)
    assert done | {"hash": ""} == {"lottery": "spring-tea", "hash": "", "prizes": 5}
    told = zhanggui(bare, "loyalty", "lottery", "show", "spring-tea", lang="zh-CN").stdout
    assert "20 / 10,000" in told
    assert "还没有人抽过" in told
    assert "¥50,000.00" in told


def test_an_unsound_lottery_is_refused_with_what_to_mend(bare, tmp_path):
    assert zhanggui(bare, "loyalty", "publish", str(PROGRAMME)).exit_code == 0
    dear = tmp_path / "dear.toml"
    dear.write_text(EXAMPLE.read_text("utf-8").replace("value_minor = 8800", "value_minor = 5000001"), "utf-8")

    checked = zhanggui(bare, "loyalty", "lottery", "check", str(dear), "--json")

    assert checked.exit_code == 1
    codes = {flaw["said"]["code"] for flaw in json.loads(checked.stdout)["flaws"]}
    assert codes == {"prize_above_cap", "draw_costs_more"}
    assert "prize_above_cap" in zhanggui(bare, "loyalty", "lottery", "publish", str(dear)).stderr
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(EXAMPLE.read_text("utf-8").replace("chance = 3280", "chance = 3281"), "utf-8")
    assert "sum to 10001" in zhanggui(bare, "loyalty", "lottery", "check", str(wrong)).stderr


@pytest.mark.slow
def test_draws_are_made_handed_over_and_undone_in_a_terminal(bare, tmp_path):
    member(bare)
    file = tmp_path / "lottery.json"
    file.write_text(
        running(
            bare,
            prize("cup", 30, CUP, stock=2),
            prize("tea", 970, {**CUP, "sku": "T", "value_minor": 5}),
            when_gone="thanks",
        )
    )
    run = ("loyalty", "lottery")
    assert zhanggui(bare, *run, "publish", str(file)).exit_code == 0

    drawn = [
        json.loads(zhanggui(bare, *run, "draw", "spring", "p1", "--key", f"draw-key-{n}", "--json").stdout)
        for n in (1, 2, 1)
    ]
    told = zhanggui(bare, *run, "draw", "spring", "p1", "--key", "draw-key-1").stdout

    assert [each["is_repeated"] for each in drawn] == [False, False, True]
    assert [each["balance"] for each in drawn] == [900, 800, 900]
    assert "100 points paid, 0 won, balance 900" in told
    assert "this request was settled before" in told
    liability = json.loads(zhanggui(bare, "loyalty", "liability", "--json").stdout)
    assert (liability["outstanding"], liability["prizes_owed"]) == (800, 2)
    assert "2 prizes of lotteries to hand over" in zhanggui(bare, "loyalty", "liability").stdout
    waiting = json.loads(zhanggui(bare, *run, "owed", "--json").stdout)
    assert [(each["draw"], each["customer"], each["units"]) for each in waiting] == [
        (each["draw"], "p1", 1) for each in drawn[:2]
    ]
    assert drawn[0]["draw"] in zhanggui(bare, *run, "owed").stdout
    assert "handed over" in zhanggui(bare, *run, "hand-over", drawn[0]["draw"], "--key", "hand-over-1").stdout
    undone = zhanggui(bare, *run, "undo", drawn[1]["draw"], "--why", "sent twice", "--key", "undo-key-1").stdout
    assert "undone; 100 points given back, 0 taken back" in undone
    shown = json.loads(zhanggui(bare, *run, "show", "spring", "--json").stdout)
    assert (shown["draws"], shown["undone"], shown["points_paid"], shown["owed"]) == (2, 1, 100, 0)
    assert shown["said"]["code"] == "too_few_draws"
    assert zhanggui(bare, *run, "owed").stdout == "No prizes wait to be handed over\n"
    assert "closed" in zhanggui(bare, *run, "close", "spring").stdout
    assert "takes no draws now" in zhanggui(bare, *run, "draw", "spring", "p1", "--key", "draw-key-9").stderr


@pytest.mark.slow
def test_the_page_declares_a_lottery_and_shows_odds_draws_and_cost(browser_of, shop):
    owner = browser_of("owner")
    member(shop)

    def handed_in(what, text):
        said = {"form_token": form_token(owner, "/loyalty"), "text": text, "do": what}
        return owner.post("/loyalty/lotteries", data=said, follow_redirects=False)

    assert "可以生效" in handed_in("check", running(shop)).text
    assert handed_in("publish", "nonsense =").status_code == 422
    assert "每抽平均送出" in handed_in("publish", running(shop, points("all", 1000, 101))).text
    assert handed_in("publish", running(shop)).status_code == 303

    page = browser_of("analyst").get("/loyalty").text

    assert "30 / 1,000" in page
    assert "还没有人抽过" in page
    assert "单个奖品最高 ¥50,000.00" in page
    assert 'action="/loyalty/lotteries"' not in page


@pytest.mark.slow
def test_lotteries_are_declared_told_and_closed_over_http(key_of, shop):
    owner = key_of("owner")
    member(shop)
    assert owner.get("/api/v1/loyalty/lotteries").json() == []
    body = json.loads(running(shop))
    assert owner.post("/api/v1/loyalty/lotteries", json=body).json()["prizes"] == 3
    assert (
        owner.post("/api/v1/loyalty/lotteries", json={**body, "undo_hours": 0}).json()["error"]["code"]
        == "lottery_declared"
    )

    (told,) = owner.get("/api/v1/loyalty/lotteries").json()

    assert (told["declared"]["state"], told["draws"], told["chance"], told["said"]["code"]) == (
        "running",
        0,
        None,
        "no_draws",
    )
    assert told["cost_of_draw"]["expected"] == {"amount": "0.95", "currency": "CNY"}  # 0.03 · 3000 + 0.97 · 5 = 94.85
    assert owner.post("/api/v1/loyalty/lotteries/spring/close").json()["declared"]["state"] == "closed"
    assert owner.post("/api/v1/loyalty/lotteries/none/close").status_code == 404
    assert owner.get("/api/v1/loyalty").json()["prizes_owed"] == 0
    assert owner.get("/api/v1/loyalty/lotteries/owed").json() == []
