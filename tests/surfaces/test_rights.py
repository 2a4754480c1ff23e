"""Who may do what: every route against every role, and what a viewer does not see."""

from __future__ import annotations

import json
import re

import pytest

from tests.offers.lotteries import lottery, points
from tests.offers.programmes import programme
from tests.surfaces.conftest import ROLES, form_token
from zhanggui.books.people import ROLES as RANKED
from zhanggui.books.settings import MarginAssumption, Settings, change
from zhanggui.surfaces.confidential import is_secret, without_secrets

# Address → the least role that may use it. A route that is missing here fails the test below.
READS = {
    "/": "viewer",
    "/metrics": "viewer",
    "/metrics/{name}": "viewer",
    "/metrics/file.{kind}": "viewer",
    "/analyses": "viewer",
    "/analyses/{name}": "viewer",
    "/analyses/{name}/files/{table}.{kind}": "viewer",
    "/analyses/{name}/members": "viewer",
    "/analyses/{name}/members.{kind}": "viewer",
    "/data": "viewer",
    "/data/loads/{number}": "viewer",
    "/data/loads/{number}/quarantine.{kind}": "analyst",
    "/data/templates/{template}.{kind}": "viewer",
    "/data/uploads/{token}": "operator",
    "/data/products": "viewer",
    "/data/members": "analyst",
    "/data/members/{member}": "analyst",
    "/data/models": "analyst",
    "/decisions": "analyst",
    "/decisions/{decision}": "analyst",
    "/decisions/{decision}/file": "operator",
    "/decisions/file.{kind}": "analyst",
    "/settings": "viewer",
    "/settings/customers": "owner",
    "/settings/notifications": "owner",
    "/settings/integrations": "owner",
    "/settings/backups": "owner",
    "/settings/backups/{backup}/file": "owner",
    "/reference": "viewer",
    "/goals": "viewer",
    "/goals/{goal}": "viewer",
    "/prices": "viewer",
    "/prices/template.csv": "viewer",
    "/prices/lists.csv": "viewer",
    "/offers": "analyst",
    "/companions": "analyst",
    "/loyalty": "analyst",
    "/programmes": "analyst",
    "/offers/fields": "analyst",
    "/alerts": "viewer",
}
WRITES = {
    "/data/uploads": "operator",
    "/data/uploads/{token}/load": "operator",
    "/data/uploads/{token}/map": "operator",
    "/data/uploads/{token}/discard": "operator",
    "/data/products/decide": "operator",
    "/data/products/join": "operator",
    "/data/products/part": "operator",
    "/data/models/{name}/fit": "operator",
    "/data/members/{member}/merge": "operator",
    "/data/members/{member}/unmerge": "operator",
    "/data/members/{member}/refuse": "operator",
    "/data/publish": "operator",
    "/decisions/propose": "operator",
    "/decisions/{decision}/decide": "operator",
    "/decisions/{decision}/apply": "operator",
    "/decisions/{decision}/confirm": "operator",
    "/decisions/{decision}/measure": "operator",
    "/settings/shop": "owner",
    "/settings/password": "viewer",
    "/settings/people": "owner",
    "/settings/people/{user}/role": "owner",
    "/settings/people/{user}/disable": "owner",
    "/settings/keys": "owner",
    "/settings/keys/{key}/revoke": "owner",
    "/settings/integrations": "owner",
    "/settings/integrations/{key}/rotate": "owner",
    "/settings/integrations/{key}/revoke": "owner",
    "/settings/customers/find": "owner",
    "/settings/customers/{customer}/export": "owner",
    "/settings/customers/{customer}/erase": "owner",
    "/settings/backups": "owner",
    "/settings/backups/{backup}/delete": "owner",
    "/settings/backups/restore": "owner",
    "/settings/notifications/targets": "owner",
    "/settings/notifications/time": "owner",
    "/settings/notifications/{target}/test": "owner",
    "/settings/notifications/{target}/remove": "owner",
    "/goals": "operator",
    "/goals/{goal}/change": "operator",
    "/goals/{goal}/close": "operator",
    "/prices": "operator",
    "/prices/changes": "operator",
    "/prices/changes/{change}/carry-out": "operator",
    "/prices/changes/{change}/undo": "operator",
    "/decisions/{decision}/plan-prices": "operator",
    "/offers": "operator",
    "/offers/propose": "operator",
    "/loyalty": "owner",
    "/loyalty/lotteries": "owner",
    "/programmes": "owner",
    "/programmes/propose": "operator",
    "/offers/publish": "operator",
    "/companions/publish": "operator",
    "/companions/withdraw": "operator",
    "/alerts/acknowledge": "operator",
}
OPEN_TO_ALL = {"/sign-in", "/join", "/sign-out", "/static/{name}", "/api/v1"}
API_READS = {
    "/review": "viewer",
    "/metrics": "viewer",
    "/dimensions": "viewer",
    "/metrics/values": "viewer",
    "/answers": "viewer",
    "/capabilities": "viewer",
    "/capabilities/{name}": "viewer",
    "/decisions": "analyst",
    "/decisions/{decision}": "analyst",
    "/decisions/{decision}/file": "operator",
    "/loads": "viewer",
    "/jobs/{job_id}": "operator",
    "/loads/{number}": "viewer",
    "/loads/{number}/quarantine": "analyst",
    "/maps": "viewer",
    "/settings": "analyst",
    "/people": "owner",
    "/keys": "owner",
    "/checkout/keys": "owner",
    "/loyalty": "analyst",
    "/loyalty/lotteries": "analyst",
    "/loyalty/lotteries/owed": "operator",
    "/loyalty/next-tier": "operator",
    "/loyalty/steering": "operator",
    "/programmes": "analyst",
    "/programmes/rules": "analyst",
    "/goals": "viewer",
    "/goals/{goal}": "viewer",
    "/prices": "viewer",
    "/prices/parity": "viewer",
    "/offers": "analyst",
    "/companions": "analyst",
    "/alerts": "viewer",
    "/backups": "owner",
    "/backups/jobs/{job_id}": "owner",
    "/backups/{backup}": "owner",
    "/notify/targets": "owner",
    "/notify/schedule": "owner",
    "/products/matches": "viewer",
    "/members": "analyst",
    "/members/{member}/preview": "analyst",
    "/models": "analyst",
    "/models/{name}": "analyst",
}
API_WRITES = {
    "/answers": "analyst",
    "/capabilities/{name}/members": "viewer",
    "/decisions/propose": "operator",
    "/decisions/{decision}/approve": "operator",
    "/decisions/{decision}/reject": "operator",
    "/decisions/{decision}/defer": "operator",
    "/decisions/{decision}/apply": "operator",
    "/decisions/{decision}/confirm": "operator",
    "/decisions/{decision}/measure": "operator",
    "/loads": "operator",
    "/loads/preview": "operator",
    "/loads/queue": "operator",
    "/backups": "owner",
    "/backups/{backup}/restore": "owner",
    "/backups/restore": "owner",
    "/customers/find": "owner",
    "/customers/{customer}/export": "owner",
    "/customers/{customer}/erase": "owner",
    "/loads/propose": "operator",
    "/maps": "operator",
    "/goals": "operator",
    "/goals/{goal}/change": "operator",
    "/goals/{goal}/close": "operator",
    "/prices": "operator",
    "/prices/decisions/{decision}/plan": "operator",
    "/prices/changes": "operator",
    "/prices/changes/{change}/carry-out": "operator",
    "/prices/changes/{change}/undo": "operator",
    "/alerts/acknowledge": "operator",
    "/notify/targets": "owner",
    "/notify/targets/{target}/test": "owner",
    "/notify/targets/{target}/remove": "owner",
    "/products/matches/confirm": "operator",
    "/products/matches/refuse": "operator",
    "/products/matches/undo": "operator",
    "/products/matches/join": "operator",
    "/products/matches/part": "operator",
    "/models/{name}/fit": "operator",
    "/members/{member}/merge": "operator",
    "/members/{member}/unmerge": "operator",
    "/members/{member}/refuse": "operator",
    "/publish": "operator",
    "/offers/check": "analyst",
    "/offers/quote": "analyst",
    "/offers/publish": "operator",
    "/offers/lapse": "operator",
    "/companions/publish": "operator",
    "/companions/withdraw": "operator",
    "/checkout/keys": "owner",
    "/checkout/keys/{key}/rotate": "owner",
    "/checkout/keys/{key}/revoke": "owner",
    "/loyalty/programme": "owner",
    "/loyalty/lotteries": "owner",
    "/loyalty/lotteries/{lottery}/close": "owner",
    "/programmes/rules": "owner",
    "/programmes/propose": "operator",
}
# What an integration may ask takes a key of its own, whatever role anybody has.
SELLING = {
    "/checkout/quote",
    "/checkout/redeem",
    "/checkout/cancel",
    "/checkout/refund",
    "/checkout/holds",
    "/checkout/holds/{hold}/release",
    "/checkout/codes",
    "/checkout/companions",
    "/checkout/companions/showings",
    "/checkout/redemptions/{redemption}",
    "/checkout/members/{customer}",
    "/checkout/points",
    "/checkout/lotteries",
    "/checkout/lotteries/{lottery}",
    "/checkout/draws",
    "/checkout/draws/{draw}/hand-over",
    "/checkout/draws/{draw}/undo",
}
API_OPEN = {"/healthz", "/readyz", "/openapi.json"}
_COMBINE = {"choose": "priority", "basis": "remaining"}
_LINE = {"line": "1", "sku": "x", "units": 1, "price_minor": 1}
_OFFERS = {"currency": "CNY", "combine": _COMBINE}
BODIES = {
    "/offers/check": {"offers": _OFFERS},
    "/offers/quote": {"offers": _OFFERS, "basket": {"currency": "CNY", "lines": [_LINE]}},
    "/offers/publish": {"offers": _OFFERS},
    "/companions/publish": {},
    "/checkout/keys": {"integration": "own-site", "scopes": ["quote"]},
    "/checkout/keys/{key}/rotate": {},
    "/loyalty/programme": programme().model_dump(mode="json"),
    "/loyalty/lotteries": lottery(points("five", 100, 5)).model_dump(mode="json"),
    "/programmes/rules": {},
    "/alerts/acknowledge": {"key": "x", "why": "x"},
    "/notify/targets": {"kind": "slack", "url": "https://hooks.invented.test/x"},
    "/goals": {"metric": "orders"},
    "/goals/{goal}/change": {"why": "x"},
    "/goals/{goal}/close": {"why": "x"},
    "/prices": {"currency": "CNY"},
    "/prices/changes": {"reason": "x", "rows": [{"list": "x", "sku": "x"}]},
    "/prices/changes/{change}/undo": {"why": "x"},
    "/maps": {"toml": "x"},
    "/answers": {"of": ["products.pareto"]},
    "/capabilities/{name}/members": {"of": "champions"},
    "/decisions/{decision}/approve": {"why": "x"},
    "/decisions/{decision}/reject": {"why": "x"},
    "/decisions/{decision}/defer": {"why": "x"},
    "/decisions/{decision}/confirm": {},
    "/backups/{backup}/restore": {"folder": "x"},
    "/customers/find": {"typed": "13800000001"},
    "/customers/{customer}/export": {"reason": "x"},
    "/customers/{customer}/erase": {"reason": "x"},
    "/products/matches/confirm": {"ids": ["m0"]},
    "/products/matches/refuse": {"ids": ["m0"]},
    "/products/matches/undo": {"ids": ["m0"]},
    "/products/matches/join": {"channel": "jd", "code": "x", "sku": "y"},
    "/products/matches/part": {"channel": "jd", "code": "x"},
    "/members/{member}/merge": {},
    "/members/{member}/unmerge": {},
    "/members/{member}/refuse": {},
}


def filled(path):
    """An address with something in its blanks; what it names need not exist."""
    for blank, value in {
        "{name}": "net_sales" if "/metrics" in path else "customers.rfm", "{table}": "segments", "{kind}": "csv",
        "{number}": "1", "{template}": "costs", "{token}": "0" * 32, "{decision}": "d0", "{user}": "u0", "{key}": "k0",
        "{customer}": "p0", "{backup}": "x.backup", "{goal}": "g0", "{target}": "n0", "{member}": "u0", "{change}": "c0", "{lottery}": "spring", "{draw}": "w0",
    }.items():  # fmt: skip
        path = path.replace(blank, value)
    return path + (
        "?name=orders"
        if path.endswith(("/values", "file.csv"))
        else "?of=champions"
        if "members" in path
        else "?within=1"
        if path.endswith(("next-tier", "steering"))
        else ""
    )


def addresses(app):
    return {getattr(route, "path", "") for route in _routes(app.routes)}


def _routes(routes):
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        yield from _routes(inner) if inner else [route]


@pytest.mark.slow
def test_no_address_is_without_a_rule(app):
    assert addresses(app) - {"", "/static/{name}"} <= READS.keys() | WRITES.keys() | OPEN_TO_ALL
    described = set(app.state.api.openapi()["paths"])
    runs = {path for path in described if path.startswith("/capabilities/") and "{" not in path}
    assert described - runs - SELLING - {"/settings"} == (API_READS.keys() | API_WRITES.keys() | API_OPEN) - {
        "/openapi.json",
        "/settings",
    }


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_pages_open_for_those_who_may_and_for_nobody_else(library, role):
    browser = library(role)
    for path, least in READS.items():
        status = browser.get(filled(path), follow_redirects=False).status_code
        may = RANKED.index(role) <= RANKED.index(least)
        assert (status != 403) == may, (path, status)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_forms_work_for_those_who_may_and_for_nobody_else(browser_of, role):
    for path, least in WRITES.items():
        browser = browser_of(role)
        sent = browser.post(
            filled(path),
            data={"form_token": form_token(browser, "/settings"), "role": "viewer"},
            follow_redirects=False,
        )
        may = RANKED.index(role) <= RANKED.index(least)
        assert (sent.status_code != 403) == may, (path, sent.status_code)


@pytest.mark.slow
def test_strangers_see_the_door_only(stranger):
    for path in READS:
        assert stranger.get(filled(path), follow_redirects=False).status_code == 303, path
    for path in WRITES:
        assert stranger.post(filled(path), follow_redirects=False).status_code in {303, 403}, path
    for path in API_READS:
        assert stranger.get("/api/v1" + filled(path)).status_code == 401, path
    for path in API_WRITES:
        assert stranger.post("/api/v1" + filled(path), json=BODIES.get(path)).status_code == 401, path


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_the_api_answers_those_who_may_and_nobody_else(key_of, role):
    client = key_of(role)
    asked = [("GET", path, least) for path, least in API_READS.items()]
    asked += [("POST", path, least) for path, least in API_WRITES.items()]
    for method, path, least in asked:
        body = BODIES.get(path)
        files = {"files": ("a.csv", b"x")} if path.startswith("/loads") and method == "POST" else None
        answer = client.request(method, "/api/v1" + filled(path), json=body, files=files)
        code = (
            answer.json().get("error", {}).get("code")
            if answer.headers["content-type"] == "application/json" and isinstance(answer.json(), dict)
            else None
        )
        may = RANKED.index(role) <= RANKED.index(least)
        assert (code != "role_too_low") == may, (path, answer.text[:200])


@pytest.mark.slow
def test_a_session_writes_through_the_api_only_with_the_token_of_a_page(browser_of):
    browser = browser_of("operator")
    assert browser.post("/api/v1/decisions/propose").json()["error"]["code"] == "form_too_old"
    token = form_token(browser, "/settings")
    assert browser.post("/api/v1/decisions/propose", headers={"X-Form-Token": token}).status_code == 200


@pytest.mark.slow
def test_a_program_never_decides(key_of):
    client = key_of("owner")
    client.post("/api/v1/decisions/propose")
    answer = client.post("/api/v1/decisions/d0/approve", json={"why": "because"})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "machines_do_not_decide"


@pytest.mark.slow
def test_a_viewer_sees_no_cost_and_no_profit_anywhere(browser_of, key_of, shop):
    change(
        shop.books,
        Settings(margin=MarginAssumption(low=0.2, estimate=0.3, high=0.4)),
        expected_version=0,
        by="t",
        at=shop.clock.now(),
    )
    viewer = browser_of("viewer")
    for path in ("/", "/metrics", "/analyses/customers.rfm", "/analyses/products.pareto", "/analyses/goals.kpi_board"):
        text = re.sub(
            r'title="[^"]*"|<p class="hint".*?</p>|<ul class="notes".*?</ul>', "", viewer.get(path).text
        )  # no numbers there
        assert "贡献利润" not in text, path
        assert "毛利" not in text.replace("毛利下限", "").replace("毛利估计", "").replace("毛利上限", ""), path
    assert viewer.get("/metrics?name=contribution_profit").status_code == 403
    assert viewer.get("/analyses/customers.rfm?money=contribution_profit").status_code == 403
    assert viewer.get("/metrics/cost").status_code == 403
    assert "contribution_profit" not in viewer.get("/metrics").text
    api = key_of("viewer")
    assert api.get("/api/v1/metrics/values?name=contribution_profit").json()["error"]["code"] == "role_too_low"
    review = api.get("/api/v1/review").json()
    assert review["decisions"] == []
    assert all(row["metric"] != "contribution_profit" for row in review["board"]["result"]["kpis"])
    rfm = api.post("/api/v1/capabilities/customers.rfm", json={}).json()
    assert {row["contribution_profit"] for row in rfm["result"]["segments"]} == {None}
    assert any(
        row["contribution_profit"]
        for row in key_of("analyst").post("/api/v1/capabilities/customers.rfm", json={}).json()["result"]["segments"]
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(SELLING))
def test_only_the_key_of_an_integration_sells(key_of, browser_of, path):
    method = "GET" if any(each in path for each in ("redemptions", "members", "lotteries")) else "POST"
    address = "/api/v1" + path.replace("{hold}", "h0").replace("{redemption}", "r0").replace(
        "{customer}", "p0"
    ).replace("{lottery}", "spring").replace("{draw}", "w0")
    for client in (key_of("owner"), browser_of("owner")):
        answer = client.request(method, address, json={})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "integration_key_void")


def test_secrets_are_known_by_their_names():
    assert is_secret("cost_minor")
    assert is_secret("contribution_margin")
    assert not is_secret("customers")
    rows = {"rows": [{"metric": "cost", "value": 1}, {"metric": "orders", "value": 2, "unit_cost": 3}]}
    assert json.dumps(without_secrets(rows)) == '{"rows": [{"metric": "orders", "value": 2, "unit_cost": null}]}'
