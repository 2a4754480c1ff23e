"""How does an answer for metrics read: one row a period and group, one column a metric?"""

from __future__ import annotations

from typing import Any

from zhanggui.core.sentence import render
from zhanggui.core.words import Language, Words
from zhanggui.metrics.amount import amount, amount_within
from zhanggui.metrics.answer import Answer, Row
from zhanggui.metrics.notes import NOTES
from zhanggui.metrics.registry import dimension, metric
from zhanggui.metrics.value import REASONS
from zhanggui.surfaces.presentation import Column, Table, cell, signed

_PERIOD = Words(zh="时段", en="Period")
_PREVIOUS = Words(zh="环比", en="vs before")
_LAST_YEAR = Words(zh="同比（节日对齐）", en="vs last year (festivals aligned)")
_TITLE = Words(zh="指标", en="Metrics")


def metrics_table(answer: Answer, language: Language) -> Table:
    """The answer as one table, ready to read and to export."""
    groups: dict[tuple[str, ...], dict[str, Row]] = {}
    for row in answer.rows:
        groups.setdefault(_key(row), {})[row.metric] = row
    names = answer.question.metrics
    columns = [*_heads(answer, language), *(column for name in names for column in _columns(name, answer, language))]
    return Table(
        name="metrics",
        title=_TITLE.text(language),
        about=_TITLE.text(language),
        columns=tuple(columns),
        rows=tuple(_texts(key, rows, answer, language) for key, rows in groups.items()),
        values=tuple(_values(key, rows, answer) for key, rows in groups.items()),
    )


def metrics_notes(answer: Answer, language: Language) -> tuple[str, ...]:
    """What must be said about the answer: reservations, assumptions, what is left out, why something is unknown."""
    told = {note.arguments.get("metric") for note in answer.notes if note.code == "not_loaded"}
    reasons = dict.fromkeys(
        (metric(row.metric).title, row.reason)
        for row in answer.rows
        if row.reason and metric(row.metric).title not in told
    )
    colon = "：" if language == "zh-CN" else ": "
    said = tuple(render(note, NOTES, language) for note in answer.notes)
    return (
        *said,
        *(f"{title.text(language)}{colon}{REASONS[reason].text(language)}" for title, reason in reasons if reason),
    )


def _key(row: Row) -> tuple[str, ...]:
    last = row.period.last_day
    days = str(row.period.start) if last == row.period.start else f"{row.period.start} … {last}"
    return (days, *row.dimensions.values())


def _heads(answer: Answer, language: Language) -> list[Column]:
    heads = [Column(name="period", label=_PERIOD.text(language), about="", unit=None, align="left")]
    for name in answer.question.by:
        label = dimension(name).title.text(language)
        heads.append(Column(name=name, label=label, about=label, unit=None, align="left"))
    return heads


def _columns(name: str, answer: Answer, language: Language) -> list[Column]:
    asked, found = metric(name), answer.question
    unit = answer.currency if asked.unit == "money" else asked.unit
    title, about = asked.title.text(language), asked.about.text(language)
    columns = [Column(name=name, label=title, about=about, unit=unit, align="right")]
    if found.asks_previous:
        columns.append(_change_column(f"{name}_change", _PREVIOUS, language))
    if found.asks_last_year:
        columns.append(_change_column(f"{name}_change_last_year", _LAST_YEAR, language))
    return columns


def _change_column(name: str, label: Words, language: Language) -> Column:
    return Column(name=name, label=label.text(language), about="", unit="change", align="right")


def _texts(key: tuple[str, ...], rows: dict[str, Row], answer: Answer, language: Language) -> tuple[str, ...]:
    named = zip(answer.question.by, key[1:], strict=True)
    cells = [key[0], *(answer.words(name, part).text(language) for name, part in named)]
    for name in answer.question.metrics:
        row = rows.get(name)
        cells.append(cell(amount_within(row, answer.currency) if row else None, None, {}, language))
        cells += [signed(change) for change in _changes(row, answer)]
    return tuple(cells)


def _values(key: tuple[str, ...], rows: dict[str, Row], answer: Answer) -> tuple[Any, ...]:
    cells: list[Any] = list(key)
    for name in answer.question.metrics:
        row = rows.get(name)
        cells.append(amount(row.unit, row.value, answer.currency) if row else None)
        cells += _changes(row, answer)
    return tuple(cells)


def _changes(row: Row | None, answer: Answer) -> list[float | None]:
    changes = []
    if answer.question.asks_previous:
        changes.append(row.change if row else None)
    if answer.question.asks_last_year:
        changes.append(row.change_last_year if row else None)
    return changes
