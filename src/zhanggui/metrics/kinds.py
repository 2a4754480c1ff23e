"""Which lines are sold goods, which make an order, and which take a sale back?

Expressions on the `sale_lines` relation, shared by the definitions. They only call methods of what they are given, so
that nothing here imports an engine.
"""

from __future__ import annotations

from typing import Any

SOLD_KINDS = ("sale", "remainder")
ORDER_KINDS = ("sale", "gift", "remainder")


def is_sold(lines: Any) -> Any:
    """Goods sold for money, also in orders that were never paid: not gifts, returns or adjustments."""
    return lines.kind_of_line.isin(SOLD_KINDS)


def is_priced(lines: Any) -> Any:
    """Lines that tell the price of a unit: goods of a sale, some of them, for some money."""
    return (lines.kind_of_line == "sale") & (lines.quantity > 0) & (lines.due_minor > 0)


def is_of_an_order(lines: Any) -> Any:
    """Lines that make their document an order; a document of returns alone is none."""
    return lines.kind_of_line.isin(ORDER_KINDS)


def is_returned(lines: Any) -> Any:
    """Negative lines by which goods came back."""
    return lines.kind_of_line == "return"


def given_back_minor(lines: Any) -> Any:
    """Money that went back for a line: its refunds, and what a return line is worth (as a positive amount)."""
    return lines.refund_minor + (is_returned(lines) & lines.is_paid).ifelse(-lines.due_minor, 0)


def lacks_cost(lines: Any) -> Any:
    """Paid lines of goods whose cost is not known; an adjustment moves no goods."""
    return lines.is_paid & lines.cost_minor.isnull() & (lines.kind_of_line != "adjustment")
