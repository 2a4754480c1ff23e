"""The HTTP API: typed answers, one shape of failure, requests that may be repeated."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from tests.surfaces.conftest import form_token
from tests.surfaces.shops import LACKING, generic_orders
from zhanggui.app import catalog
from zhanggui.app.uploads import waiting_room
from zhanggui.books import jobs

FAILURES = (
    ("GET", "/nowhere", None, 404, "nothing_here"),
    ("DELETE", "/metrics", None, 405, "method_not_allowed"),
    ("GET", "/metrics/values", None, 422, "request_not_valid"),
    ("GET", "/metrics/values?name=happiness", None, 422, "unknown_name"),
    ("GET", "/metrics/values?name=orders&grain=minute", None, 422, "request_not_valid"),
    ("GET", "/metrics/values?name=orders&colour=red", None, 422, "request_not_valid"),
    ("GET", "/capabilities/customers.horoscope", None, 422, "unknown_name"),
    ("POST", "/capabilities/customers.rfm", {"days": 0}, 422, "request_not_valid"),
    ("POST", "/capabilities/customers.rfm", {"mood": 1}, 422, "request_not_valid"),
    ("GET", "/decisions/d0", None, 404, "no_such_decision"),
    ("GET", "/loads/99", None, 404, "no_such_load"),
    ("POST", "/decisions/d0/apply", None, 404, "no_such_decision"),
    ("PUT", "/settings", {"version": 7, "settings": {}}, 409, "stream_moved_on"),
)


@pytest.mark.slow
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: f"{failure[0]} {failure[1]}")
def test_every_failure_has_the_one_shape(key_of, failure):
    method, path, body, status, code = failure
    answer = key_of("owner").request(method, f"/api/v1{path}", json=body)
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "facts"}
    assert error["code"] == code
    assert set(error["message"]) == {"zh-CN", "en"}
    assert "Traceback" not in answer.text


@pytest.mark.slow
def test_a_refusal_names_the_place_and_never_repeats_the_value(key_of):
    answer = key_of("owner").post("/api/v1/capabilities/customers.rfm", json={"days": "13800138000x"})
    (problem,) = answer.json()["error"]["facts"]["problems"]
    assert problem["where"] == "body.days"
    assert problem["why"]["en"] == "must be a whole number"
    assert "13800138000" not in answer.text


@pytest.mark.slow
def test_broken_json_is_a_refusal(key_of):
    answer = key_of("owner").post(
        "/api/v1/capabilities/customers.rfm", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert answer.json()["error"]["code"] == "request_not_valid"


@pytest.mark.parametrize("key", ["", "zg_", "zg_k0_x", "nonsense", "zg_" + "k" * 5000])
def test_a_wrong_key_opens_nothing(stranger, key):
    answer = stranger.get("/api/v1/metrics", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.slow
def test_an_unexpected_failure_says_nothing_of_its_cause(key_of, monkeypatch):
    def burst(*_args, **_options):
        raise RuntimeError("13800138000")

    client = key_of("owner")
    monkeypatch.setattr("zhanggui.surfaces.http.loads.loading.loads", burst)
    answer = client.get("/api/v1/loads")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert "13800138000" not in answer.text


def test_health_needs_no_key(stranger, bare):
    assert stranger.get("/api/v1/healthz").json()["status"] == "alive"
    assert stranger.get("/api/v1/readyz").json() == {"status": "ready"}


@pytest.mark.slow
def test_the_description_is_served_and_names_every_capability(stranger):
    described = stranger.get("/api/v1/openapi.json").json()
    for name in catalog.CAPABILITIES:
        operation = described["paths"][f"/capabilities/{name}"]["post"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        result = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]["result"]
        assert "$ref" in result
        assert operation["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("FailureBody")
    assert stranger.get("/docs", follow_redirects=False).status_code == 404
    assert stranger.get("/api/v1/docs").status_code == 404


MUST_BE_TOLD = {
    "goals.progress": {"metric": "net_sales", "target": "900000", "deadline": "2026-12-31", "owner": "李"},
}
ASKS_NO_TABLE = {"promotions.back_test"}  # without kept sets of offers there is nothing to look up


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LACKING))
def test_what_is_not_loaded_is_named_with_where_to_get_it(library, name):
    browser = library()
    answer = browser.post(f"/api/v1/capabilities/{name}", headers={"X-Form-Token": form_token(browser, "/settings")})
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "tables_missing"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(catalog.CAPABILITIES) - LACKING))
def test_an_answer_fits_the_type_it_was_promised(library, name):
    browser = library()
    token = form_token(browser, "/settings")
    headers, told = {"X-Form-Token": token}, MUST_BE_TOLD.get(name)
    if name == "customers.one":
        rule = {"rule": "orders >= 1"}
        found = browser.post(
            "/api/v1/capabilities/customers.segment/members", headers=headers, json={"of": "in", "params": rule}
        )
        told = {"customer": found.json()["members"][0]}
    if name in {"pricing.one", "products.one"}:
        found = browser.post("/api/v1/capabilities/products.pareto", headers=headers, json={"limit": 1})
        told = {"sku": found.json()["result"]["rows"][0]["sku"]}
    answer = browser.post(f"/api/v1/capabilities/{name}", headers=headers, json=told)
    assert answer.status_code == 200, answer.text
    values = answer.json()
    capability = catalog.capability(name)
    TypeAdapter(capability.result).validate_python(values["result"])
    assert values["text"]["en"]["headline"]
    assert values["snapshot"] == "000001"
    assert bool(values["sql"]) is (name not in ASKS_NO_TABLE)


@pytest.mark.slow
def test_numbers_over_http_are_the_numbers_of_the_command_line(library, shop):
    from zhanggui.app.measuring import Asked, ask, plain

    asked = plain(ask(shop, Asked(names=["net_sales", "orders"], by=["channel"])))
    told = library().get("/api/v1/metrics/values?name=net_sales&name=orders&by=channel").json()
    assert told["rows"] == asked["rows"]


@pytest.mark.slow
def test_a_file_is_previewed_loaded_and_not_loaded_twice(key_of):
    client = key_of("operator")
    content = generic_orders(5)
    before = len(client.get("/api/v1/loads").json())
    files = {"files": ("三月.csv", content, "text/csv")}
    shown = client.post("/api/v1/loads/preview", files=files)
    assert shown.status_code == 200, shown.text
    assert shown.json()["files"][0]["report"]["reconciliation"]["read"]["rows"] == 5
    assert len(client.get("/api/v1/loads").json()) == before
    loaded = client.post("/api/v1/loads", files=files)
    assert loaded.status_code == 201, loaded.text
    assert loaded.json()["files"][0]["outcome"] == "loaded"
    assert client.get("/api/v1/loads").json()[0]["file_name"] == "三月.csv"
    assert client.post("/api/v1/loads", files=files).json()["files"][0]["outcome"] == "already_loaded"
    assert len(client.get("/api/v1/loads").json()) == before + 1


@pytest.mark.slow
def test_nothing_of_an_upload_stays_behind(key_of, shop):
    client = key_of("operator")
    client.post("/api/v1/loads", files={"files": ("a.csv", generic_orders(2))})
    client.post("/api/v1/loads", files={"files": ("b.csv", b"not,an,export\n1,2,3\n")})
    assert list(waiting_room(shop).iterdir()) == []


@pytest.mark.slow
def test_a_file_of_no_known_kind_is_refused_with_the_kinds_that_are(key_of):
    answer = key_of("operator").post("/api/v1/loads", files={"files": ("virus.exe", b"MZ")})
    assert answer.json()["error"]["code"] == "upload_not_understood"
    assert ".csv" in answer.json()["error"]["message"]["en"]


@pytest.mark.slow
def test_a_name_cannot_lead_out_of_the_folder(key_of, shop, tmp_path):
    key_of("operator").post("/api/v1/loads/preview", files={"files": ("../../../escaped.csv", generic_orders(1))})
    assert not list(tmp_path.rglob("escaped.csv"))


@pytest.mark.slow
def test_too_much_is_refused(shop):
    from starlette.testclient import TestClient

    from zhanggui.surfaces.web.application import create_app

    app = create_app(shop, most_upload_bytes=10_000)
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.post("/api/v1/loads", files={"files": ("a.csv", b"x" * 20_000)})
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"
    long_body = client.post("/api/v1/capabilities/customers.rfm", content=b" " * (2 << 20))
    assert long_body.status_code == 413
    app.state.house.warm.close()


@pytest.mark.slow
def test_the_same_key_gives_the_first_answer_again_and_another_content_is_a_conflict(key_of):
    client = key_of("owner")
    headers = {"Idempotency-Key": "first-try"}
    wanted = {"version": 0, "settings": {"display_name": "清茗"}}
    first = client.put("/api/v1/settings", json=wanted, headers=headers)
    assert first.json()["version"] == 1
    assert client.put("/api/v1/settings", json=wanted, headers=headers).json() == first.json()
    assert client.get("/api/v1/settings").json()["version"] == 1
    other = client.put("/api/v1/settings", json={"version": 1, "settings": {"display_name": "别的"}}, headers=headers)
    assert other.json()["error"]["code"] == "key_meant_something_else"


def test_members_come_as_pseudonyms(key_of):
    found = key_of("viewer").post("/api/v1/capabilities/customers.rfm/members", json={"of": "champions"}).json()
    assert found["kind"] == "customer"
    assert found["members"]
    assert all(member.startswith("p") for member in found["members"])


def test_where_the_server_keeps_its_files_is_nobodys_business(bare):
    from starlette.testclient import TestClient

    from zhanggui.app.sign_in import enter_demo, session_cookie
    from zhanggui.surfaces.web.application import create_app

    app = create_app(bare)
    browser = TestClient(app, cookies={session_cookie(bare): enter_demo(bare, "t")})
    answer = browser.get("/api/v1/metrics/values?name=orders")
    assert answer.json()["error"]["code"] == "nothing_loaded"
    assert str(bare.folder.parent) not in answer.text


@pytest.mark.slow
def test_files_are_loaded_in_the_background_and_the_job_says_how_it_went(key_of):
    client = key_of("operator")
    queued = client.post("/api/v1/loads/queue", files={"files": ("三月.csv", generic_orders(2, first=700))})
    assert queued.status_code == 202
    job = _finished(client, queued.json()["id"])
    assert (job["state"], job["files"]) == ("done", ["三月.csv"])
    assert job["outcome"]["files"][0]["outcome"] == "loaded"
    assert job["outcome"]["snapshot"]
    odd = client.post("/api/v1/loads/queue", files={"files": ("odd.csv", b"a,b,c\n1,2,3\n")}).json()
    refused = _finished(client, odd["id"])
    assert (refused["state"], refused["outcome"]["error"]["code"]) == ("failed", "nothing_alike")
    assert client.get("/api/v1/jobs/j0").status_code == 404


def _finished(client, job_id):
    client.app.state.house.worker.wait_for(jobs.find(client.app.state.house.shop.books, job_id), 60)
    return client.get(f"/api/v1/jobs/{job_id}").json()
