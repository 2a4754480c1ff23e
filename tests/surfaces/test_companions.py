"""Companions on the page, over HTTP and in a terminal: published by a person, shown with what was taken, taken down."""

from __future__ import annotations

import json

import pytest

from tests.checkout.test_companions import ALL, put_at_cart
from tests.surfaces.conftest import post
from tests.surfaces.shops import land, tables
from zhanggui.app.selling.companions import (
    SENTENCES,
    ShowingTakesAPerson,
    companions_now,
    publish_found,
    readout,
    withdraw,
)
from zhanggui.app.selling.opening import open_till
from zhanggui.books.people import Actor
from zhanggui.checkout.companions.told import ArmCounts
from zhanggui.core.sentence import render

OWNER = Actor(id="owner", role="owner")


@pytest.fixture
def paired(shop):
    """The tea shop, where a cup went along with many an oolong, and a spoon with whatever was bought."""
    sold = tables()["order_lines"]
    oolong = [line for line in sold if line["sku"] == "TGY-50"][:80]
    more = {"quantity": 1, "gross_minor": 900, "due_minor": 900, "category": "茶具"}
    cups = [line | more | {"line_id": "#2", "sku": "CUP-1", "product_name": "品茗杯"} for line in oolong]
    spoons = [line | more | {"line_id": "#3", "sku": "SPOON-1", "product_name": "茶则"} for line in sold[::4]]
    land(shop, {"order_lines": sold + cups + spoons}, "ware.csv")
    return shop


@pytest.mark.slow
def test_a_person_puts_them_up_and_takes_them_down_on_the_page(browser_of, paired):
    operator = browser_of("operator")
    assert "购物车还没有推荐" in operator.get("/companions").text
    assert "重新计算并发布" not in browser_of("analyst").get("/companions").text

    done = post(operator, "/companions/publish", page="/companions", days="365", held_back="500")

    assert done.headers["location"].endswith("companions_published")
    page = operator.get("/companions?skus=TGY-50").text
    assert "品茗杯" in page
    assert "5 % 的购物车作对照" in page
    assert "还没有带展示的核销" in page
    assert "单也买“品茗杯”" in page
    assert "没有可以推荐的商品" in operator.get("/companions?skus=nothing").text
    wrong = post(operator, "/companions/publish", page="/companions", days="soon", held_back="500")
    assert (wrong.status_code, "天数" in wrong.text) == (422, True)
    assert post(operator, "/companions/withdraw", page="/companions").status_code == 303
    assert "这一版是空的" in operator.get("/companions").text
    assert companions_now(paired).version == 2


@pytest.mark.slow
def test_over_http_a_program_looks_and_a_person_publishes(key_of, browser_of, paired):
    program = key_of("operator")
    assert program.get("/api/v1/companions").json()["error"]["code"] == "no_companions"
    refused = program.post("/api/v1/companions/publish", json={})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "showing_takes_a_person")
    publish_found(paired, {}, actor=OWNER)

    told = program.get("/api/v1/companions").json()

    assert (told["version"], told["by"], told["held_back_bps"]) == (1, "owner", 1_000)
    assert {(each["beside"], each["sku"]) for each in told["companions"]} == {("TGY-50", "CUP-1"), ("CUP-1", "TGY-50")}
    assert (told["readout"]["difference"], told["readout"]["said"]["code"]) == (None, "nothing_told")
    assert "minor" not in json.dumps(told), "neither costs nor profits are kept where programs look"


def test_only_a_person_changes_what_is_shown(bare):
    with pytest.raises(ShowingTakesAPerson):
        withdraw(bare, actor=Actor(id="k1", role="owner", kind="machine"))


def test_whether_showing_helps_is_told_by_the_arms():
    def said(*counted):
        (shown, taken), (held, anyway) = counted
        found = readout(ArmCounts(sales=shown, taken=taken), ArmCounts(sales=held, taken=anyway))
        return found.said.code, found.difference, render(found.said, SENTENCES, "en")

    assert said((0, 0), (0, 0))[:2] == ("nothing_told", None)
    assert said((900, 90), (29, 1))[:2] == ("too_few", None)
    code, gap, text = said((70, 56), (80, 48))
    assert (code, round(gap.low.rate, 4), round(gap.high.rate, 4)) == ("more", 0.0524, 0.3339)
    assert text == (
        "Showing sells more: 80.0% of sales hold a companion, 60.0% of those held back; the difference is +5.2% to +33.4%."
    )
    assert said((80, 48), (70, 56))[0] == "less"
    assert said((80, 48), (70, 42))[0] == "unclear"


@pytest.mark.slow
def test_what_was_told_stands_on_the_page(browser_of, shop):
    put_at_cart(open_till(shop), *ALL)
    page = browser_of("analyst").get("/companions", params={"lang": "en"}).text
    assert "Leaf" in page
    assert "10 % of baskets held back" in page
