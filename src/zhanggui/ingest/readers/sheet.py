"""What is a file once it has been opened: rows of cells under headers?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

PARALLEL = "parallel=true"
SEQUENTIAL = "parallel=false"


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that could not be split into cells; its text never leaves ingest."""

    line: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows that DuckDB can scan again and again, nothing interpreted yet.

    `relation` goes after FROM. It has the columns c0 … cN, `_row` (position among the records, from 1) and `_shape`
    ('' as it should be, 'short' or 'long'). Cells of text files are all VARCHAR; Parquet keeps its types.
    `records_before` counts the records above the first row, so that `_row + records_before` is the row that a
    spreadsheet program shows. Without a header row `headers` is empty, and `sample` holds the first rows.
    `preface` is what stands above the header: the days of a report, as often as not.
    """

    relation: str
    headers: tuple[str, ...]
    types: tuple[str, ...]
    records_before: int = 0
    encoding: str | None = None
    delimiter: str | None = None
    broken: tuple[BrokenLine, ...] = ()
    sample: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    preface: str = field(default="", repr=False)

    def sequential(self) -> Sheet:
        """The same rows read by one thread, which a file with line breaks inside cells needs."""
        return replace(self, relation=self.relation.replace(PARALLEL, SEQUENTIAL))


def quoted(text: str) -> str:
    """A text as an SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
