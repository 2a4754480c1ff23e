"""How do lifecycle programmes, the use of caps and what was measured read as tables?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.core.words import Words
from zhanggui.surfaces.presentation import table_of

if TYPE_CHECKING:
    from zhanggui.app.programmes import Standing
    from zhanggui.core.words import Language
    from zhanggui.surfaces.presentation import Table

_TODAY = Words(zh="今天谁到期", en="Who is due today")
_CAPS = Words(zh="触达频次", en="How often people are written to")
_READOUTS = Words(zh="各项目带来的利润", en="What the programmes brought")


def today_table(found: Standing, language: Language) -> Table | None:
    """Who is due, programme by programme."""
    return table_of("today", found.rows, _TODAY, {}, language) if found.rows else None


def caps_table(found: Standing, language: Language) -> Table:
    """How the caps are used."""
    return table_of("caps", found.caps, _CAPS, {}, language)


def readouts_table(found: Standing, language: Language) -> Table | None:
    """What was measured, and the sum over programmes."""
    return table_of("readouts", found.readouts, _READOUTS, {}, language) if found.readouts else None
