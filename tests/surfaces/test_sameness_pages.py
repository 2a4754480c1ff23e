"""An operator confirms a product and merges a member on pages and over HTTP, sees it on record, and undoes it."""

from __future__ import annotations

import pytest

from tests.app.same.test_members import ZHOU
from tests.app.same.test_products import LONGJING, PUER
from tests.app.same.two_channels import by_sku, figures, four_channels
from tests.surfaces.conftest import PASSWORD, form_token, open_session, post
from zhanggui.app.sign_in import first_owner_token, session_cookie
from zhanggui.books import access, people

PRODUCTS, MEMBERS = "/data/products", "/data/members"


@pytest.fixture
def house(tmp_path):
    """The shop of four channels with its owner's browser and an owner's API key."""
    from starlette.testclient import TestClient

    from zhanggui.surfaces.web.application import create_app

    shop = four_channels(tmp_path)
    at = shop.clock.now()
    owner = people.accept_invitation(shop.books, first_owner_token(shop), login="owner", password=PASSWORD, at=at)
    _, key = access.create_api_key(shop.books, title="t", role="owner", by=owner.actor, at=at)
    app = create_app(shop)
    browser = TestClient(app, cookies={session_cookie(shop): open_session(shop, owner)}, raise_server_exceptions=False)
    program = TestClient(app, headers={"Authorization": f"Bearer {key}"}, raise_server_exceptions=False)
    yield shop, browser, program
    app.state.house.warm.close()
    shop.books.close()


def test_a_product_is_shown_with_its_evidence_and_nothing_is_confirmed_without_a_choice(house):
    _, browser, _ = house
    shown = browser.get(PRODUCTS).text
    assert "明前西湖龙井" in shown
    assert "重量一致" in shown
    nothing = post(browser, f"{PRODUCTS}/decide", PRODUCTS, verdict="confirm")
    assert (nothing.status_code, "请先勾选" in nothing.text) == (422, True)


@pytest.mark.slow
def test_a_product_is_confirmed_published_and_undone_on_the_page(house):
    shop, browser, _ = house
    post(browser, f"{PRODUCTS}/decide", PRODUCTS, match=[LONGJING, PUER], verdict="confirm", why="同一罐")
    shown = browser.get(f"{PRODUCTS}?lang=en").text
    assert "Waiting for the next publishing: 2." in shown
    assert "同一罐" in shown
    post(browser, "/data/publish", PRODUCTS)
    assert by_sku(shop)["TEA-001"] == 33200

    post(browser, f"{PRODUCTS}/decide", PRODUCTS, match=LONGJING, verdict="undo")
    post(browser, "/data/publish", PRODUCTS)
    assert by_sku(shop)["TEA-001"] == 20000


@pytest.mark.slow
def test_a_member_is_previewed_and_merged_on_the_page(house):
    shop, browser, _ = house
    assert ZHOU in browser.get(MEMBERS).text
    shown = browser.get(f"{MEMBERS}/{ZHOU}?lang=en").text
    assert "Merge into one member" in shown
    assert "bought on 3 days" in shown

    sent = post(browser, f"{MEMBERS}/{ZHOU}/merge", PRODUCTS, why="电话核实")
    assert sent.headers["Location"] == f"{MEMBERS}?done=member_merged"
    post(browser, "/data/publish", PRODUCTS, back="members")
    assert figures(shop, "buyers") == {"buyers": 6}
    assert "Take apart" in browser.get(f"{MEMBERS}/{ZHOU}").text


@pytest.mark.slow
def test_over_http_a_program_sees_and_a_person_decides(house):
    _, browser, program = house
    told = program.get("/api/v1/products/matches").json()
    assert {each["id"] for each in told["proposed"]} == {LONGJING, PUER}
    refused = program.post("/api/v1/products/matches/confirm", json={"ids": [LONGJING]})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "only_persons_join")

    token = {"X-Form-Token": form_token(browser, PRODUCTS)}
    (done,) = browser.post("/api/v1/products/matches/confirm", json={"ids": [LONGJING]}, headers=token).json()
    assert (done["sku"], done["in_force"]) == ("TEA-001", False)
    preview = program.get(f"/api/v1/members/{ZHOU}/preview").json()
    assert (preview["before"]["buyers"], preview["after"]["buyers"]) == (7, 6)
    assert preview["people_after"][0]["net_sales"] == {"amount": "500.00", "currency": "CNY"}
    merged = browser.post(f"/api/v1/members/{ZHOU}/merge", json={"why": "x"}, headers=token).json()
    assert merged["member"] == "pa"
    assert program.get("/api/v1/members").json()["waiting"] == 1
    assert program.post("/api/v1/publish").json() == {"snapshot": "000004"}
    assert program.post("/api/v1/members/u0/merge", json={}).json()["error"]["code"] == "only_persons_join"
