"""Looking before loading, sheets to fill in, tables that come ready-made, and when a file was exported."""

# ruff: noqa: DTZ001 - landed times are UTC and carry no zone, as Parquet holds them

from __future__ import annotations

import os
from datetime import UTC, date, datetime

import duckdb
import pytest
from pydantic import TypeAdapter

from tests.ingest.conftest import EXPORTS, NOW, TinyShop
from zhanggui.core.errors import UnknownName
from zhanggui.ingest.errors import FormatUnknown, NotContractShaped
from zhanggui.ingest.exporting import exported_at, stamp_of
from zhanggui.ingest.loading import load_files
from zhanggui.ingest.ready_made import land_tables
from zhanggui.ingest.report import SENTENCES, FileReport, IngestReport
from zhanggui.ingest.templates import TEMPLATES, write_template
from zhanggui.warehouse.landing import Landing

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)

# ------------------------------------------------------------------------------------------------ previews


@pytest.mark.slow
def test_a_preview_says_what_loading_would_do_and_writes_nothing(shop, loaded):
    preview = shop.preview(EXPORTS / "ExportOrderList202003011200.csv")
    _, report = loaded("ExportOrderList202003011200.csv")

    assert (preview.report.outcome, preview.report.source) == ("recognised", "taobao_orders")
    assert preview.report.reconciliation == report.reconciliation
    assert preview.report.tables == {name: rows for name, rows in report.tables.items() if name != "identities"}
    assert "买家支付宝账号" in preview.unused
    assert not shop.folder.exists()
    assert shop.safe.kept == {}


def test_a_preview_shows_the_mapping_column_by_column_and_first_rows_with_pseudonyms(shop):
    preview = shop.preview(EXPORTS / "tmall_order_report.csv")
    mapping = {(each.table, each.column): each.headers or each.constant for each in preview.mapping}

    assert mapping["orders", "paid_minor"] == ("买家实际支付金额", "退款金额")
    assert mapping["orders", "channel"] == "taobao"
    first = next(each for each in preview.first_rows if each.table == "orders")
    assert dict(zip(first.columns, first.rows[2], strict=True))["paid_minor"] == "3700"


@pytest.mark.slow
def test_a_report_is_plain_json_and_its_sentences_are_known(loaded):
    _, report = loaded("ExportOrderList202003011200.csv")
    told = TypeAdapter(FileReport).dump_python(report, mode="json")

    assert told["reconciliation"]["read"] == {"rows": 10, "money": {"amount": "3829.00", "currency": "CNY"}}
    assert told["title"]["zh"].startswith("淘宝")
    assert {note.code for note in report.notes} <= set(SENTENCES)


@pytest.mark.slow
def test_progress_is_told_and_a_period_may_be_given(shop):
    stages = []
    report = load_files(
        [EXPORTS / "UserBehavior.csv", EXPORTS / "costs.csv"],
        **shop.facts(progress=lambda stage, _: stages.append(stage)),
    )

    assert stages == ["fingerprint", "recognise", "write", "check"] * 2
    assert isinstance(report, IngestReport)
    assert report.landed
    assert [file.load_id for file in report.files] == [1, 2]


# ----------------------------------------------------------------------------------------------- templates


@pytest.mark.parametrize("language, ending", [("zh-CN", ".xlsx"), ("en", ".csv")])
@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_filled_template_is_recognised_and_loaded(tmp_path, kind, language, ending):
    example = {column.header.en: column.example for column in TEMPLATES[kind]}
    path = write_template(kind, tmp_path / f"{kind}{ending}", language, [example])
    shop = TinyShop(tmp_path / "shop")
    report = shop.load(path)

    assert report.source == {"orders": "generic_orders"}.get(kind, kind)
    assert report.reconciliation.loaded.rows == 1
    assert not any(note.code == "ingest.headers_unused" for note in report.notes)


def test_a_template_that_does_not_exist_or_has_no_format_is_refused(tmp_path):
    with pytest.raises(UnknownName, match="costs"):
        write_template("cost", tmp_path / "x.csv", "en")
    with pytest.raises(FormatUnknown):
        write_template("costs", tmp_path / "x.pdf", "en")


def test_a_prefilled_cell_is_no_formula_and_reads_back_as_it_was(shop, tmp_path):
    path = write_template("costs", tmp_path / "costs.csv", "en", [{"sku": "=1+1", "cost": "2"}])

    assert "'=1+1" in path.read_text("utf-8-sig")
    shop.load(path)
    assert shop.query("SELECT sku FROM {product_costs}") == [("=1+1",)]


# ---------------------------------------------------------------------------------------------- ready-made


def a_table(tmp_path, sql):
    path = tmp_path / "table.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
    return path


GOOD = "SELECT 'LJ-100' AS sku, DATE '2026-01-01' AS valid_from, 3000 AS cost_minor, 'CNY' AS currency"


@pytest.mark.parametrize("name", ["rates.csv", "汇率.xlsx"])
def test_filled_in_rates_are_those_of_the_shops_currency(shop, tmp_path, name):
    language = "en" if name.endswith("csv") else "zh-CN"
    rows = [{"currency": code, "valid_from": "2026-01-01", "exchange_rate": "7.0288"} for code in ("usd", "XXX")]
    path = write_template("rates", tmp_path / name, language, rows)

    report = shop.load(path)

    assert shop.query("SELECT currency, quote_currency, rate FROM {fx_rates}") == [("USD", "CNY", 7.0288)]
    assert [cause.reason for cause in report.reconciliation.causes] == ["currency_unknown"]
    assert [note.code for note in report.notes] == ["ingest.rows_quarantined"]


def test_a_ready_made_table_gets_its_provenance_and_lands_once(shop, tmp_path):
    path = a_table(tmp_path, GOOD)
    landing = Landing(shop.folder)
    load = land_tables(landing, {"product_costs": path}, source="tea_shop", exported_at=NOON)
    again = land_tables(landing, {"product_costs": path}, source="tea_shop", exported_at=NOON)

    assert (load.load_id, load.rows, again.load_id) == (1, {"product_costs": 1}, 1)
    assert shop.query("SELECT sku, valid_from, cost_minor, load_id, source_row, exported_at FROM {product_costs}") == [
        ("LJ-100", date(2026, 1, 1), 3000, 1, 1, NOON.replace(tzinfo=None))
    ]


@pytest.mark.parametrize(
    "table, sql, said",
    [
        ("product_costs", GOOD.replace("3000", "NULL::BIGINT"), "cost_minor is empty in 1 row"),
        ("product_costs", GOOD.replace("3000", "30.5"), r"cost_minor: DECIMAL\(3,1\) instead of BIGINT"),
        ("product_costs", GOOD.replace(", 'CNY' AS currency", ""), "currency is missing"),
        ("product_costs", GOOD + ", 1 AS colour", r"colour\?"),
        ("sale_lines", GOOD, "unknown table"),
        (
            "fees",
            "SELECT 'taobao' AS channel, 'magic' AS kind_of_fee, DATE '2026-01-01' AS valid_from",
            "not one of commission",
        ),
    ],
)
def test_a_table_outside_its_contract_is_refused_and_nothing_lands(shop, tmp_path, table, sql, said):
    with pytest.raises(NotContractShaped, match=said):
        land_tables(Landing(shop.folder), {table: a_table(tmp_path, sql)}, source="x", exported_at=NOON)
    assert Landing(shop.folder).loads() == ()


# --------------------------------------------------------------------------------------- time of the export


@pytest.mark.parametrize(
    "name, stamp",
    [
        ("ExportOrderList202003011200.csv", datetime(2020, 3, 1, 4, 0, tzinfo=UTC)),
        ("orders-2020-03-01.csv", datetime(2020, 3, 1, 15, 59, 59, tzinfo=UTC)),
        ("订单_20200301_120059.xlsx", datetime(2020, 3, 1, 4, 0, 59, tzinfo=UTC)),
        ("online_retail_2010_2011.parquet", None),
        ("ExportOrderList202013011200.csv", None),
        ("193000000000000001.csv", None),
        ("orders.csv", None),
    ],
)
def test_the_time_of_export_may_stand_in_the_name(name, stamp):
    assert stamp_of(name, "Asia/Shanghai") == stamp


def test_what_is_said_wins_over_the_name_and_the_name_over_the_age_of_the_file(tmp_path):
    named = tmp_path / "ExportOrderList202003011200.csv"
    plain = tmp_path / "orders.csv"
    ahead = tmp_path / "ExportOrderList209903011200.csv"
    for path in (named, plain, ahead):
        path.touch()
        os.utime(path, (NOON.timestamp(), NOON.timestamp()))

    def at(path, said=None):
        return exported_at(path, said=said, zone="Asia/Shanghai", now=NOW)

    assert at(named, datetime(2020, 3, 2, 8, 0)) == datetime(2020, 3, 2, 0, 0, tzinfo=UTC)
    assert at(named) == datetime(2020, 3, 1, 4, 0, tzinfo=UTC)
    assert at(plain) == NOON
    assert at(ahead) == NOON


def test_filled_in_benchmarks_are_loaded_with_their_stage_and_their_percentages(shop, tmp_path):
    rows = [
        {"metric": "conversion", "low": "3%", "high": "0.05", "source": "2026 行业报告", "stage": "新店"},
        {"metric": "aov", "low": "80", "source": "平台均值", "channel": "tmall", "valid_from": "2026-02-01"},
    ]
    path = write_template("benchmarks", tmp_path / "基准.xlsx", "zh-CN", rows)

    shop.load(path)

    columns = "metric, channel, stage, low, high, source, CAST(valid_from AS VARCHAR)"
    assert sorted(shop.query(f"SELECT {columns} FROM {{benchmarks}}")) == [
        ("aov", "tmall", None, 80.0, None, "平台均值", "2026-02-01"),
        ("conversion", None, "new", 0.03, 0.05, "2026 行业报告", "2000-01-01"),
    ]
