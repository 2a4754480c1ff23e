"""What stands in RESULTS.md, and what stays there when one suite is measured again?"""

from __future__ import annotations

from benchmarks.measurement import Figure, Pairs
from benchmarks.results import Measured, section, sections, verdict, write

ORDER = ("help", "ingest", "today")


def measured(name, *figures):
    return Measured(name=name, title="How fast?", how="Once.", circumstances="today, 2 cores", figures=figures)


def test_a_promise_that_is_missed_is_shown_beside_what_was_measured():
    text = section(measured("help", Figure(what="start", measured="3 s", promise="≤ 2 s", holds=False)))

    assert "| start | 3 s | – | – | ≤ 2 s | ✘ |" in text


def test_what_was_not_measured_says_why_instead_of_nothing():
    assert verdict(Figure(what="Tmall", skipped="the file is not there")) == "skipped: the file is not there"


def test_what_was_never_promised_neither_holds_nor_fails():
    assert verdict(Figure(what="pandas", measured="3 s")) == "–"


def test_measuring_one_suite_again_leaves_the_other_tables(tmp_path):
    target = tmp_path / "RESULTS.md"
    write(target, measured("today", Figure(what="page", measured="9 ms")), ORDER)
    write(target, measured("help", Figure(what="start", measured="2 s")), ORDER)
    write(target, measured("help", Figure(what="start", measured="1 s")), ORDER)

    text = target.read_text("utf-8")

    assert list(sections(text)) == ["help", "today"]
    assert "1 s" in text
    assert "2 s" not in text
    assert "9 ms" in text


def test_a_cell_with_a_bar_stays_one_cell():
    assert "| a \\| b |" in section(measured("help", Figure(what="a | b")))


def test_one_slow_moment_of_the_machine_does_not_move_the_ratio():
    assert Pairs(ours=(2.0, 2.0, 40.0), theirs=(1.0, 1.0, 20.0)).ratio == 2.0
