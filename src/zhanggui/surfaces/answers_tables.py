"""How do the shop's questions read as a table: which are answered for this version, which are not, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.surfaces.presentation import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.app.answering import Standing, State
    from zhanggui.core.words import Language
    from zhanggui.surfaces.presentation import Table

_ANSWERS = Words(zh="问题与回答", en="Questions and answers")
_NEW = Words(zh="刚算好", en="answered now")
STATES: Mapping[State, Words] = {
    "answered": Words(zh="已算好", en="answered"),
    "in_line": Words(zh="排队中", en="in line"),
    "waiting": Words(zh="还没有算", en="not yet"),
    "must_be_told": Words(zh="要先给参数", en="asks for parameters"),
    "lacking": Words(zh="缺数据", en="data not loaded"),
    "refused": Words(zh="回答不了", en="cannot be answered"),
    "broke": Words(zh="程序出错", en="the program failed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One question."""

    name: Annotated[str, described("名称", "Name")]
    title: Annotated[Words, described("问题", "Question")]
    state: Annotated[Words, described("状态", "State")]


def answers_table(found: Sequence[Standing], language: Language) -> Table:
    """Every question with its state."""
    rows = tuple(
        AnswerRow(
            name=each.capability.name,
            title=each.capability.title,
            state=_state(each),
        )
        for each in found
    )
    return table_of("answers", rows, _ANSWERS, {}, language)


def _state(found: Standing) -> Words:
    if not found.is_new or found.seconds is None:
        return STATES[found.state]
    return Words(zh=f"{_NEW.zh}（{found.seconds:.1f} 秒）", en=f"{_NEW.en} ({found.seconds:.1f} s)")
