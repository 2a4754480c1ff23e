"""Do the published figures of real data sets come out of the command line?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from benchmarks.measurement import Figure
from benchmarks.processes import zhanggui
from benchmarks.workplace import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.workplace import Workplace

TITLE = "Do published figures come out of the command line?"
HOW = (
    "Each data set is loaded by `zhanggui ingest` into a new shop and asked by `zhanggui metrics`. The figures were published with the data or "
    "computed from the files by others."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked for, and the published figure of each metric in major units."""

    words: tuple[str, ...]
    expected: Mapping[str, str]
    within: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set, how it is loaded, and what others published of it.

    `file` is empty where an installed package ships the data. In `events` loaded and quarantined rows count together.
    """

    name: str
    file: str
    source: str
    init: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    events: Mapping[str, tuple[str, int]] | None = None
    visitors: int | None = None


KNOWN_SALES = ("--where", "customer=known", "--where", "line=sale")
DATA_SETS = (
    DataSet(
        name="UCI online retail",
        file="uci_online_retail/online_retail_2010_2011.parquet",
        source="uci_retail",
        init=("--currency", "GBP", "--timezone", "Europe/London"),
        asks=(
            Ask(words=("net_sales",), expected={"net_sales": "9747747.93"}, within="0.05"),
            Ask(
                words=("gross_sales", "buyers", *KNOWN_SALES),
                expected={"gross_sales": "8911407.90", "buyers": "4338"},
            ),
        ),
    ),
    DataSet(
        name="Tmall order report",
        file="tmall_order_report/tmall_order_report.csv",
        source="taobao_orders",
        asks=(
            Ask(
                words=("orders", "paid_orders", "orders_with_money_received", "refunded_orders"),
                expected={
                    "orders": "28010",
                    "paid_orders": "24087",
                    "orders_with_money_received": "18955",
                    "refunded_orders": "5646",
                },
            ),
            Ask(
                words=("gross_sales", "money_received", "refunds"),
                expected={"gross_sales": "2995760.61", "money_received": "1902487.15", "refunds": "572335.92"},
            ),
        ),
    ),
    DataSet(
        name="Taobao user behaviour",
        file="taobao_userbehavior/haohanblue_UserBehavior.csv",
        source="events",
        events={
            "page_views": ("view", 75_873),
            "cart_adds": ("cart", 4_497),
            "favourites": ("favourite", 2_356),
            "purchases": ("purchase", 1_750),
        },
        visitors=815,
    ),
    DataSet(
        name="completejourney",
        file="",
        source="completejourney",
        init=("--currency", "USD", "--timezone", "America/New_York"),
        asks=(Ask(words=("net_sales", "orders"), expected={"net_sales": "4596039.58", "orders": "155848"}),),
    ),
)


def figures(work: Workplace) -> Iterator[Figure]:
    """Every published figure, asked of the command line on a fresh shop."""
    for data_set in DATA_SETS:
        if data_set.file and not (DATA / data_set.file).exists():
            yield Figure(what=data_set.name, skipped=f"{data_set.file} is not in the data folder")
            continue
        yield from _figures(data_set, work.fresh(f"real-{data_set.source}") / "shop")


def _figures(data_set: DataSet, shop: Path) -> Iterator[Figure]:
    report = _load(data_set, shop)
    for ask in data_set.asks:
        told = _metrics(shop, ask.words)
        for metric, expected in ask.expected.items():
            yield _figure(data_set, ask, metric, Decimal(expected), told[metric])
    if data_set.events:
        yield from _event_figures(data_set, shop, report, data_set.events)


def _figure(data_set: DataSet, ask: Ask, metric: str, expected: Decimal, told: Decimal) -> Figure:
    conditions = " ".join(
        word for word in ask.words if word not in ask.expected and word not in {"gross_sales", "buyers"}
    )
    allowed = Decimal(ask.within)
    return Figure(
        what=" ".join(f"{data_set.name}: `metrics {metric} {conditions}".split()) + "`",
        measured=f"{told:,}",
        beside="published",
        promise=f"{expected:,}" + (f" ± {allowed}" if allowed else ""),
        holds=abs(told - expected) <= allowed,
    )


def _event_figures(
    data_set: DataSet, shop: Path, report: Mapping[str, Any], events: Mapping[str, tuple[str, int]]
) -> Iterator[Figure]:
    kinds = {row["kind"]: row for row in report["reconciliation"]["kinds"]}
    told = _metrics(shop, (*events, "visitors"))
    for metric, (kind, expected) in events.items():
        loaded, quarantined = int(told[metric]), int(kinds[kind]["not_loaded"])
        yield Figure(
            what=f"{data_set.name}: {metric}, loaded + quarantined",
            measured=f"{loaded:,} + {quarantined:,}",
            beside="published",
            promise=f"{expected:,}",
            holds=loaded + quarantined == expected,
        )
    visitors = int(told["visitors"])
    yield Figure(
        what=f"{data_set.name}: visitors",
        measured=f"{visitors:,}",
        beside="published",
        promise=f"{data_set.visitors:,}",
        holds=visitors == data_set.visitors,
    )


def _load(data_set: DataSet, shop: Path) -> Mapping[str, Any]:
    zhanggui(shop, "init", *data_set.init)
    file = str(DATA / data_set.file) if data_set.file else data_set.source
    report: dict[str, Any] = json.loads(zhanggui(shop, "ingest", file, "--as", data_set.source, "--json").stdout)
    found: dict[str, Any] = report["files"][0]
    return found


def _metrics(shop: Path, words: Sequence[str]) -> Mapping[str, Decimal]:
    told = json.loads(zhanggui(shop, "metrics", *words, "--json").stdout)
    return {row["metric"]: Decimal(str(row["value"])) for row in told["rows"]}
