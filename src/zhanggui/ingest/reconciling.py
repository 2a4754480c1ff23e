"""Does what was read equal what was loaded plus what was not, in rows and in money?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from zhanggui.core.currency import major, minor_digits
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.ingest.errors import DoesNotBalance
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.ingest.reasons import REASONS, SET_ASIDE, SUPERSEDED, first_column, first_reason
from zhanggui.ingest.report import Cause, KindCount, Portion, Reconciliation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from zhanggui.ingest.filling import Filling

SHOWN_ROWS = 10
SHOWN_WORDS = 5
LONGEST_WORD = 20


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows and exact money."""

    rows: int = 0
    money: Decimal = Decimal(0)

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.rows + other.rows, self.money + other.money)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The rows of one sheet by what became of them, counted in the rows that were read."""

    read: Sum
    clean: Sum
    refused: tuple[tuple[str, str, Sum, tuple[int, ...]], ...]
    kinds: tuple[KindCount, ...] = field(default=())


def count(filling: Filling) -> Count:
    """Count one sheet; broken lines are rows whose money nobody can know."""
    engine = filling.engine
    broken = Sum(len(filling.broken))
    read = _sum(engine, "SELECT count(*), sum(_amount) FROM cleaned") + broken
    clean = _sum(engine, "SELECT count(*), sum(_amount) FROM good")
    told = f"{first_reason('_problem')}, {first_column('_problem')}"
    rows = engine.execute(
        f"SELECT {told}, count(*), sum(_amount), list_sort(list({filling.source_row()}))[:{SHOWN_ROWS}] FROM "
        "(SELECT _row, _problem, _amount FROM cleaned WHERE _problem IS NOT NULL "
        " UNION ALL SELECT _row, any_value(late._problem), any_value(_amount) FROM late JOIN cleaned USING (_row) GROUP BY _row) "
        "GROUP BY ALL ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    refused = [
        (reason, column, Sum(many, money or Decimal(0)), tuple(places)) for reason, column, many, money, places in rows
    ]
    if filling.broken:
        places = tuple(line.line for line in filling.broken[:SHOWN_ROWS])
        refused.append(("broken_quotes", "", broken, places))
    return Count(read=read, clean=clean, refused=tuple(refused), kinds=_kinds(engine))


def reconciled(counts: Iterable[Count], landed: Sum | None, currency: str) -> Reconciliation:
    """The reconciliation of a file out of its sheets' counts; `landed` is read back from what was written.

    Raises DoesNotBalance: then nothing may be committed.
    """
    counts = tuple(counts)
    read, clean = (sum((getattr(each, name) for each in counts), Sum()) for name in ("read", "clean"))
    refused = [cause for each in counts for cause in each.refused]
    aside = sum((total for reason, _, total, _ in refused if reason in SET_ASIDE), Sum())
    superseded = sum((total for reason, _, total, _ in refused if reason == SUPERSEDED), Sum())
    quarantined = sum((total for reason, _, total, _ in refused if reason not in {*SET_ASIDE, SUPERSEDED}), Sum())
    if clean + quarantined + superseded + aside != read:
        msg = f"read {read}, loaded {clean}, quarantined {quarantined}, superseded {superseded}, set aside {aside}"
        raise DoesNotBalance(msg)
    rounding = _rounding(clean, landed, currency)
    return Reconciliation(
        read=_portion(read, landed, currency),
        loaded=_portion(clean, landed, currency),
        quarantined=_portion(quarantined, landed, currency),
        superseded=_portion(superseded, landed, currency),
        set_aside=_portion(aside, landed, currency),
        rounding=None if rounding is None else f"{rounding.normalize():f}",
        causes=tuple(_cause(cause, landed, currency) for cause in refused),
        kinds=tuple(kind for each in counts for kind in each.kinds),
    )


def landed_sum(engine: DuckDBPyConnection, pieces: Sequence[Path], column: str, currency: str) -> Sum:
    """Rows and money as they stand in the written Parquet files: read back, not remembered."""
    if not pieces:
        return Sum()
    listed = ", ".join(quoted(str(piece)) for piece in pieces)
    found = engine.execute(
        f"SELECT count(*), sum({column}) FROM read_parquet([{listed}], union_by_name=true)"
    ).fetchone()
    rows, minor = found or (0, 0)
    return Sum(rows, major(int(minor or 0), currency))


def unknown_words(filling: Filling) -> tuple[Sentence, ...]:
    """What a platform said that its map does not know: left empty, and said."""
    return tuple(
        note
        for word, (headers, ours) in filling.plan.book.vocabularies.items()
        if (note := _unknown(filling, word, headers, ours))
    )


def _unknown(filling: Filling, word: str, headers: tuple[str, ...], ours: str) -> Sentence | None:
    shown = f"CASE WHEN regexp_matches({word}, '[0-9]{{5}}|@') THEN '…' ELSE left({word}, {LONGEST_WORD}) END"
    found = filling.engine.execute(
        f"SELECT {shown}, sum(rows) FROM (SELECT {word}, count(*) AS rows FROM good GROUP BY {word}) "
        f"WHERE {word} IS NOT NULL AND ({ours}) IS NULL GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    if not found:
        return None
    words = ", ".join(said for said, _ in found[:SHOWN_WORDS])
    return sentence("ingest.words_unknown", header=headers[0], rows=int(sum(rows for _, rows in found)), words=words)


def _sum(engine: DuckDBPyConnection, query: str) -> Sum:
    rows, money = engine.execute(query).fetchone() or (0, None)
    return Sum(rows, money or Decimal(0))


def _kinds(engine: DuckDBPyConnection) -> tuple[KindCount, ...]:
    rows = engine.execute(
        "SELECT _label, count(*) FILTER (is_good), count(*) FILTER (NOT is_good) FROM "
        "(SELECT _label, _problem IS NULL AND _row NOT IN (SELECT _row FROM late) AS is_good FROM cleaned) "
        "WHERE _label IS NOT NULL GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    return tuple(KindCount(kind=kind, loaded=loaded, not_loaded=other) for kind, loaded, other in rows)


def _rounding(clean: Sum, landed: Sum | None, currency: str) -> Decimal | None:
    """Exact money less landed money: at most half a coin a row."""
    if landed is None:
        return None
    difference = clean.money - landed.money
    half_a_coin = Decimal(5).scaleb(-minor_digits(currency) - 1)
    if abs(difference) > half_a_coin * max(clean.rows, 1):
        msg = f"{clean} was clean, {landed} was landed"
        raise DoesNotBalance(msg)
    return difference


def _portion(total: Sum, landed: Sum | None, currency: str) -> Portion:
    return Portion(rows=total.rows, money=None if landed is None else _money(total.money, currency))


def _cause(cause: tuple[str, str, Sum, tuple[int, ...]], landed: Sum | None, currency: str) -> Cause:
    reason, column, total, places = cause
    portion = _portion(total, landed, currency)
    return Cause(
        reason=reason,
        title=REASONS[reason],
        column=column,
        rows=portion.rows,
        money=portion.money,
        source_rows=places,
    )


def _money(amount: Decimal, currency: str) -> Money:
    return Money.of(str(amount), currency)
