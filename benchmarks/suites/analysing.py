"""Is each analysis fast enough to be asked at will, and what does the house cost over SQL written by hand?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib.resources import files
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from benchmarks.invented.frames import frames
from benchmarks.invented.shop import lines_of, published_shop
from benchmarks.measurement import Figure, in_seconds, in_turn, seconds, times
from benchmarks.processes import python
from zhanggui.core.errors import TablesMissing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.workplace import Workplace
    from zhanggui.app.runner import RunCache
    from zhanggui.core.run import Run

TITLE = "Is each analysis fast enough to be asked at will?"
HOW = (
    "Every capability of the catalogue on one published snapshot, run as a page runs it: the snapshot is opened, params are checked, "
    "relations compiled and recorded, the result built; nothing comes from the run cache. Beside it SQL written by hand for the same tables "
    "and for what the answer says it left out (`peers/sql`), on the same snapshot opened the same way, in turn, 5 pairs; and pandas for the "
    "main table, on just the columns that are needed, once, its loading told apart (`peers/pandas_analyses.py`). All have to give the same "
    "figures. Capabilities for which nobody wrote a peer are timed alone, 3 times, and so is the board with the shop's own history."
)
PAIRS, ALONE = 5, 3
NO_PEER = "no peer yet"
MOST_SECONDS, MOST_TIMES = 5.0, 1.5
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What is asked of a capability, and the part of its answer that the peers must find too."""

    params: Mapping[str, Any] = field(default_factory=dict)
    ours: Callable[[Any], Rows]
    sql: Callable[[Rows], Rows] = list
    pandas: Callable[[Rows], Rows] = list
    files: tuple[str, ...] = ()


class AnswersDiffer(Exception):
    """Two ways of asking the same question gave different figures; timing them says nothing."""


def figures(work: Workplace) -> Iterator[Figure]:
    """Each capability beside SQL by hand and beside pandas."""
    from zhanggui.app import catalog

    shop = published_shop(work)
    yield Figure(what="order lines in the snapshot", measured=f"{lines_of(work):,}")
    for name in catalog.CAPABILITIES:
        yield _figure(name, PEERS[name], shop, work) if name in PEERS else _alone(name, shop, params_for(name, shop))
    yield _alone("goals.kpi_board", shop, {}, with_what=", usual parameters")
    yield _alone("goals.kpi_board", shop, {"metrics": "all"}, with_what=", every metric")


def _figure(name: str, peer: Peer, shop: Path, work: Workplace) -> Figure:
    sql = [statement for file in (name, *peer.files) for statement in _statements(file)]
    done = answered(shop, name, peer.params)
    _compare(name, peer.ours(done.result), peer.sql(asked(shop, sql)))
    taken = in_turn(lambda: answered(shop, name, peer.params), lambda: asked(shop, sql), pairs=PAIRS, warm=False)
    pandas = _pandas(name, peer, peer.ours(done.result), frames(work), str(done.as_of))
    return Figure(
        what=f"`{name}`",
        measured=in_seconds(taken.our_seconds),
        beside=f"SQL by hand {in_seconds(taken.their_seconds)}; pandas {in_seconds(pandas['seconds'])} after {in_seconds(pandas['load'])} to load",
        ratio=f"{times(taken.ratio)} SQL, {times(taken.our_seconds / pandas['seconds'])} pandas",
        promise=f"< {MOST_SECONDS:g} s, ≤ {MOST_TIMES:g}× SQL",
        holds=taken.our_seconds < MOST_SECONDS and taken.ratio <= MOST_TIMES,
    )


def _alone(name: str, shop: Path, params: Mapping[str, Any], with_what: str = "") -> Figure:
    try:
        answered(shop, name, params)
    except TablesMissing:
        untold = "needs tables that the invented shop does not have"
        return Figure(what=f"`{name}`{with_what}", measured=untold, beside=NO_PEER)
    taken = median(seconds(lambda: answered(shop, name, params)) for _ in range(ALONE))
    return Figure(
        what=f"`{name}`{with_what}",
        measured=in_seconds(taken),
        beside=NO_PEER,
        promise=f"< {MOST_SECONDS:g} s",
        holds=taken < MOST_SECONDS,
    )


def params_for(name: str, shop: Path) -> Mapping[str, Any]:
    """What has to be told; of customers and of products the first in the alphabet is asked for."""
    if name == "customers.one":
        (found,) = asked(shop, ["SELECT min(customer) FROM sale_lines WHERE ordered_day <= $as_of"])
        return {"customer": found[0]}
    if name in {"pricing.one", "products.one"}:
        (found,) = asked(shop, ["SELECT min(sku) FROM sale_lines WHERE ordered_day <= $as_of"])
        return {"sku": found[0]}
    return ASKED.get(name, {})


def answered(shop: Path, name: str, params: Mapping[str, Any], cache: RunCache | None = None) -> Run:
    """The capability's own answer, from opening the snapshot to the finished result; nothing kept is read or written.

    Unless there is a `cache`, in which models that several questions need are learnt once, as a shop does.
    """
    from zhanggui.app import runner
    from zhanggui.warehouse.snapshots import open_current

    with closing(open_current(shop)) as warehouse:
        return runner.run(warehouse, name, params, cache=cache)


def asked(shop: Path, statements: Sequence[str]) -> Rows:
    """The answer of SQL by hand, from opening the snapshot to the fetched rows: those of the first statement."""
    from zhanggui.warehouse.snapshots import open_current

    with closing(open_current(shop)) as warehouse:
        day = {"as_of": warehouse.as_of}
        tables = [warehouse.connection.execute(sql, day).fetchall() for sql in statements]
    return tables[0]


def _statements(name: str) -> list[str]:
    return files("benchmarks.peers.sql").joinpath(f"{name}.sql").read_text("utf-8").split(";\n")


def _pandas(name: str, peer: Peer, expected: Rows, folder: Path, as_of: str) -> Mapping[str, float]:
    told = json.loads(python("-m", "benchmarks.peers.pandas_analyses", name, str(folder), as_of).stdout)
    _compare(f"{name} in pandas", expected, peer.pandas([tuple(row) for row in told["rows"]]))
    return {"load": told["load"], "seconds": told["seconds"]}


def _compare(name: str, ours: Rows, theirs: Rows) -> None:
    missed, added = sorted(set(theirs) - set(ours)), sorted(set(ours) - set(theirs))
    if missed or added:
        message = f"{name}: {len(missed)} rows only there {missed[:3]}, {len(added)} only here {added[:3]}"
        raise AnswersDiffer(message)


def _segments(result: Any) -> Rows:
    from zhanggui.analyses.customers.segments import SEGMENTS

    groups = {group.code: (group.recent, group.frequent, group.valuable) for group in SEGMENTS}
    return [(*groups[row.segment], row.customers, row.net_sales.minor) for row in result.segments if row.customers]


def _cells(result: Any) -> Rows:
    return [(cell.cohort, cell.since, cell.buyers, cell.net_sales.minor) for cell in result.cells if cell.buyers]


def _classes(result: Any) -> Rows:
    classes = [(row.letter, row.products, row.net_sales.minor) for row in result.classes if row.products]
    return classes + [(row.sku, row.rank, row.net_sales.minor) for row in result.rows]


def _steps(result: Any) -> Rows:
    return [(number, step.visitors) for number, step in enumerate(result.steps, start=1)]


def _key_figures(result: Any) -> Rows:
    named = {row.metric: row for row in result.kpis}
    asked_for = ("net_sales", "paid_orders", "buyers", "visitors")
    rows = [(side, *(_count(getattr(named[name], column)) for name in asked_for)) for side, column in SIDES.items()]
    return _comparable(rows)


def _comparable(rows: Rows) -> Rows:
    """Of last year only what adds up: people counted over like days that stand for two are not shown."""
    return [row[:3] if row[0] == "last_year" else row[:5] for row in rows]


def _drivers(result: Any) -> Rows:
    """Net sales of both periods with what drove them; rates to nine digits."""
    named = {row.driver.en: row for row in result.drivers}
    columns = [named[name] for name in DRIVERS]
    totals = {"before": result.before, "now": result.now}
    return [(side, total.minor, *(_plain(getattr(row, side)) for row in columns)) for side, total in totals.items()]


def _plain(value: Any) -> Any:
    return round(value.rate, 9) if hasattr(value, "rate") else _count(value)


def _pairs(result: Any) -> Rows:
    return [
        (row.channel.en, row.sku, row.units, *(_count(getattr(row, name)) for name in BRIDGE), _estimate(row))
        for row in result.rows
    ]


def _estimate(row: Any) -> int | None:
    return None if row.contribution_profit is None else int(row.contribution_profit.estimate.minor)


def _count(value: Any) -> Any:
    """Money as its coins; counts and what is unknown as they are."""
    return getattr(value, "minor", value)


ASKED = {"goals.progress": {"metric": "net_sales", "target": "1000000", "deadline": "2026-12-31", "owner": "bench"}}
SIDES = {"now": "value", "previous": "previous", "last_year": "last_year"}
DRIVERS = ("Visitors", "Conversion", "Average order value", "Kept after refunds", "Channels without traffic data")
BRIDGE = ("gross_sales", "unpaid", "discounts_borne", "given_back", "net_sales", "cost", "rate_fees")
LEFT_OUT = ("left_out",)
PEERS: Mapping[str, Peer] = MappingProxyType(
    {
        "customers.rfm": Peer(ours=_segments, sql=lambda rows: [row[:5] for row in rows], files=LEFT_OUT),
        "customers.cohorts": Peer(
            params={"periods": 60, "limit": 200},
            ours=_cells,
            sql=lambda rows: [row for row in rows if row[2]],
            files=LEFT_OUT,
        ),
        "customers.funnel": Peer(ours=_steps),
        "goals.kpi_board": Peer(
            ours=_key_figures,
            sql=_comparable,
            pandas=_comparable,
            params={"own_periods": 0},  # the peers judge nothing by the shop's own history
        ),
        "goals.why": Peer(ours=_drivers),
        "products.contribution": Peer(ours=_pairs, files=LEFT_OUT),
        "products.pareto": Peer(ours=_classes, sql=lambda rows: [row[:3] for row in rows], files=LEFT_OUT),
    }
)
