"""Do the published figures of real data sets come out of the command line?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.measurement import DATA, Figure, skipped

SUITE = "real data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A data set, how to load it, and the figures that others published of it."""

    name: str
    file: str
    source: str
    init: tuple[str, ...]
    asks: tuple[tuple[tuple[str, ...], str, str, str], ...]


def _ask(*words: str, metric: str, expected: str, within: str = "0") -> tuple[tuple[str, ...], str, str, str]:
    return (words, metric, expected, within)


CASES = (
    Case(
        name="UCI online retail",
        file="uci_online_retail/online_retail_2010_2011.parquet",
        source="uci_retail",
        init=("--currency", "GBP", "--timezone", "Europe/London"),
        asks=(
            _ask("net_sales", metric="net_sales", expected="9747747.93", within="0.05"),
            _ask("gross_sales", "--where", "customer=known", "--where", "line=sale", metric="gross_sales",
                 expected="8911407.90"),
            _ask("buyers", "--where", "customer=known", "--where", "line=sale", metric="buyers", expected="4338"),
        ),
    ),
    Case(
        name="Tmall order report",
        file="tmall_order_report/tmall_order_report.csv",
        source="taobao_orders",
        init=(),
        asks=(
            _ask("orders", metric="orders", expected="28010"),
            _ask("paid_orders", metric="paid_orders", expected="24087"),
            _ask("orders_with_money_received", metric="orders_with_money_received", expected="18955"),
            _ask("refunded_orders", metric="refunded_orders", expected="5646"),
            _ask("gross_sales", metric="gross_sales", expected="2995760.61"),
            _ask("money_received", metric="money_received", expected="1902487.15"),
            _ask("refunds", metric="refunds", expected="572335.92"),
        ),
    ),
    Case(
        name="completejourney",
        file="",
        source="completejourney",
        init=("--currency", "USD", "--timezone", "America/New_York"),
        asks=(
            _ask("net_sales", metric="net_sales", expected="4596039.58"),
            _ask("orders", metric="orders", expected="155848"),
        ),
    ),
)
EVENTS_FILE = "taobao_userbehavior/haohanblue_UserBehavior.csv"
EVENT_FIGURES = {"page_views": 75873, "cart_adds": 4497, "favourites": 2356, "purchases": 1750}


def figures() -> list[Figure]:
    """Every published figure, asked of the command line on a fresh shop."""
    found = [figure for case in CASES for figure in _case(case)]
    return [*found, *_events()]


def _case(case: Case) -> list[Figure]:
    path = str(DATA / case.file) if case.file else case.source
    if case.file and not Path(path).exists():
        return [skipped(SUITE, case.name, f"{case.file} is not in the data folder")]
    with tempfile.TemporaryDirectory() as folder:
        _load(folder, case, path)
        return [_figure(folder, case.name, *ask) for ask in case.asks]


def _load(folder: str, case: Case, path: str) -> dict[str, object]:
    _zhanggui(folder, "init", *case.init)
    report: dict[str, object] = json.loads(_zhanggui(folder, "ingest", path, "--as", case.source, "--json"))
    return report


def _figure(folder: str, name: str, words: tuple[str, ...], metric: str, expected: str, within: str) -> Figure:
    rows = json.loads(_zhanggui(folder, "metrics", *words, "--json"))["rows"]
    value = Decimal(str(next(row["value"] for row in rows if row["metric"] == metric)))
    holds = abs(value - Decimal(expected)) <= Decimal(within)
    return Figure(
        suite=SUITE, what=f"{name}: {' '.join(words)}", measured=str(value), beside="published",
        promised=expected + (f" ± {within}" if within != "0" else ""), holds=holds,
    )


def _events() -> list[Figure]:
    path = DATA / EVENTS_FILE
    if not path.exists():
        return [skipped(SUITE, "Taobao user behaviour", f"{EVENTS_FILE} is not in the data folder")]
    case = Case(name="Taobao user behaviour", file=EVENTS_FILE, source="events", init=(), asks=())
    with tempfile.TemporaryDirectory() as folder:
        report = _load(folder, case, str(path))
        return [_event_figure(folder, report, metric, expected) for metric, expected in EVENT_FIGURES.items()]


def _event_figure(folder: str, report: dict[str, object], metric: str, expected: int) -> Figure:
    rows = json.loads(_zhanggui(folder, "metrics", metric, "--json"))["rows"]
    loaded = int(rows[0]["value"])
    quarantined = _quarantined(report, metric)
    return Figure(
        suite=SUITE, what=f"Taobao user behaviour: {metric}, loaded + quarantined",
        measured=f"{loaded} + {quarantined}", beside="published", promised=str(expected),
        holds=loaded + quarantined == expected,
    )


def _quarantined(report: dict[str, object], metric: str) -> int:
    raise NotImplementedError


def _zhanggui(folder: str, *words: str) -> str:
    environment = {**os.environ, "ZHANGGUI_HOME": f"{folder}/home"}
    command = [sys.executable, "-m", "zhanggui", "--shop", f"{folder}/shop", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    if done.returncode:
        message = f"{' '.join(words)} left with {done.returncode}: {done.stderr.strip()}"
        raise RuntimeError(message)
    return done.stdout
