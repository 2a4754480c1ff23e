"""How are a table and a cell written in Markdown?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""A Markdown table.

    >>> print(table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    | --- | --- |
    | 1 | x\|y |
    """
    return "\n".join([_row(headings), _row(["---"] * len(headings)), *map(_row, rows)])


def code(*names: str) -> str:
    """Names as they are typed, by comma.

    >>> code("channel", "order_id")
    '`channel`, `order_id`'
    """
    return ", ".join(f"`{name}`" for name in names)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
