"""Offers are checked and tried, price lists set, compared and changed: in the browser, over HTTP, in a terminal."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from tests.app.price_decided import decided
from tests.surfaces.conftest import form_token, post
from zhanggui.core.words import Words
from zhanggui.offers.prices.parity import ParityRow
from zhanggui.offers.prices.price_lists import PriceLists
from zhanggui.surfaces.cli.main import app as command_line
from zhanggui.surfaces.prices_tables import CommissionsNotUnderstood, commissions, list_tables, parity_table

TABLE = "list,channels,sku,price\nall,,T-1,128.00\njd,jd,T-1,140.00\n"
OFFERS = """
currency = "CNY"
combine = { choose = "priority", basis = "remaining", groups = [{ id = "shop" }] }
[[offers]]
id = "m300"
title = { zh = "满300减50", en = "50 off 300" }
group = "shop"
benefit = { kind = "full_reduction", steps = [{ threshold_minor = 30000, off_minor = 5000 }] }
"""


def zhanggui(shop, *words):
    return CliRunner().invoke(command_line, ["--shop", str(shop.folder), *words])


@pytest.mark.slow
def test_lists_are_set_compared_changed_and_undone_in_the_browser(browser_of):
    operator = browser_of("operator")
    assert post(operator, "/prices", page="/prices", text=TABLE).status_code == 303
    assert "1 处超出价格带" in operator.get("/prices?commissions=own=1,jd=2&measure=own&band=3").text
    assert operator.get("/prices/lists.csv").text.splitlines()[1] == "all,,,,,,T-1,128.00"

    assert post(operator, "/prices/changes", page="/prices", rows="jd:T-1=130", reason="比价").status_code == 303
    assert "¥130.00" in operator.get("/prices").text
    assert post(operator, "/prices/changes/c1/carry-out", page="/prices").status_code == 303
    assert "都在价格带内" in operator.get("/prices?commissions=own=1,jd=2&measure=own&band=3").text
    assert post(operator, "/prices/changes/c1/undo", page="/prices", why="卖完").status_code == 303
    assert "已撤销" in operator.get("/prices").text
    assert "¥140.00" in browser_of("viewer").get("/prices").text


@pytest.mark.slow
def test_what_is_wrong_in_a_form_is_said_and_what_was_typed_stays(browser_of):
    operator = browser_of("operator")
    post(operator, "/prices", page="/prices", text=TABLE)
    refused = post(operator, "/prices/changes", page="/prices", rows="nonsense", reason="比价")

    assert (refused.status_code, "看不懂“nonsense”" in refused.text, ">nonsense</textarea>" in refused.text) == (
        422,
        True,
        True,
    )
    assert operator.get("/prices?commissions=own").status_code == 422
    for at in ("9999-12-31T23:59", "0001-01-01T00:00+14:00", "soon"):
        assert post(operator, "/prices/changes", page="/prices", rows="jd:T-1=1", reason="x", at=at).status_code == 422
    assert post(operator, "/offers", page="/offers", text="x = 1").status_code == 422


@pytest.mark.slow
def test_a_set_is_checked_and_a_basket_priced_by_its_address(browser_of):
    operator = browser_of("operator")
    assert post(operator, "/offers", page="/offers", text=OFFERS).status_code == 303
    page = operator.get("/offers?lines=T-1,2,160&channel=jd").text

    assert "可以上线" in page
    assert "应付 ¥270.00" in page
    assert "满300减50 −¥50.00" in page
    assert "再买 ¥20.00 减 ¥50.00" in operator.get("/offers?lines=T-1,2,140").text
    assert operator.get("/offers?lines=T-1").status_code == 422
    assert operator.get("/offers?lines=T-1,2,160&at=9999-12-31T23:59").status_code == 422
    assert operator.get("/offers?lines=T-1,2,160&points=9999999999999999&shipping=1").status_code == 422
    assert browser_of("analyst").get("/offers").status_code == 200
    assert browser_of("viewer").get("/offers").status_code == 403


@pytest.mark.slow
def test_a_set_with_a_loss_may_not_go_live(browser_of):
    operator = browser_of("operator")
    products = json.dumps({"products": [{"sku": "T-1", "price_minor": 30000, "cost_minor": 29000}]})
    told = {"form_token": form_token(operator, "/offers"), "text": OFFERS}
    sent = operator.post(
        "/offers", data=told, files={"products": ("p.json", products.encode())}, follow_redirects=False
    )

    assert sent.status_code == 303
    page = operator.get("/offers").text
    assert "m300" in page
    assert "没有发现问题" not in page


@pytest.mark.slow
def test_prices_over_http_are_set_by_a_person_and_planned_by_a_program(browser_of, key_of, clock):
    operator, program = browser_of("operator"), key_of("operator")
    token = {"X-Form-Token": form_token(operator, "/prices")}
    lists = {"currency": "CNY", "lists": [{"id": "all", "prices": {"T-1": 12800}}]}
    assert operator.post("/api/v1/prices", json=lists, headers=token).json()["version"] == 1
    assert program.post("/api/v1/prices", json=lists).json()["error"]["code"] == "prices_take_a_person"

    clock.instant += timedelta(days=1)
    wanted = {"reason": "成本", "rows": [{"list": "all", "sku": "T-1", "price_minor": 11800}]}
    planned = program.post("/api/v1/prices/changes", json=wanted).json()
    assert (planned["id"], planned["status"], planned["rows"][0]["before_minor"]) == ("c1", "planned", 12800)
    done = operator.post("/api/v1/prices/changes/c1/carry-out", headers=token).json()
    assert (done["status"], done["rows"][0]["lowest_before_minor"]) == ("carried_out", 12800)
    undone = operator.post("/api/v1/prices/changes/c1/undo", json={"why": "x"}, headers=token).json()
    assert undone["status"] == "undone"
    rows = program.get("/api/v1/prices/parity", params={"commissions": "own=1,jd=2", "measure": "own"}).json()
    assert [row["is_within"] for row in rows] == [True, True]


@pytest.mark.slow
def test_an_applied_decision_is_drafted_with_a_button_by_whoever_may(browser_of, shop):
    operator, analyst = browser_of("operator"), browser_of("analyst")
    assert post(operator, "/prices", page="/prices", text=TABLE).status_code == 303
    decision = decided(shop, [["jd", 14000, 15000]], sku="T-1", at=shop.clock.now())
    page = f"/decisions/{decision}"

    assert "起草改价" in operator.get(page).text
    assert "起草改价" not in analyst.get(page).text
    assert post(analyst, page + "/plan-prices", page="/decisions").status_code == 403
    refused = post(operator, page + "/plan-prices", page=page, day="x")
    assert refused.status_code == 409
    assert "第 0 天没有已执行的改价" in refused.text

    done = post(operator, page + "/plan-prices", page=page, day="1")
    assert (done.status_code, done.headers["location"].split("?")[0]) == (303, "/prices")
    assert "¥150.00" in operator.get("/prices").text
    assert "<code>c1</code>" in operator.get(page).text
    assert "Draft the change" in operator.get(page + "?lang=en").text


@pytest.mark.slow
def test_a_decision_is_drafted_over_http_by_a_program_and_once(browser_of, key_of, shop):
    operator, program = browser_of("operator"), key_of("operator")
    assert post(operator, "/prices", page="/prices", text=TABLE).status_code == 303
    decision = decided(shop, [["jd", 14000, 15000]], sku="T-1", at=shop.clock.now())
    path, key = f"/api/v1/prices/decisions/{decision}/plan", {"Idempotency-Key": "k1"}

    planned = program.post(path, json={}, headers=key).json()
    assert program.post(path, json={}, headers=key).json() == planned
    assert (planned["id"], planned["reason"], planned["status"]) == ("c1", decision, "planned")
    assert planned["rows"][0]["after_minor"] == 15000
    assert program.post(path, json={"day": 2}).json()["error"]["code"] == "no_prices_decided"
    assert key_of("analyst").post(path, json={}).status_code == 403


@pytest.mark.slow
def test_prices_at_the_command_line(shop, tmp_path):
    file = tmp_path / "prices.csv"
    assert zhanggui(shop, "prices", "template", str(file)).exit_code == 0
    assert json.loads(zhanggui(shop, "prices", "define", str(file), "--json").stdout)["version"] == 1
    planned = zhanggui(shop, "prices", "plan", "--price", "all:T-1=118", "--reason", "成本", "--json")
    assert json.loads(planned.stdout)["id"] == "c1"
    assert "已执行" in zhanggui(shop, "prices", "carry-out", "c1").stdout
    assert "c1" in zhanggui(shop, "prices", "list").stdout
    assert zhanggui(shop, "prices", "undo", "c1", "--why", "x").exit_code == 0
    apart = zhanggui(shop, "prices", "parity", "--commissions", "jd=5,own=5", "--measure", "own", "--band", "1")
    assert (apart.exit_code, "1 处超出" in apart.stdout) == (1, True)


@pytest.mark.parametrize("said", ["", "tmall", "tmall=5", "tmall=x, jd=6", "tmall=5, jd=101", "jd=5, own=6"])
def test_commissions_that_cannot_be_meant_are_refused(said):
    with pytest.raises(CommissionsNotUnderstood, match="tmall=5"):
        commissions(said, "tmall")


def test_tables_of_prices_call_channels_as_the_shop_does_and_tell_its_time():
    lists = PriceLists.model_validate(
        {
            "currency": "CNY",
            "lists": [{"id": "a", "channels": ["tmall"], "starts_at": "2026-06-17T16:00:00Z", "prices": {"T": 100}}],
        }
    )
    names = {"tmall": Words(zh="天猫旗舰店", en="Tmall store")}
    shown, _ = list_tables(lists, "zh-CN", channels=names, timezone="Asia/Shanghai")
    assert shown.rows[0][1:5] == ("天猫旗舰店", "不限", "不限", "2026-06-18 00:00 – …")
    row = ParityRow(
        sku="T", channel="tmall", price_minor=100, measure_minor=100, apart_bps=0, allowed_bps=0, is_within=True
    )
    assert parity_table([row], "CNY", "en", channels=names).rows[0][1] == "Tmall store"


@pytest.mark.slow
def test_a_checked_set_is_replayed_by_its_number_and_proposed_never_started(browser_of):
    operator = browser_of("operator")
    assert "没有编号为 1 的优惠方案" in operator.get("/analyses/promotions.replay?offers=1").text
    assert post(operator, "/offers", page="/offers", text=OFFERS).status_code == 303

    assert "/analyses/promotions.replay?offers=1&amp;days=90" in operator.get("/offers").text
    by_number = operator.get("/analyses/promotions.replay?offers=1&days=90")
    assert (by_number.status_code, "m300" in by_number.text) == (200, True)
    assert "m300" in operator.get("/analyses/promotions.replay?days=90").text
    assert browser_of("viewer").get("/analyses/promotions.replay").status_code == 403

    asked = post(operator, "/offers/propose", page="/offers")
    proposed = operator.get(asked.headers["location"]).text
    assert asked.status_code == 303
    assert "上线优惠方案 1" in proposed or "没有提出建议" in proposed
    assert post(browser_of("analyst"), "/offers/propose", page="/offers").status_code == 403


@pytest.mark.slow
def test_a_file_of_offers_is_replayed_from_the_command_line(shop, tmp_path):
    file = tmp_path / "offers.toml"
    file.write_text(OFFERS, encoding="utf-8")

    done = zhanggui(shop, "run", "promotions.replay", "--offers", f"@{file}", "--json")

    assert [row["offer"] for row in json.loads(done.stdout)["result"]["offers"]] == ["m300"]
    assert zhanggui(shop, "run", "promotions.replay", "--offers", f"@{tmp_path / 'none.toml'}").exit_code != 0
