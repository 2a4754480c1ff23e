"""Files that make the audits fail are taken back whole, and the shop goes on as before."""

from __future__ import annotations

import json

import pytest

from tests.surfaces.cli.conftest import Terminal

MAP = """
name = "erp_lines"
title = { zh = "某 ERP 明细", en = "Lines of an ERP" }
platform = "own"
channel = "erp"
zone = "Asia/Shanghai"
[recognise]
required = ["单号", "金额", "日期", "类型"]
[amount]
of = "金额"
table = "order_lines"
column = "gross_minor"
[[table]]
into = "orders"
one_row_per = ["order_id"]
[table.columns]
channel = { const = "erp" }
order_id = { from = "单号", as = "id" }
ordered_at = "日期"
currency = { const = "shop" }
[[table]]
into = "order_lines"
[table.columns]
channel = { const = "erp" }
order_id = { from = "单号", as = "id" }
line_id = { from = "行号", as = "id" }
kind_of_line = { words = { "货" = "sale" }, of = "类型", otherwise = "keep" }
quantity = { const = "1" }
gross_minor = "金额"
due_minor = "金额"
"""
ROWS = "单号,行号,金额,日期,类型\nA1,1,10.00,2026-03-01 08:00:00,货\nA2,1,20.00,2026-03-02 08:00:00,{kind}\n"
MORE = "单号,行号,金额,日期,类型\nA3,1,5.00,2026-03-03 08:00:00,货\n"


@pytest.fixture
def files(tmp_path):
    """A map that lets a word through which no sale line may carry, and files with and without that word."""
    (tmp_path / "erp.toml").write_text(MAP, "utf-8")
    for name, text in (("good", MORE), ("bad", ROWS.format(kind="借")), ("corrected", ROWS.format(kind="货"))):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def orders(terminal):
    found = terminal.type("metrics", "orders", "gross_sales", "--json").json
    return [row["value"] for row in found["rows"]], found["snapshot"]


OWN = ("--exported-at", "2026-03-04")


def test_a_file_that_fails_the_audits_leaves_no_trace(files):
    terminal = Terminal(files / "shop")
    terminal.type("init")

    refused = terminal.type("ingest", files / "bad.csv", "--map", files / "erp.toml", *OWN)

    assert (refused.code, refused.err.strip().count("\n")) == (1, 0)
    assert not list((files / "shop" / "landing" / "loads").glob("*"))


@pytest.mark.slow
def test_a_file_that_fails_the_audits_is_taken_back_and_corrected_loads(files):
    terminal = Terminal(files / "shop")
    terminal.type("init")
    own = ("--map", files / "erp.toml", *OWN)
    assert terminal.type("ingest", files / "good.csv", *own).code == 0
    before = orders(terminal)

    refused = terminal.type("ingest", files / "bad.csv", *own, language="zh-CN")
    assert (refused.code, refused.err.strip().count("\n")) == (1, 0)
    assert "新版本没有发布" in refused.err
    assert orders(terminal) == before == ([1, "5.00"], "000001")
    assert [path.name for path in (files / "shop" / "landing" / "loads").iterdir()] == ["000001"]

    corrected = terminal.type("ingest", files / "corrected.csv", *own, "--json")
    assert json.loads(corrected.out)["files"][0]["outcome"] == "loaded"
    assert orders(terminal)[0] == [3, "35.00"]


@pytest.mark.slow
def test_of_several_files_none_stays_when_one_fails_the_audits(files):
    terminal = Terminal(files / "shop")
    terminal.type("init")
    own = ("--map", files / "erp.toml", *OWN)

    assert terminal.type("ingest", files / "good.csv", files / "bad.csv", *own).code == 1
    assert terminal.type("metrics", "orders").code == 1
    assert terminal.type("ingest", files / "good.csv", files / "corrected.csv", *own).code == 0
    assert orders(terminal)[0] == [3, "35.00"]
