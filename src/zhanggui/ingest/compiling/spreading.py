"""How does one wide row of a statement become one row per amount that it holds?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.ingest.compiling.cleaning import AMOUNT
from zhanggui.ingest.compiling.values import Value
from zhanggui.ingest.mapping.language import From
from zhanggui.ingest.readers.sheet import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.ingest.compiling.expressions import Compiler
    from zhanggui.ingest.mapping.column_map import Spread

PIECE = "piece"  # under this name the SQL of a spread table has the amount at hand
SIGN = "outgoing_sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSpread:
    """The amounts of a row as a list of pieces, and the columns of the table that a piece fills."""

    pieces: str
    sign: str
    values: Mapping[str, Value]

    def rows(self, clean: str) -> str:
        """The clean rows, each as often as it has amounts other than zero; under the name that the others know."""
        signed = f"(SELECT *, (SELECT {self.sign} FROM {clean}) AS {SIGN} FROM {clean})"
        spread = f"(SELECT *, unnest({self.pieces}) AS {PIECE} FROM {signed})"
        return f"(SELECT * FROM {spread} WHERE {PIECE}.amount <> 0) AS {clean}"


def spread_of(spread: Spread, compiler: Compiler) -> PlannedSpread:
    """The pieces of a row in the order of the map, and what the row's total holds beyond them.

    With incoming amounts i and outgoing ones o a row's total is Σi + s·Σo + rest. The sign s is one for the file, that
    under which the rests of all rows are smaller: most platforms write fees with a minus, some without.
    """
    incoming = _found(spread.incoming, compiler)
    outgoing = _found(spread.outgoing, compiler)
    total = compiler.value(spread.total, "amount")
    got, gone = (_sum(found) for found in (incoming, outgoing))
    left = f"(coalesce({total.sql}, 0) - {got})"
    sign = f"CASE WHEN sum(abs({left} + {gone})) < sum(abs({left} - {gone})) THEN -1 ELSE 1 END"
    heading, kind = (compiler.value(said, "text") for said in (spread.rest.heading, spread.rest.kind))
    pieces = [_piece(quoted(header), quoted(means), value) for header, means, value in incoming]
    pieces += [_piece(quoted(header), quoted(means), f"{value} * {SIGN}") for header, means, value in outgoing]
    pieces.append(_piece(heading.sql, kind.sql, f"{left} - {gone} * {SIGN}"))
    headers = (*total.headers, *(header for header, _, _ in (*incoming, *outgoing)))
    values = {
        spread.amount: Value(sql=f"{PIECE}.amount", kind="amount", missing="false", headers=headers),
        spread.heading: Value(sql=f"{PIECE}.heading", kind="text", missing="false", headers=heading.headers),
        spread.kind: Value(sql=f"{PIECE}.kind", kind="text", missing="false", headers=kind.headers),
    }
    return PlannedSpread(pieces=f"[{', '.join(pieces)}]", sign=sign, values=values)


def _found(meanings: Mapping[str, str], compiler: Compiler) -> list[tuple[str, str, str]]:
    """The listed columns that the file has: header, meaning, and the amount as SQL."""
    values = ((header, means, compiler.value(_plain(header), "amount")) for header, means in meanings.items())
    return [(header, means, value.sql) for header, means, value in values if value.missing != "true"]


def _plain(header: str) -> From:
    return From.model_validate({"from": header})


def _sum(found: list[tuple[str, str, str]]) -> str:
    return f"({' + '.join(['0', *(f'coalesce({value}, 0)' for _, _, value in found)])})"


def _piece(heading: str, kind: str, amount: str) -> str:
    return f"{{'heading': {heading}, 'kind': {kind}, 'amount': CAST({amount} AS {AMOUNT})}}"
