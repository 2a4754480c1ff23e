"""A file comes in by the browser: looked at first, loaded then, every row accounted for."""

from __future__ import annotations

import re

import pytest

from tests.surfaces.conftest import form_token, post
from tests.surfaces.shops import generic_orders
from zhanggui.app.jobs.loads import queue_file
from zhanggui.app.jobs.worker import Worker, do_all
from zhanggui.app.uploads import waiting_room

BROKEN = generic_orders(3).replace(b"2026-03-15 10:02", b"some day")


def send(browser, content, name="orders.csv"):
    """Upload a file as the form does; returns the address of the preview."""
    fields = {"form_token": form_token(browser, "/data")}
    sent = browser.post("/data/uploads", data=fields, files={"files": (name, content)}, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


@pytest.mark.slow
def test_a_file_is_shown_before_anything_is_written_and_then_loaded(browser_of):
    browser = browser_of("operator")
    preview = send(browser, BROKEN)
    page = browser.get(preview)
    assert page.status_code == 200
    assert "还没有写入" in page.text
    assert "13800000001" not in page.text
    assert browser.get("/data").text.count('href="/data/loads/') == 2  # the load of the fixture, linked twice
    loaded = post(browser, f"{preview.partition('?')[0]}/load", preview)
    assert loaded.headers["location"] == "/data/loads/2?done=loaded"
    found = browser.get("/data/loads/2").text
    assert re.search(r"读到</th><td class=\"right\">3", found)
    assert re.search(r"已隔离</th><td class=\"right\">1", found)
    assert "看不懂时间" in found


@pytest.mark.slow
def test_the_rows_that_were_not_loaded_are_masked(browser_of):
    browser = browser_of("operator")
    preview = send(browser, BROKEN)
    post(browser, f"{preview.partition('?')[0]}/load", preview)
    page, file = browser.get("/data/loads/2").text, browser.get("/data/loads/2/quarantine.csv").text
    for text in (page, file):
        assert "some day" not in text
        assert "13800000002" not in text
    viewer = browser_of("viewer").get("/data/loads/2").text
    assert "1 行未导入" in viewer
    assert "•••" not in viewer


@pytest.mark.slow
def test_an_upload_can_be_discarded_and_is_then_gone(browser_of, shop):
    browser = browser_of("operator")
    preview = send(browser, generic_orders(1))
    post(browser, f"{preview.partition('?')[0]}/discard", preview)
    assert browser.get(preview).status_code == 404
    assert list(waiting_room(shop).iterdir()) == []


def test_an_upload_is_seen_by_nobody_else(browser_of):
    preview = send(browser_of("operator"), generic_orders(1))
    assert browser_of("owner").get(preview).status_code == 404


@pytest.mark.slow
def test_a_file_nobody_recognises_is_refused_with_a_way_on(browser_of):
    browser = browser_of("operator")
    page = browser.get(send(browser, b"a,b,c\n1,2,3\n"))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "换一个数据源" in page.text


def test_an_upload_that_nobody_confirmed_is_swept_away(browser_of, shop, clock):
    import os

    browser = browser_of("operator")
    preview = send(browser, generic_orders(1))
    (folder,) = waiting_room(shop).iterdir()
    long_ago = clock.instant.timestamp() - 3 * 3600
    os.utime(folder, (long_ago, long_ago))
    send(browser, generic_orders(1, first=9))
    assert browser.get(preview).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "template",
    [
        "costs",
        "fees",
        "exclusions",
        "stock",
        "prices",
        "placements",
        "competitors",
        "competitor_notes",
        "competitor_campaigns",
        "competitor_reviews",
        "market_sales",
        "orders",
    ],
)
def test_templates_can_be_taken_in_both_kinds(library, template, kind):
    answer = library("viewer").get(f"/data/templates/{template}.{kind}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{template}.{kind}"'


@pytest.mark.parametrize("name", ["costs.exe", "secrets.csv", "..%2f..%2fshop.csv"])
def test_there_are_no_other_templates(library, name):
    assert library("viewer").get(f"/data/templates/{name}").status_code == 404


ERP = "单据号,下单日期,客户手机,货品编码,货品名称,件数,成交单价\nX1,2026-03-01,13800000009,LJ-100,龙井,2,68.00\nX2,2026-03-02,13800000008,POT,壶,1,99.00\n"


@pytest.mark.slow
def test_an_unknown_file_gets_a_proposed_map_that_is_kept_and_used(browser_of, shop):
    browser = browser_of("operator")
    preview = send(browser, ERP.encode(), "某ERP.csv")
    page = browser.get(preview)
    assert page.status_code == 422
    assert "建议的列映射" in page.text
    assert "13800000009" not in page.text
    assert re.search(r'aria-label="件数">.*?value="quantity" selected', page.text, re.DOTALL)
    fields = dict(re.findall(r'name="(column-\d+)"[^>]*>.*?value="(\w+)" selected', page.text, re.DOTALL))
    kept = post(browser, f"{preview.partition('?')[0]}/map", preview, file="某ERP.csv", form="generic_orders", **fields)
    assert kept.status_code == 303
    assert [path.name for path in (shop.folder / "maps").iterdir()] == ["erp.toml"]
    shown = browser.get(kept.headers["location"])
    assert shown.status_code == 200
    assert "建议的列映射" not in shown.text
    loaded = post(browser, f"{preview.partition('?')[0]}/load", preview)
    assert loaded.headers["location"] == "/data/loads/2?done=loaded"
    english = browser.get("/data/loads/2?lang=en").text
    assert "erp" in english


@pytest.mark.slow
@pytest.mark.parametrize("language, said", [("zh-CN", "排队中"), ("en", "Waiting")])
def test_a_load_that_takes_long_is_followed_on_the_page(browser_of, monkeypatch, language, said):
    monkeypatch.setattr(Worker, "wait_for", lambda _worker, job, _seconds: job)
    browser = browser_of("operator")
    preview = send(browser, generic_orders(2, first=800))
    waiting = post(browser, f"{preview.partition('?')[0]}/load", preview)
    assert waiting.headers["location"] == "/data?done=queued"
    page = browser.get(f"/data?lang={language}").text
    assert said in page
    assert '<meta http-equiv="refresh"' in page


@pytest.mark.slow
def test_a_refused_load_says_why_and_stays_listed_for_a_day(browser_of, shop, clock):
    from datetime import timedelta

    browser = browser_of("operator")
    (shop.folder / "exports").mkdir()
    odd = shop.folder / "exports" / "odd.csv"
    odd.write_bytes(b"a,b,c\n1,2,3\n")
    queue_file(shop, odd, key="odd")
    list(do_all(shop))
    page = browser.get("/data").text
    assert "odd.csv" in page
    assert 'http-equiv="refresh"' not in page
    clock.instant += timedelta(days=2)
    assert "odd.csv" not in browser_of("operator").get("/data").text
