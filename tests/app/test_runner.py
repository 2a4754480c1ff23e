"""How a capability is run: checked, refused, recorded, kept."""

import pytest

from zhanggui.app import runner
from zhanggui.app.checking import ParamsNotValid
from zhanggui.app.runner import RunCache
from zhanggui.core.errors import TablesMissing, UnknownName
from zhanggui.warehouse.inline import inline_warehouse

ORDER = {
    "channel": "tmall",
    "order_id": "1",
    "ordered_at": "2026-03-01",
    "paid_at": "2026-03-01",
    "currency": "CNY",
    "goods_minor": 990,
    "customer": "p1",
}


def shop():
    return inline_warehouse({"orders": [ORDER, {**ORDER, "order_id": "2", "customer": "p2"}]})


@pytest.mark.slow
def test_a_run_says_where_it_came_from():
    done = runner.run(shop(), "customers.rfm", {})

    assert (done.capability, done.snapshot, done.engine) == ("customers.rfm", "inline", "duckdb")
    assert done.as_of.isoformat() == "2026-03-01"
    assert done.sql
    assert all("SELECT" in sql for sql in done.sql)


@pytest.mark.slow
def test_text_values_become_params():
    assert runner.run(shop(), "customers.rfm", {"bins": "3", "high_from": "2"}).params["bins"] == 3


@pytest.mark.slow
def test_a_knob_out_of_range_is_refused_by_its_label_in_both_languages():
    with pytest.raises(ParamsNotValid) as problem:
        runner.run(shop(), "customers.rfm", {"bins": 99})

    assert "分档数 (bins)" in problem.value.text("zh-CN")
    assert "Scores (bins)" in problem.value.text("en")


@pytest.mark.slow
def test_an_unknown_knob_is_refused():
    with pytest.raises(ParamsNotValid) as problem:
        runner.run(shop(), "customers.rfm", {"bins_": 3})

    assert "bins_" in problem.value.text("en")


@pytest.mark.slow
def test_an_unknown_capability_names_its_neighbours():
    with pytest.raises(UnknownName) as problem:
        runner.run(shop(), "customers.rmf", {})

    assert "customers.rfm" in problem.value.text("en")


def test_missing_tables_are_named_with_where_to_export_them_from():
    with pytest.raises(TablesMissing) as problem:
        runner.run(inline_warehouse({"channels": [{"channel": "tmall"}]}), "customers.rfm", {})

    assert "orders" in str(problem.value.facts["missing"]) or "sale_lines" in str(problem.value.facts["missing"])


def test_a_run_reads_back_from_its_json_as_it_was():
    done = runner.run(shop(), "customers.rfm", {})

    from zhanggui.app import catalog

    assert runner.decode(runner.encode(done), catalog.capability("customers.rfm")) == done


@pytest.mark.slow
def test_a_kept_answer_whose_shape_no_longer_fits_is_made_again(tmp_path):
    cache = RunCache(tmp_path / "runs")
    first = runner.run(shop(), "customers.rfm", {}, cache=cache)
    (kept,) = (tmp_path / "runs").iterdir()
    kept.write_text(kept.read_text(encoding="utf-8").replace('"customers"', '"people"'), encoding="utf-8")

    assert runner.run(shop(), "customers.rfm", {}, cache=cache).result == first.result


def test_the_same_question_on_the_same_snapshot_is_answered_from_the_cache(tmp_path):
    cache = RunCache(tmp_path / "runs")
    first = runner.run(shop(), "customers.rfm", {}, cache=cache)

    second = runner.run(shop(), "customers.rfm", {}, cache=cache)

    assert second == first  # its seconds are those of the first run
    assert runner.run(shop(), "customers.rfm", {"bins": 3, "high_from": 2}, cache=cache).id != first.id
