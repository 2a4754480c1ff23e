"""How do a person's pseudonyms leave what was landed, so that the money stays and nobody can follow them?"""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts; pseudonyms are checked hexadecimal

from __future__ import annotations

import re
import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.warehouse.tables import LANDED, literal, quoted
from zhanggui.warehouse.writer import Checkpoint, pass_by, settle, writing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    import duckdb

    from zhanggui.warehouse.contracts.contract import Column

ERASING, READY, QUARANTINE = "erasing", "READY", "quarantine"
# These rows are about the person alone; and a list of whom an experiment met would tell the new name from the old.
ABOUT_PEOPLE = ("customers", "identities", "exposures")
# What people write in their own words, and the parcel that leads to a door.
TOLD = ("buyer_note", "seller_note", "content", "follow_up", "reply", "waybill")
# Whom a row is about; an agent or somebody who recommended the shop is only mentioned in it.
SUBJECTS = ("customer", "identity", "visitor")
SHORTEST_WORD = 6
# Who was erased begins with another letter than who is known: nobody is to look for them by what is left.
NOBODY = "e"
_PSEUDONYM = re.compile(r"[0-9a-z]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Who is to be forgotten: their pseudonyms, each with the new name that nothing leads to, and their own words."""

    fresh: Mapping[str, str]
    words: tuple[str, ...] = ()
    at_the_door: bool = False

    @classmethod
    def of(cls, names: Collection[str], words: Collection[str] = (), *, at_the_door: bool = False) -> Forgotten:
        """Draw a new name for each pseudonym; it is random and written down nowhere."""
        known = sorted(name for name in names if _PSEUDONYM.fullmatch(name))
        long_enough = tuple(sorted(word for word in words if len(word.encode()) >= SHORTEST_WORD))
        return cls(
            fresh={name: f"{NOBODY}{secrets.token_hex(12)}" for name in known},
            words=long_enough,
            at_the_door=at_the_door,
        )


def forget(shop: Path, who: Forgotten, *, checkpoint: Checkpoint = pass_by) -> dict[str, int]:
    """Rewrite every landed file that names them; returns the rows changed or removed, by table.

    A file is written beside first; once all are, one mark makes them count. A sudden end before the mark changes
    nothing, one after it is completed by whoever writes next. Raises WriterBusy.
    """
    with writing(shop):
        finish_forgetting(shop)
        beside = shop / "landing" / ERASING
        changed: dict[str, int] = {}
        with closing(_engine(who)) as engine:
            loads = sorted((shop / "landing" / "loads").glob("[0-9]*"))
            _find_orders(engine, [load / "orders.parquet" for load in loads])
            for load in loads:
                for table, rows in _rewrite(engine, load, beside / load.name, who):
                    changed[table] = changed.get(table, 0) + rows
        checkpoint("forget.written")
        if changed:
            (beside / READY).touch()
            settle(beside)
            checkpoint("forget.ready")
            finish_forgetting(shop)
        return changed


def finish_forgetting(shop: Path) -> None:
    """Complete what a killed run had decided, or drop what it had not; the caller holds the right to write."""
    beside = shop / "landing" / ERASING
    if not beside.exists():
        return
    if (beside / READY).exists():
        for file in sorted(beside.glob("*/*.parquet")):
            home = shop / "landing" / "loads" / file.parent.name
            if home.exists():  # a load may have been withdrawn meanwhile
                file.replace(home / file.name)
                settle(home)
    shutil.rmtree(beside)


def forget_at_the_door(load: Path, names: Collection[str]) -> dict[str, int]:
    """Take people who were erased out of a load before it counts; returns the rows left per table that changed.

    What is theirs alone is dropped; an order stays and has no customer.
    """
    who = Forgotten.of(names, at_the_door=True)
    if not who.fresh:
        return {}
    beside = load / ERASING
    with closing(_engine(who)) as engine:
        _find_orders(engine, [load / "orders.parquet"])
        changed = dict(_rewrite(engine, load, beside, who))
        for table in changed:
            (beside / f"{table}.parquet").replace(load / f"{table}.parquet")
        left = {table: _count(engine, f"read_parquet({_path(load / f'{table}.parquet')})") for table in changed}
    shutil.rmtree(beside, ignore_errors=True)
    for table in [table for table, rows in left.items() if not rows]:
        (load / f"{table}.parquet").unlink()
    return left


def linked(shop: Path, *customers: str) -> frozenset[str]:
    """The pseudonyms that stand for a person and for nobody else: identities and browsers of theirs.

    A person who was merged from several customers goes by the names of them all.
    """
    found = set(customers)
    for table, column in (("identities", "identity"), ("events", "visitor")):
        files = [file for file in (shop / "landing" / "loads").glob(f"*/{table}.parquet") if _has(file, "customer")]
        if files:
            found |= _of_nobody_else(files, column, customers)
    return frozenset(found)


def _of_nobody_else(files: list[Path], column: str, customers: tuple[str, ...]) -> set[str]:
    import duckdb

    listed = ", ".join(_path(file) for file in files)
    sql = (
        f"SELECT {column} FROM read_parquet([{listed}], union_by_name=true) WHERE {column} IS NOT NULL "
        f"GROUP BY {column} HAVING bool_and(customer IN (SELECT unnest(?::VARCHAR[])))"
    )
    with duckdb.connect() as engine:
        return {name for (name,) in engine.execute(sql, [list(customers)]).fetchall()}


def _engine(who: Forgotten) -> duckdb.DuckDBPyConnection:
    import duckdb

    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")
    engine.execute("CREATE TABLE forgotten (name VARCHAR PRIMARY KEY, fresh VARCHAR)")
    if who.fresh:
        engine.executemany("INSERT INTO forgotten VALUES (?, ?)", list(who.fresh.items()))
    engine.execute("CREATE TABLE theirs (channel VARCHAR, order_id VARCHAR)")
    return engine


def _find_orders(engine: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    for file in files:
        if file.exists() and _has(file, "customer"):
            engine.execute(
                f"INSERT INTO theirs SELECT DISTINCT channel, order_id FROM read_parquet({_path(file)}) "
                "WHERE customer IN (SELECT name FROM forgotten)"
            )


def _rewrite(engine: duckdb.DuckDBPyConnection, load: Path, beside: Path, who: Forgotten) -> Iterator[tuple[str, int]]:
    for file in sorted(load.glob("*.parquet")):
        plan = _plan(file, who)
        source = f"read_parquet({_path(file)})"
        rows = _count(engine, f"{source} WHERE {plan.touched}")
        if rows:
            beside.mkdir(parents=True, exist_ok=True)
            engine.execute(
                f"COPY (SELECT * REPLACE ({', '.join(plan.changes)}) FROM {source} WHERE {plan.kept}) "
                f"TO {_path(beside / file.name)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
            )
            settle(beside / file.name)
            yield file.stem, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to happen to one file, as SQL: which rows it touches, which columns change, which rows are kept."""

    touched: str
    changes: tuple[str, ...]
    kept: str


def _plan(file: Path, who: Forgotten) -> _Plan:
    there = _columns(file)
    people = [column for column in _people(file.stem) if column.name in there]
    told = ["raw"] if file.stem == QUARANTINE else [name for name in TOLD if name in there]
    is_theirs = [_is_known(column.name) for column in people if column.name in SUBJECTS]
    if told and {"channel", "order_id"} <= there and file.stem != QUARANTINE:
        is_theirs.append("coalesce((channel, order_id) IN (SELECT channel, order_id FROM theirs), false)")
    theirs = f"({' OR '.join(is_theirs) or 'false'})"
    blanked = {name: f"({theirs} OR {_mentions(name, who.words)})" for name in told}
    renamed = [column for column in people if column.name not in blanked]
    return _Plan(
        touched=" OR ".join([theirs, *blanked.values(), *(_is_known(column.name) for column in people)]),
        changes=(
            *(f"{_renamed(column, at_the_door=who.at_the_door)} AS {quoted(column.name)}" for column in renamed),
            *(
                f"CASE WHEN {when} THEN NULL ELSE {quoted(name)} END AS {quoted(name)}"
                for name, when in blanked.items()
            ),
        ),
        kept=f"NOT {theirs}" if _is_dropped(file.stem, at_the_door=who.at_the_door) else "true",
    )


def _people(table: str) -> list[Column]:
    return [column for column in LANDED[table].columns() if column.type == "pseudonym"] if table in LANDED else []


def _is_dropped(table: str, *, at_the_door: bool) -> bool:
    """Rows about the person alone; at the door also those known by them, of which older ones keep the new name."""
    by_person = at_the_door and any(column.name in LANDED[table].key for column in _people(table))
    return table in ABOUT_PEOPLE or by_person


def _renamed(column: Column, *, at_the_door: bool) -> str:
    name = quoted(column.name)
    if at_the_door and not column.required:
        return f"CASE WHEN {_is_known(column.name)} THEN NULL ELSE {name} END"
    return f"coalesce((SELECT fresh FROM forgotten WHERE forgotten.name = {name}), {name})"


def _is_known(column: str) -> str:
    return f"coalesce({quoted(column)} IN (SELECT name FROM forgotten), false)"


def _mentions(column: str, words: tuple[str, ...]) -> str:
    listed = " OR ".join(f"contains({quoted(column)}, {literal(word)})" for word in words)
    return f"coalesce({listed}, false)" if listed else "false"


def _columns(file: Path) -> frozenset[str]:
    import pyarrow.parquet as pq

    return frozenset(pq.read_schema(file).names)


def _has(file: Path, column: str) -> bool:
    return column in _columns(file)


def _path(file: Path) -> str:
    return literal(str(file))


def _count(engine: duckdb.DuckDBPyConnection, rows: str) -> int:
    ((count,),) = engine.execute(f"SELECT count(*) FROM {rows}").fetchall()
    return int(count)
