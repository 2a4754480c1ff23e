"""How are rows kept that could not be loaded, so that they can be counted and found but name nobody?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.ingest.readers.sheet import quoted
from zhanggui.ingest.reasons import BETWEEN, SET_ASIDE, SUPERSEDED, first_column, first_reason

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.ingest.compiling.cells import Kind
    from zhanggui.ingest.filling import Filling

HIDDEN = "•••"
LONGEST_CELL = 80
_NUMBERS = r"^[\s0-9.,:/+\-¥￥$€%元年月日时分秒TZ()='\"]*$"
_PHONE = r"(?:^|[^0-9])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?:$|[^0-9])"
_ID = r"^[\s='\"]*[A-Za-z0-9#_.\-]{1,40}[\s\"]*$"


def write_quarantine(filling: Filling, target: Path) -> bool:
    """Write the rows that were not loaded, each with its reasons and its masked cells; False when there are none."""
    engine = filling.engine
    _teach_masking(filling)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE refused AS "
        "SELECT _row, _problem, _label, _amount FROM cleaned WHERE _problem IS NOT NULL UNION ALL "
        "SELECT _row, any_value(late._problem), any_value(_label), any_value(_amount) "
        "FROM late JOIN cleaned USING (_row) GROUP BY _row"
    )
    (count,) = engine.execute("SELECT count(*) FROM refused").fetchone() or (0,)
    if not count and not filling.broken:
        return False
    masked, cells = _masked_cells(filling)
    raw = f"CAST(to_json(MAP {{{cells}}}) AS VARCHAR) AS raw"
    rows = (
        f"SELECT {filling.source_row()} AS source_row, {_told('_problem')}, _label AS kind, _amount AS amount, "
        f"string_split(_problem, {BETWEEN}) AS problems, {raw} "
        f"FROM (SELECT *, {masked} FROM refused JOIN {filling.plan.situation.sheet.relation} AS raw USING (_row))"
    )
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE unread AS SELECT unnest(?::BIGINT[]) AS line",
        [[line.line for line in filling.broken]],
    )
    broken = "SELECT line, 'broken_quotes', '', 'quarantined', NULL, NULL, ['broken_quotes|'], NULL FROM unread"
    everything = f"SELECT * FROM ({rows} UNION ALL {broken}) ORDER BY source_row"
    engine.execute(f"COPY ({everything}) TO {quoted(str(target))} (FORMAT parquet)")
    engine.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    return True


def _teach_masking(filling: Filling) -> None:
    """Give the engine `shape_of`, which shows what a cell looks like and nothing that it says."""
    filling.engine.execute(
        "CREATE OR REPLACE TEMP MACRO shape_of(cell) AS left(regexp_replace(regexp_replace(regexp_replace("
        rf"cell, '[0-9]', '9', 'g'), '[A-Za-z]', 'x', 'g'), '[\p{{Han}}]', '字', 'g'), {LONGEST_CELL})"
    )


def _told(problem: str) -> str:
    reason = first_reason(problem)
    aside = ", ".join(map(quoted, SET_ASIDE))
    return (
        f"{reason} AS reason, {first_column(problem)} AS column_name, "
        f"CASE WHEN {reason} IN ({aside}) THEN 'set_aside' WHEN {reason} = '{SUPERSEDED}' THEN 'superseded' "
        "ELSE 'quarantined' END AS outcome"
    )


def _masked_cells(filling: Filling) -> tuple[str, str]:
    """SQL of a list of masked cells per way of masking, and of where in them each header's cell is found.

    Many columns are masked in few ways, and a way that is said once is understood once.
    """
    situation = filling.plan.situation
    kinds: dict[int, set[Kind]] = {}
    for cell in filling.plan.book.cells.values():
        kinds.setdefault(cell.place, set()).add(cell.kind)
    headers = situation.sheet.headers or tuple(f"#{place + 1}" for place in range(len(situation.sheet.types)))
    alike: dict[str, list[str]] = {}
    found = []
    for place, header in enumerate(headers):
        way = masked("cell", kinds.get(place, set()))
        cells = alike.setdefault(way, [])
        cells.append(f"CAST(c{place} AS VARCHAR)")
        name = f"{header}#{place + 1}" if headers.index(header) != place else header
        found.append(f"{quoted(name)}: masked_{list(alike).index(way)}[{len(cells)}]")
    lists = [
        f"list_transform([{', '.join(cells)}], lambda cell: {way}) AS masked_{n}"
        for n, (way, cells) in enumerate(alike.items())
    ]
    return ", ".join(lists), ", ".join(found)


def masked(cell: str, kinds: set[Kind]) -> str:
    """SQL that shows a cell only as far as its kind allows and its content fits its kind.

    In a row whose cells are out of step any cell may hold a name, so that only numbers, times and ids are shown.
    """
    from zhanggui.ingest.compiling.cells import PERSONAL

    text, shape = f"coalesce({cell}, '')", f"shape_of({cell})"
    harmless = f"regexp_matches({text}, {quoted(_NUMBERS)})"
    phone = f"regexp_matches({text}, {quoted(_PHONE)})"
    if not kinds or kinds & {*PERSONAL, "province", "city", "free_text"}:
        return f"CASE WHEN trim({text}) = '' THEN '' ELSE '{HIDDEN}' END"
    if kinds <= {"text"}:
        plain = f"_shape = '' AND NOT regexp_matches({text}, '[0-9]{{7}}|@')"
        return f"CASE WHEN {plain} THEN left({text}, {LONGEST_CELL}) ELSE {shape} END"
    if "id" in kinds:
        is_id = f"regexp_matches({text}, {quoted(_ID)})"
        return f"CASE WHEN {is_id} AND NOT {phone} THEN {text} WHEN {text} = '' THEN '' ELSE {shape} END"
    return f"CASE WHEN {harmless} AND NOT {phone} THEN {text} ELSE {shape} END"
