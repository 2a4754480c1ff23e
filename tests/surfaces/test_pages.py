"""Every page reads in both languages, for everybody who may see it, and fails politely."""

from __future__ import annotations

import csv
import io
import re

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from tests.surfaces.conftest import PASSWORD, form_token, post
from tests.surfaces.shops import LACKING
from zhanggui.app import catalog
from zhanggui.surfaces.web.application import create_app

QUICK = {"channels.scorecard", "customers.rfm", "goals.kpi_board", "goals.progress", "products.pareto"}
PAGES = (
    "/",
    "/metrics",
    "/metrics?by=channel&span=90",
    "/metrics?name=orders&grain=month&span=all&compare=both",
    "/metrics?name=aov&grain=none&span=7",
    "/metrics/net_sales",
    "/analyses",
    *(
        pytest.param(f"/analyses/{name}", marks=() if name in QUICK else pytest.mark.slow)
        for name in catalog.CAPABILITIES
    ),
    "/analyses/customers.rfm/members?of=champions",
    "/data",
    "/data/loads/1",
    "/decisions",
    "/decisions?group=closed",
    "/settings",
    "/reference",
    "/goals",
    "/alerts",
    "/offers",
    "/prices",
)


@pytest.mark.parametrize("language", ["zh-CN", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_reads_in_both_languages(library, path, language):
    browser = library()
    browser.cookies.set("zhanggui_lang", language)
    page = browser.get(path)
    assert page.status_code == (409 if path.removeprefix("/analyses/") in LACKING else 200)
    assert f'<html lang="{language}">' in page.text
    assert re.search(r"<h1[^>]*>.*\w", page.text)
    for tag in re.findall(r"<script[^>]*>", page.text):
        assert re.match(r'<script (src="/static/|type="application/json")', tag)
    assert not re.search(r"\son\w+=|javascript:", page.text)


@pytest.mark.slow
def test_switching_the_language_keeps_the_address(browser_of):
    browser = browser_of("viewer")
    page = browser.get("/metrics?name=orders&by=channel&span=90")
    (link,) = re.findall(r'href="(/metrics[^"]*lang=en)"', page.text)
    led = browser.get(link.replace("&amp;", "&"), follow_redirects=False)
    assert led.headers["location"] == "/metrics?name=orders&by=channel&span=90"
    assert '<html lang="en">' in browser.get(led.headers["location"]).text


def test_pages_carry_the_protecting_headers(browser_of, stranger):
    for answer in (browser_of("owner").get("/settings"), stranger.get("/nowhere"), stranger.get("/api/v1/healthz")):
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe-eval" not in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert browser_of("owner").get("/settings").headers["cache-control"] == "no-store"


@pytest.mark.slow
def test_static_files_may_be_kept_for_good(stranger):
    page = stranger.get("/sign-in").text
    (style,) = re.findall(r'href="(/static/style.css\?v=\w+)"', page)
    assert "immutable" in stranger.get(style).headers["cache-control"]
    assert stranger.get("/static/plotly.min.js").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("name", ["../words.py", "%2e%2e%2fwords.py", "nothing.css", "..%2f..%2f..%2fetc%2fpasswd"])
def test_no_other_file_is_served(stranger, name):
    assert stranger.get(f"/static/{name}").status_code == 404


def test_an_unknown_address_a_wrong_method_and_an_unknown_analysis_are_pages_too(browser_of):
    browser = browser_of("viewer")
    for answer, status in (
        (browser.get("/nowhere"), 404),
        (browser.put("/settings"), 405),
        (browser.get("/analyses/customers.horoscope"), 422),
        (browser.get("/metrics/happiness"), 422),
        (browser.get("/data/loads/99"), 404),
        (browser.get("/data/loads/abc"), 422),
    ):
        assert answer.status_code == status
        assert "<h1>" in answer.text
        assert "Traceback" not in answer.text


@pytest.mark.slow
def test_an_unexpected_failure_is_one_sentence_without_a_trace(browser_of, monkeypatch, caplog):
    def burst(*_args, **_options):
        raise RuntimeError("13800138000")

    monkeypatch.setattr("zhanggui.surfaces.web.pages.loads.loading.loads", burst)
    answer = browser_of("owner").get("/data")
    assert answer.status_code == 500
    assert "程序内部出错" in answer.text
    assert "13800138000" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.slow
def test_a_shop_without_files_asks_for_the_first_one(bare):
    from zhanggui.app.sign_in import first_owner_token

    app = create_app(bare)
    browser, token = TestClient(app), first_owner_token(bare)
    post(browser, "/join", f"/join?token={token}", token=token, login="mei", password=PASSWORD)
    for path in ("/", "/metrics", "/analyses/customers.rfm"):
        page = browser.get(path)
        assert page.status_code == 409
        assert "上传第一个文件" in page.text
    for path in ("/data", "/decisions", "/settings", "/analyses"):
        assert browser.get(path).status_code == 200


def test_what_an_analysis_cannot_mean_is_said_beside_its_field(browser_of):
    page = browser_of("viewer").get("/analyses/customers.rfm?days=0")
    assert page.status_code == 422
    assert re.search(r'id="field-days"[^>]*aria-invalid="true"', page.text, re.DOTALL)
    assert "不能小于 1" in page.text


def test_a_table_comes_as_csv_and_xlsx_with_the_numbers_of_the_page(library):
    browser = library()
    path = "/metrics/file.{}?name=paid_orders&by=channel&span=all&compare=none"
    rows = list(csv.reader(io.StringIO(browser.get(path.format("csv")).content.decode("utf-8-sig"))))
    assert rows[0][1:] == ["渠道", "支付笔数"]
    by_channel = {row[1]: int(row[2]) for row in rows[1:]}
    sheet = load_workbook(io.BytesIO(browser.get(path.format("xlsx")).content)).active
    assert {row[1]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} == by_channel
    assert browser.get(path.format("pdf")).status_code == 422


def test_a_chart_has_its_table_for_readers_without_script(library):
    page = library().get("/metrics?name=net_sales&by=channel").text
    assert "<noscript>" in page
    assert page.count("data-drawing=") == page.count("<noscript>")


def test_the_form_of_a_stranger_is_bound_to_the_browser(stranger, app):
    token = form_token(stranger, "/sign-in")
    other = TestClient(app)
    sent = other.post("/sign-in", data={"form_token": token, "login": "viewer", "password": PASSWORD})
    assert sent.status_code == 403
