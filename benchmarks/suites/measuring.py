"""What does it cost to ask for a whole board of numbers at once?"""

from __future__ import annotations

import json
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.invented.frames import frames
from benchmarks.invented.shop import published_shop
from benchmarks.measurement import Figure, in_seconds, in_turn, seconds, times
from benchmarks.peers.sql_metrics import STATEMENTS
from benchmarks.processes import python
from benchmarks.workplace import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from benchmarks.workplace import Workplace
    from zhanggui.metrics.answer import Answer
    from zhanggui.metrics.question import Question

TITLE = "What does a whole board of numbers cost?"
HOW = (
    "A board of more than fifty metrics of sales, orders, profit, buyers and traffic over all days in one question, from opening the snapshot "
    "to the finished rows; beside it one SQL statement a metric (`peers/sql_metrics.py`) on the same snapshot, once each after one uncounted "
    "run of each. pandas (`peers/pandas_metrics.py`), on just the columns needed, is asked at size M, where it fits into memory beside other "
    "work. All have to give the same figures; processor seconds count both cores. Then the same board as pages ask for it."
)
PAIRS = 1
MOST_SECONDS = 8.0
NEAR = 1e-9
HALF_A_COIN = 0.5
ROUNDED = ("aov", "price_per_unit", "spend_per_buyer")  # money is whole coins


class AnswersDiffer(Exception):
    """Two ways of asking for the same number gave different ones."""


def figures(work: Workplace) -> Iterator[Figure]:
    """The board as one row, beside SQL and beside pandas, and split as the pages split it."""
    shop = published_shop(work)
    yield _board(shop)
    yield _beside_pandas(replace(work, size=min(work.size, SIZES["M"], key=lambda size: size.orders)))
    yield from _split(shop)


def _board(shop: Path) -> Figure:
    question = _question()
    _compare("SQL", {row.metric: row.value for row in answered(shop, question).rows}, asked(shop))
    started = time.process_time()
    taken = in_turn(lambda: answered(shop, question), lambda: asked(shop), pairs=PAIRS, warm=False)
    both = time.process_time() - started
    started = time.process_time()
    answered(shop, question)
    ours = time.process_time() - started
    return Figure(
        what=f"{len(STATEMENTS)} metrics at once",
        measured=f"{in_seconds(taken.our_seconds)}, {in_seconds(ours)} of a core",
        beside=f"one SQL statement a metric {in_seconds(taken.their_seconds)}, {in_seconds(both / PAIRS - ours)} of a core",
        ratio=f"{times(taken.ratio)} SQL",
        promise=f"< {MOST_SECONDS:g} s",
        holds=taken.our_seconds < MOST_SECONDS,
    )


def _beside_pandas(work: Workplace) -> Figure:
    shop, question = published_shop(work), _question()
    taken = seconds(lambda: answered(shop, question))
    told = json.loads(python("-m", "benchmarks.peers.pandas_metrics", str(frames(work))).stdout)
    _compare("pandas", {row.metric: row.value for row in answered(shop, question).rows}, told["rows"])
    return Figure(
        what=f"{len(told['rows'])} of them in pandas, size {work.size.name}",
        measured=in_seconds(taken),
        beside=f"pandas {in_seconds(told['seconds'])} after {in_seconds(told['load'])} to load",
        ratio=f"{times(taken / told['seconds'])} pandas",
    )


def _split(shop: Path) -> Iterator[Figure]:
    by_channel, by_month, compared = _question(by=("channel",)), _question(grain="month"), _question(compare="both")
    for what, question in (
        ("by channel", by_channel),
        ("by month", by_month),
        ("compared with both periods", compared),
    ):
        taken = seconds(lambda asking=question: answered(shop, asking))  # type: ignore[misc]
        yield Figure(what=f"{len(question.metrics)} metrics at once, {what}", measured=in_seconds(taken))


def _question(**how: object) -> Question:
    from zhanggui.metrics.question import Question

    return Question(metrics=tuple(STATEMENTS), **how)  # type: ignore[arg-type]


def answered(shop: Path, question: Question) -> Answer:
    """The board, from opening the snapshot to the rows."""
    from zhanggui.metrics.measure import measure
    from zhanggui.warehouse.snapshots import open_current

    with closing(open_current(shop)) as warehouse:
        return measure(warehouse, question)


def asked(shop: Path) -> Mapping[str, float]:
    """One statement after the other, from opening the snapshot to the last number."""
    from zhanggui.warehouse.snapshots import open_current

    with closing(open_current(shop)) as warehouse:
        rows = {name: warehouse.connection.execute(sql).fetchall() for name, sql in STATEMENTS.items()}
    return {name: found[0][0] for name, found in rows.items()}


def _compare(whose: str, ours: Mapping[str, float | None], theirs: Mapping[str, float]) -> None:
    for name, value in theirs.items():
        here = ours[name]
        allowed = HALF_A_COIN if name in ROUNDED else NEAR * max(1.0, abs(float(value)))
        if here is None or abs(float(here) - float(value)) > allowed:
            message = f"{name}: {here} here, {value} in {whose}"
            raise AnswersDiffer(message)
