"""In a real browser: sign in, upload a file, read Today, approve a decision, apply it, see it in the record."""

from __future__ import annotations

import shutil
import socket
import threading
import time

import pytest

from tests.surfaces.shops import TickingClock, generic_orders, tea_shop
from zhanggui.app.sign_in import first_owner_token
from zhanggui.surfaces.web.server import create_site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "a sentence to remember"
SAID = {
    "zh-CN": {
        "enter": "创建并登录", "sign_in": "登录", "upload": "预览", "load": "确认导入", "loaded": "已导入并发布新版本",
        "today": "今日", "net_sales": "净销售额", "approve": "批准", "approved": "已批准", "apply": "执行", "applied": "已执行",
        "reason": "理由", "login": "登录名", "password": "密码", "files": "导出文件（可多选）",
        "record": "执行",
    },
    "en": {
        "enter": "Create and sign in", "sign_in": "Sign in", "upload": "Preview", "load": "Load",
        "loaded": "a new version is published", "today": "Today", "net_sales": "Net sales", "approve": "Approve",
        "approved": "Approved", "apply": "Apply", "applied": "Applied", "reason": "Reason", "login": "Login",
        "password": "Password", "files": "Export files (several at once)",
        "record": "Applied",
    },
}  # fmt: skip


@pytest.fixture
def served(tmp_path):
    """The pages of a shop on a port of this machine, and the link that makes its first owner."""
    import uvicorn

    shop = tea_shop(tmp_path / "tea", TickingClock())
    site = create_site([shop])
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(site, log_level="error"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.05)
        base = f"http://127.0.0.1:{door.getsockname()[1]}"
        yield base, f"{base}/join?token={first_owner_token(shop)}"
        server.should_exit = True
        running.join(20)
    site.state.house.warm.close()
    shop.books.close()


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_loop_runs_in_a_browser(served, browser, tmp_path, language):
    base, link = served
    said = SAID[language]
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)

    page.goto(f"{link}&lang={language}")
    page.get_by_label(said["login"]).fill("mei")
    page.get_by_label(said["password"]).fill(PASSWORD)
    page.get_by_role("button", name=said["enter"]).click()
    page.wait_for_url(f"{base}/")

    export = tmp_path / "三月订单.csv"
    export.write_bytes(generic_orders(4))
    page.goto(f"{base}/data")
    page.get_by_label(said["files"]).set_input_files(export)
    page.get_by_role("button", name=said["upload"]).click()
    page.get_by_role("button", name=said["load"], exact=True).click()
    page.get_by_role("status").get_by_text(said["loaded"]).wait_for()

    page.get_by_role("link", name=said["today"], exact=True).click()
    assert page.locator(".kpi", has_text=said["net_sales"]).locator(".kpi-value").inner_text().startswith("¥")
    decision = page.locator("article.decision").filter(has_text="PB-2019")
    decision.get_by_role("link").first.click()
    page.get_by_label(said["reason"]).fill("a year of stock")
    page.get_by_role("button", name=said["approve"]).click()
    page.get_by_role("status").get_by_text(said["approved"]).wait_for()
    page.get_by_role("button", name=said["apply"], exact=True).click()
    page.get_by_role("status").get_by_text(said["applied"]).wait_for()
    history = page.locator("#history").inner_text()
    assert "a year of stock" in history
    assert said["record"] in history
    assert "mei" in history

    page.goto(f"{base}/metrics?name=net_sales&name=orders")
    page.locator(".plot svg.main-svg").first.wait_for()
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/", "/metrics", "/analyses/customers.rfm", "/decisions", "/data", "/settings"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert complaints == []


def test_the_pages_work_without_script(served, browser):
    base, link = served
    page = browser.new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(60_000)
    page.goto(link)
    page.get_by_label("登录名").fill("mei")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="创建并登录").click()
    page.goto(f"{base}/metrics?name=net_sales&by=channel")
    assert page.locator("noscript table, .chart .table-box table").count() > 0
    page.goto(f"{base}/settings")
    page.locator("#shop input[name=display_name]").fill("清茗")
    page.locator("#shop button").click()
    assert page.locator(".brand-name").inner_text() == "清茗"
