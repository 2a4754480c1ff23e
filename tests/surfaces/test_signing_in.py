"""How people come in, and how nobody else does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.surfaces.conftest import PASSWORD, form_token, post
from zhanggui.app.sign_in import first_owner_token, session_cookie
from zhanggui.surfaces.web.application import create_app
from zhanggui.surfaces.web.server import DemoStaysHome, create_site, serve_shops


@pytest.fixture
def empty_site(bare):
    app = create_app(bare)
    yield TestClient(app)
    app.state.house.warm.close()


@pytest.mark.slow
def test_the_first_owner_comes_in_with_the_one_time_link_and_only_once(bare, empty_site):
    token = first_owner_token(bare)
    page = empty_site.get(f"/join?token={token}")
    assert "成为第一位店主" in page.text
    sent = post(empty_site, "/join", f"/join?token={token}", token=token, login="Mei", password=PASSWORD)
    assert sent.status_code == 303
    assert sent.headers["location"] == "/"
    assert "店铺还没有数据" in empty_site.get("/").text
    again = TestClient(empty_site.app)
    refused = post(again, "/join", f"/join?token={token}", token=token, login="eve", password=PASSWORD)
    assert refused.status_code == 403
    assert "邀请无效" in refused.text


def test_the_door_says_so_while_nobody_owns_the_shop(empty_site):
    assert "一次性链接" in empty_site.get("/sign-in").text


@pytest.mark.slow
def test_a_stranger_is_led_to_the_door_and_back_to_the_page_asked_for(stranger):
    led = stranger.get("/metrics?name=orders", follow_redirects=False)
    assert led.status_code == 303
    assert led.headers["location"] == "/sign-in?next=%2Fmetrics%3Fname%3Dorders"
    door = stranger.get(led.headers["location"])
    assert 'name="next" value="/metrics?name=orders"' in door.text
    come_in = post(
        stranger, "/sign-in", led.headers["location"], login="viewer", password=PASSWORD, next="/metrics?name=orders"
    )
    assert come_in.headers["location"] == "/metrics?name=orders"
    assert stranger.get("/metrics?name=orders").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_door_leads_to_no_other_site(stranger, elsewhere):
    sent = post(stranger, "/sign-in", "/sign-in", login="viewer", password=PASSWORD, next=elsewhere)
    assert sent.headers["location"] == "/"


@pytest.mark.slow
def test_a_wrong_password_says_neither_which_was_wrong_nor_whether_the_login_exists(stranger):
    known = post(stranger, "/sign-in", "/sign-in", login="viewer", password="wrong-password")
    unknown = post(stranger, "/sign-in", "/sign-in", login="nobody", password="wrong-password")
    assert known.status_code == unknown.status_code == 401
    assert "登录名或密码不对" in known.text
    assert "登录名或密码不对" in unknown.text


def test_guessing_is_slowed_down_and_forgiven_after_a_while(stranger, clock):
    for _ in range(5):
        assert post(stranger, "/sign-in", "/sign-in", login="viewer", password="guess-guess").status_code == 401
    assert post(stranger, "/sign-in", "/sign-in", login="viewer", password=PASSWORD).status_code == 429
    clock.instant += timedelta(minutes=16)
    assert post(stranger, "/sign-in", "/sign-in", login="viewer", password=PASSWORD).status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger, shop):
    cookie = post(stranger, "/sign-in", "/sign-in", login="viewer", password=PASSWORD).headers["set-cookie"]
    assert cookie.startswith(session_cookie(shop))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(app):
    browser = TestClient(app, base_url="https://shop.example")
    sent = post(browser, "/sign-in", "/sign-in", login="viewer", password=PASSWORD)
    assert "Secure" in sent.headers["set-cookie"]
    assert sent.headers["strict-transport-security"]


def test_signing_out_ends_the_session_on_the_server(browser_of, shop, app):
    browser = browser_of("viewer")
    session = browser.cookies[session_cookie(shop)]
    assert post(browser, "/sign-out").status_code == 303
    thief = TestClient(app, cookies={session_cookie(shop): session})
    assert thief.get("/", follow_redirects=False).headers["location"] == "/sign-in"


@pytest.mark.slow
def test_a_session_ends_after_two_weeks(browser_of, clock):
    browser = browser_of("viewer")
    assert browser.get("/metrics").status_code == 200
    clock.instant += timedelta(days=14)
    assert browser.get("/metrics", follow_redirects=False).status_code == 303


def test_a_form_without_the_token_of_its_page_is_refused(browser_of):
    browser = browser_of("owner")
    assert browser.post("/settings/people", data={"role": "owner"}).status_code == 403
    assert browser.post("/settings/people", data={"role": "owner", "form_token": "0" * 64}).status_code == 403


def test_a_token_is_bound_to_its_session(browser_of):
    hers = form_token(browser_of("owner"), "/settings")
    other = browser_of("owner")
    assert other.post("/settings/people", data={"role": "owner", "form_token": hers}).status_code == 403


@pytest.mark.slow
def test_the_demo_link_opens_every_shop_once(bare, shop):
    site = create_site([bare, shop], demo_token="only-once")
    visitor = TestClient(site)
    assert visitor.get("/demo?token=guess", follow_redirects=False).headers["location"] == "/?done=demo_used"
    page = visitor.get("/demo?token=only-once")
    assert re.findall(r'href="/(\w+)/"', page.text) == ["bare", "tea"]
    assert visitor.get("/tea/settings").status_code == 200
    assert visitor.get("/bare/settings").status_code == 200
    assert "已经用过" in TestClient(site).get("/demo?token=only-once").text


def test_a_demo_is_not_served_to_the_network(bare):
    with pytest.raises(DemoStaysHome):
        serve_shops([bare], host="0.0.0.0", is_demo=True)  # noqa: S104 - that is what must be refused
