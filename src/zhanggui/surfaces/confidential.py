"""What may a viewer not see? Costs, and whatever is made from them."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from zhanggui.app.sign_in import ROLE_WORDS, RoleTooLow, reaches
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.books.people import Role
    from zhanggui.core.sentence import Sentence
    from zhanggui.surfaces.presentation import Page, Table

LEAST_ROLE: Role = "analyst"
_SECRET_WORDS = frozenset({"contribution", "cost", "costs", "cogs", "profit", "profits", "margin", "margins"})
_SECRET_NAMES = frozenset(
    {"break_even_roi", "gmroi", "inventory_turnover", "average_inventory", "stock_value_days"}
)  # from them a cost or a margin can be worked out
HIDDEN = Words(zh="（仅分析师以上可见）", en="(for analysts and above)")


def sees_costs(role: Role) -> bool:
    """Whether the role may see costs, margins and profit."""
    return reaches(role, LEAST_ROLE)


def is_secret(name: str) -> bool:
    """Whether a field, a column or a metric of this name tells a cost or a profit.

    >>> is_secret("contribution_profit"), is_secret("net_sales"), is_secret("cost_minor")
    (True, False, True)
    """
    if name in _SECRET_NAMES:
        return True
    return not _SECRET_WORDS.isdisjoint(name.lower().replace(".", "_").replace("-", "_").split("_"))


def check_knobs(knobs: Mapping[str, Any], role: Role) -> None:
    """Refuse to rank, to split or to choose by what this role may not see: the order alone would tell it."""
    told = [word for value in knobs.values() if isinstance(value, str) for word in re.findall(r"[\w.-]+", value)]
    if not sees_costs(role) and any(map(is_secret, told)):
        raise RoleTooLow(least=ROLE_WORDS[LEAST_ROLE], own=ROLE_WORDS[role])


def without_secrets(value: Any) -> Any:
    """JSON values with every secret field emptied, and rows about a secret metric left out."""
    match value:
        case dict():
            return {name: None if is_secret(str(name)) else without_secrets(inner) for name, inner in value.items()}
        case list():
            return [without_secrets(inner) for inner in value if not _is_secret_row(inner)]
        case _:
            return value


def page_for(page: Page, role: Role) -> Page:
    """A page of a result as this role may see it."""
    if sees_costs(role):
        return page
    return dataclasses.replace(
        page,
        figures=tuple(figure for figure in page.figures if not is_secret(figure.name)),
        drawings=tuple(drawing for drawing in page.drawings if not is_secret(drawing.name)),
        tables=tuple(_table_without(table) for table in page.tables if not is_secret(table.name)),
    )


def said_to(said: Sentence, role: Role) -> Sentence:
    """A sentence whose secret arguments are blanked for whoever may not see them."""
    if sees_costs(role):
        return said
    arguments = {name: HIDDEN if is_secret(name) else value for name, value in said.arguments.items()}
    return dataclasses.replace(said, arguments=arguments)


def _table_without(table: Table) -> Table:
    kept = [at for at, column in enumerate(table.columns) if not is_secret(column.name)]
    named = [at for at, column in enumerate(table.columns) if column.name == "metric"]
    rows = [
        at
        for at, values in enumerate(table.values)
        if not any(isinstance(values[column], str) and is_secret(values[column]) for column in named)
    ]
    return dataclasses.replace(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(table.rows[row][at] for at in kept) for row in rows),
        values=tuple(tuple(table.values[row][at] for at in kept) for row in rows),
    )


def _is_secret_row(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("metric"), str) and is_secret(value["metric"])
