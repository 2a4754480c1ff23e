"""What the command line prints, in which form, and how it leaves."""

import subprocess
import sys

import pytest

HEAVY = {"ibis", "pandas", "numpy", "sqlalchemy", "fastapi", "duckdb", "pyarrow"}


def test_help_imports_nothing_heavy():
    script = "import sys; import zhanggui.surfaces.cli.main; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert not HEAVY & set(done.stdout.split())


def test_init_tells_the_next_step_in_the_chosen_language(terminal):
    assert "ingest" in terminal.type("init").out
    assert "下一步" in terminal.type("init", language="zh-CN").out


def test_a_shop_that_is_not_there_is_one_sentence_and_exit_code_1(terminal):
    typed = terminal.type("metrics", "net_sales")

    assert typed.code == 1
    assert typed.err.strip().count("\n") == 0
    assert "init" in typed.err


def test_wrong_usage_is_exit_code_2(terminal):
    assert terminal.type("metrics").code == 2
    assert terminal.type("nonsense").code == 2


@pytest.mark.slow
def test_loading_prints_a_reconciliation_that_balances(terminal, orders_file):
    terminal.type("init")
    report = terminal.type("ingest", orders_file, "--json").json["files"][0]
    balance = report["reconciliation"]

    assert report["outcome"] == "loaded"
    assert balance["read"]["rows"] == balance["loaded"]["rows"] + balance["quarantined"]["rows"] == 3
    assert balance["read"]["money"] == {"amount": "189.90", "currency": "CNY"}


@pytest.mark.slow
def test_loading_the_same_file_again_changes_nothing(loaded, orders_file):
    before = loaded.type("metrics", "net_sales", "--json").json

    assert loaded.type("ingest", orders_file, "--json").json["files"][0]["outcome"] == "already_loaded"
    assert loaded.type("metrics", "net_sales", "--json").json == before


@pytest.mark.slow
def test_a_dry_run_writes_nothing_and_shows_nobody(terminal, orders_file):
    terminal.type("init")
    typed = terminal.type("ingest", orders_file, "--dry-run")

    assert typed.code == 0
    assert "13800000001" not in typed.out
    assert "ann" not in typed.out.split()
    assert terminal.type("metrics", "net_sales").code == 1


@pytest.mark.slow
def test_an_unknown_file_is_refused_whole_with_a_suggestion(terminal, tmp_path):
    strange = tmp_path / "strange.csv"
    strange.write_text("foo,bar\n1,2\n", "utf-8")
    terminal.type("init")
    typed = terminal.type("ingest", strange)

    assert typed.code == 1
    assert "--propose" in typed.err


@pytest.mark.slow
def test_metrics_as_json_have_money_as_decimal_text_and_a_half_open_period(loaded):
    rows = loaded.type("metrics", "net_sales", "orders", "--json").json["rows"]

    assert rows == [
        {"metric": "net_sales", "value": "159.90", "unit": "CNY", "period": "2026-03-01/2026-03-03"},
        {"metric": "orders", "value": 3, "unit": "orders", "period": "2026-03-01/2026-03-03"},
    ]


def test_metrics_split_filter_and_cut_by_day(loaded):
    rows = loaded.type(
        "metrics", "gross_sales", "--by", "channel", "--where", "channel=tmall", "--grain", "day", "--json"
    ).json["rows"]

    assert [(row["period"], row["channel"], row["value"]) for row in rows] == [
        ("2026-03-01/2026-03-02", "tmall", "60.00"),
        ("2026-03-02/2026-03-03", "tmall", "30.00"),
    ]


@pytest.mark.slow
def test_the_last_day_is_included(loaded):
    rows = loaded.type("metrics", "orders", "--from", "2026-03-02", "--to", "2026-03-02", "--json").json["rows"]

    assert [row["value"] for row in rows] == [2]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_metrics_read_as_a_table(loaded, language):
    typed = loaded.type("metrics", "net_sales", "--by", "channel", language=language)

    assert "¥99.90" in typed.out
    assert ("净销售额" if language == "zh-CN" else "Net sales") in typed.out


def test_an_unknown_metric_names_its_neighbours(loaded):
    typed = loaded.type("metrics", "net_sale")

    assert typed.code == 1
    assert "net_sales" in typed.err


@pytest.mark.slow
def test_a_capability_runs_with_its_knobs(loaded):
    done = loaded.type("run", "customers.rfm", "--bins", "3", "--high-from=2", "--json").json

    assert done["params"]["bins"] == 3
    assert done["text"]["zh-CN"]["headline"]
    assert done["snapshot"]


def test_a_capability_explains_its_knobs_in_both_languages(terminal):
    assert "--bins" in terminal.type("run", "customers.rfm", "--help").out
    assert "分档数" in terminal.type("run", "customers.rfm", "--help", language="zh-CN").out


def test_a_word_that_is_no_knob_is_refused(loaded):
    typed = loaded.type("run", "customers.rfm", "bins")

    assert typed.code == 1
    assert "--help" in typed.err


def test_the_list_names_every_kind_with_titles_in_both_languages(terminal):
    found = terminal.type("list", "--json").json

    assert set(found) == {"capabilities", "metrics", "dimensions", "sources", "policies"}
    assert all(row["title"]["zh-CN"] and row["title"]["en"] for rows in found.values() for row in rows)
    assert "net_sales" in {row["name"] for row in found["metrics"]}


@pytest.mark.slow
def test_known_then_leaves_out_what_was_exported_later(loaded, tmp_path):
    later = tmp_path / "later.csv"
    later.write_text("order_id,ordered_at,sku,quantity,unit_price\nB1,2026-03-05 10:00,TEA-1,1,30.00\n", "utf-8")
    assert loaded.type("ingest", later, "--exported-at", "2030-01-01").code == 0

    assert loaded.type("metrics", "orders", "--json").json["rows"][0]["value"] == 4
    assert loaded.type("metrics", "orders", "--known-at", "2029-12-01", "--json").json["rows"][0]["value"] == 3


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["costs", "fees", "exclusions", "stock"])
def test_a_template_is_written_and_recognised_again(terminal, tmp_path, kind):
    terminal.type("init")
    file = tmp_path / f"{kind}.xlsx"

    assert terminal.type("template", kind, "--to", file).code == 0
    assert terminal.type("ingest", file, "--dry-run").code == 0


def test_the_doctor_says_what_is_missing_and_how_to_get_it(terminal):
    terminal.type("init")
    typed = terminal.type("doctor", "--json")

    assert typed.code == 1
    assert [finding["is_well"] for finding in typed.json] == [True, True, True, False, True, True, True, True]


def test_the_help_of_templates_names_every_one():
    from zhanggui.ingest.templates import TEMPLATES
    from zhanggui.surfaces.cli.loading import TEMPLATE_KINDS

    assert set(TEMPLATE_KINDS.split(" | ")) == set(TEMPLATES)
