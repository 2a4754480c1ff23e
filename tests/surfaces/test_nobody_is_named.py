"""Whatever goes in and whoever looks: no planted phone, name or address stands anywhere but in the audience file."""

from __future__ import annotations

import logging
import re
import sqlite3
from contextlib import closing
from itertools import product

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from tests.app.test_loading import MAP
from tests.surfaces.cli.conftest import Terminal
from tests.surfaces.conftest import PASSWORD, form_token, open_session, post
from tests.surfaces.planted import (
    NAMES,
    PHONES,
    PLANTED,
    found_in,
    good_file,
    half_bad_file,
    order_rows,
    refused_files,
    traces,
    unpacked,
)
from tests.surfaces.shops import TickingClock
from zhanggui.app import catalog, deciding
from zhanggui.app.shop import open_shop
from zhanggui.app.sign_in import first_owner_token, session_cookie
from zhanggui.books import access, people
from zhanggui.metrics.dimensions import DIMENSIONS
from zhanggui.metrics.registry import METRICS
from zhanggui.surfaces.files import xlsx_bytes
from zhanggui.surfaces.web.application import create_app

EXPORTED = "2026-03-20"


class Listener:
    """Everything that was said to anybody, by whom it was said."""

    def __init__(self):
        self.named = {}
        self.heard = 0

    def hear(self, who, *contents):
        self.heard += 1
        words = {word for content in contents for word in found_in(content)}
        if words:
            self.named[who] = sorted(words)

    def typed(self, terminal, *words, code=None):
        for language in ("zh-CN", "en")[: 1 if "--json" in words else 2]:  # JSON holds both languages
            typed = terminal.type(*words, language=language)
            self.hear(" ".join(map(str, words)), typed.out, typed.err)
            assert code is None or typed.code == code, (words, typed.err)
            assert "Something broke" not in typed.err

    def answered(self, answer):
        raw = answer.content
        self.hear(f"{answer.request.method} {answer.request.url.path}", raw, *unpacked(raw), str(answer.headers))
        assert answer.status_code < 500, answer.request.url
        return answer


def load_everything(terminal, folder, listener):
    """Good rows, bad rows, refused files, a dry run and a failing audit, all by the command line."""
    terminal.type("init")
    good = folder / "good.csv"
    good.write_bytes(good_file())
    (folder / "half bad.csv").write_bytes(half_bad_file())
    listener.typed(terminal, "ingest", good, "--dry-run", code=0)
    listener.typed(terminal, "ingest", good, "--dry-run", "--json", code=0)
    listener.typed(terminal, "ingest", good, "--exported-at", EXPORTED, code=0)
    listener.typed(terminal, "ingest", folder / "half bad.csv", "--exported-at", EXPORTED, "--json", code=0)
    for name, content in refused_files().items():
        (folder / name).write_bytes(content)
        listener.typed(terminal, "ingest", folder / name, code=1)
    (folder / "erp.toml").write_text(
        MAP.replace(
            "[table.columns]\nchannel", '[table.columns]\nbuyer_note = { from = "留言", as = "free_text" }\nchannel', 1
        )
    )
    note = f"请打电话{PHONES[0]}，送到绝密巷1号"
    (folder / "fails.csv").write_text(f"单号,行号,金额,日期,类型,留言\nA2,1,20.00,2026-03-02 08:00:00,借,{note}\n")
    listener.typed(
        terminal, "ingest", folder / "fails.csv", "--map", folder / "erp.toml", "--exported-at", EXPORTED, code=1
    )


def test_the_search_finds_what_is_there(tmp_path):
    """The control: a word in any kind of store or answer is found, so finding nothing means something."""
    table = pa.table({"a": [NAMES[3]], "b": [PHONES[7]]})
    pq.write_table(table, tmp_path / "packed.parquet", compression="zstd", use_dictionary=False)
    (tmp_path / "book.xlsx").write_bytes(xlsx_bytes(["a"], [[PHONES[1]]]))
    (tmp_path / "plain.csv").write_bytes(f"{NAMES[0]},139-1234-0003".encode("gb18030"))
    with duckdb.connect(str(tmp_path / "tables.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS SELECT repeat('x', 9) AS x, ? AS name", [NAMES[5]])
    with closing(sqlite3.connect(tmp_path / "books.sqlite")) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (?)", ["Xavier Q. Hidden"])
        connection.commit()

    assert traces(tmp_path) == {
        "book.xlsx": [PHONES[1]],
        "books.sqlite": ["Xavier Q. Hidden"],
        "packed.parquet": sorted([NAMES[3], PHONES[7]]),
        "plain.csv": sorted([NAMES[0], PHONES[3]]),
        "tables.duckdb": [NAMES[5]],
    }
    assert set(found_in("".join(order_rows()))) >= {*PHONES, *NAMES}
    assert len(set(PLANTED)) == len(PLANTED)


@pytest.mark.slow
def test_loading_by_the_command_line_names_nobody(tmp_path, caplog):
    listener, terminal = Listener(), Terminal(tmp_path / "shop")
    files = {
        "good.csv": good_file(people=30),
        "half bad.csv": half_bad_file(),
        "names only.csv": refused_files()["names only.csv"],
    }
    terminal.type("init")
    with caplog.at_level(logging.DEBUG):
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
            typed = terminal.type("ingest", tmp_path / name, "--exported-at", EXPORTED)
            listener.hear(name, typed.out, typed.err)
            assert typed.code == (name == "names only.csv")
    listener.hear("log", caplog.text)

    assert listener.named == {}
    assert traces(terminal.folder) == {}
    assert [
        load.name
        for load in (terminal.folder / "landing" / "loads").iterdir()
        if (load / "quarantine.parquet").exists()
    ]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A shop loaded from files that name people, with an owner's browser and key."""
    folder, listener = tmp_path_factory.mktemp("planted"), Listener()
    terminal = Terminal(folder / "shop")
    load_everything(terminal, folder, listener)
    shop = open_shop(terminal.folder, TickingClock())
    at = shop.clock.now()
    owner = people.accept_invitation(shop.books, first_owner_token(shop), login="owner", password=PASSWORD, at=at)
    _, key = access.create_api_key(shop.books, title="t", role="owner", by=owner.actor, at=at)
    app = create_app(shop)
    browser = TestClient(app, cookies={session_cookie(shop): open_session(shop, owner)}, raise_server_exceptions=False)
    client = TestClient(app, headers={"Authorization": f"Bearer {key}"}, raise_server_exceptions=False)
    yield shop, terminal, browser, client, listener
    app.state.house.warm.close()
    shop.books.close()


def upload(browser, listener, name, content):
    fields = {"form_token": form_token(browser, "/data")}
    sent = listener.answered(
        browser.post("/data/uploads", data=fields, files={"files": (name, content)}, follow_redirects=False)
    )
    page = sent.headers["location"]
    shown = listener.answered(browser.get(page))
    if shown.status_code == 200:
        listener.answered(post(browser, f"{page.partition('?')[0]}/load", page))


def linked(page, root="/"):
    """Addresses on this site that a page leads to."""
    return {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', page) if not link.startswith("/static")
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nobody_is_named_on_any_surface_before_or_after_a_decision(house, caplog):
    shop, terminal, browser, client, listener = house
    caplog.set_level(logging.DEBUG)
    upload(browser, listener, "更多.csv", good_file(orders=1).replace(b"\nP", b"\nW"))
    upload(browser, listener, "半坏.csv", half_bad_file().replace(b"\nQ", b"\nV"))
    for name, content in refused_files().items():
        upload(browser, listener, name, content)
        files = {"files": (name, content)}
        assert listener.answered(client.post("/api/v1/loads", files=files)).status_code == 422
        listener.answered(client.post("/api/v1/loads/preview", files=files))

    decide_and_apply(shop, terminal, listener)
    ask_everything(terminal, listener)
    walk(browser, listener)
    for path, described in client.get("/api/v1/openapi.json").json()["paths"].items():
        if "get" in described and "{" not in path:
            listener.answered(client.get(f"/api/v1{path}"))
    for load in client.get("/api/v1/loads").json():
        for part in ("", "/quarantine"):
            listener.answered(client.get(f"/api/v1/loads/{load['load_id']}{part}"))
    for name in catalog.capability_names():
        listener.answered(client.post(f"/api/v1/capabilities/{name}", json={}))
        listener.answered(client.post(f"/api/v1/capabilities/{name}", json={"start": PHONES[0]}))
    listener.hear("log", caplog.text)

    (audience,) = (shop.folder / "exports").glob("*")
    assert listener.named == {}
    assert listener.heard > 200
    assert traces(shop.folder, but={audience}) == {}
    assert len([word for word in found_in(audience.read_bytes()) if word in PHONES]) >= 40


def decide_and_apply(shop, terminal, listener):
    listener.typed(terminal, "decisions", "propose", code=0)
    (found,) = deciding.records(shop, statuses=("proposed",), policy="customers.win_back")
    decision = found.proposal.id
    for step in (("approve", "--why", "试一试"), ("apply",)):
        terminal_said = terminal.type("decisions", step[0], decision, *step[1:])
        assert terminal_said.code == 0, terminal_said.err
        listener.hear(f"decisions {step[0]}", terminal_said.out, terminal_said.err)
    for words in (("list",), ("list", "--json"), ("show", decision), ("show", decision, "--json")):
        listener.typed(terminal, "decisions", *words, code=0)


def ask_everything(terminal, listener):
    for name in catalog.capability_names():
        listener.typed(terminal, "run", name)
        listener.typed(terminal, "run", name, "--json")
        listener.typed(terminal, "run", name, "--start", PHONES[0], code=1)
    listener.typed(terminal, "metrics", *METRICS, code=0)
    for dimension in DIMENSIONS:
        listener.typed(terminal, "metrics", "orders", "--by", dimension, "--json")
    for words in (("review",), ("review", "--json"), ("list", "--json"), ("doctor",)):
        listener.typed(terminal, *words)


def walk(browser, listener, most=150):
    """Every page that links lead to, in both languages, and every file they offer but the audience's."""
    seen, left = set(), ["/", "/data", "/metrics", "/analyses", "/decisions", "/settings", "/reference"]
    while left and len(seen) < most:
        path = left.pop()
        bare = path.partition("?")[0]
        if (
            path in seen
            or re.fullmatch(r"/decisions/\w+/file", bare)
            or len([one for one in seen if one.startswith(bare)]) > 12
        ):
            continue
        seen.add(path)
        answer = listener.answered(browser.get(path))
        if "html" in answer.headers.get("content-type", ""):
            left += sorted(linked(answer.text) - seen)
    for path, language in product(
        ("/", "/data", "/decisions", "/settings", "/analyses/customers.rfm"), ("zh-CN", "en")
    ):
        listener.answered(browser.get(path, params={"lang": language}))
