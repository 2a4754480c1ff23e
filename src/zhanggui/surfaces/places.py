"""Where does a row send its reader: what is that page called, and which command opens it?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhanggui.app import catalog

if TYPE_CHECKING:
    from zhanggui.core.words import Language
    from zhanggui.surfaces.presentation import Table

UNIT = "place"


def place_title(name: str, language: Language) -> str:
    """What an analysis or a policy is called.

    >>> place_title("goals.why", "en"), place_title("products.clear_slow_movers", "zh-CN")
    ('Why it moved', '清理滞销商品')
    """
    found = catalog.policy(name) if is_policy(name) else catalog.capability(name)
    return found.title.text(language)


def place_command(name: str) -> str:
    """What to type to get there.

    >>> place_command("goals.why"), place_command("customers.win_back")
    ('zhanggui run goals.why', 'zhanggui decisions list --policy customers.win_back')
    """
    return f"zhanggui decisions list --policy {name}" if is_policy(name) else f"zhanggui run {name}"


def is_policy(name: str) -> bool:
    """Whether the place is a policy's proposals rather than an analysis."""
    return name in catalog.POLICIES


def with_commands(table: Table) -> Table:
    """The same table for a terminal: beside the title of a place the command that opens it."""
    places = {at for at, column in enumerate(table.columns) if column.unit == UNIT}
    if not places:
        return table
    rows = tuple(
        tuple(f"{text}: {place_command(values[at])}" if at in places else text for at, text in enumerate(row))
        for row, values in zip(table.rows, table.values, strict=True)
    )
    return replace(table, rows=rows)
