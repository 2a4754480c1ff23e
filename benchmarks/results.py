"""How do figures become benchmarks/RESULTS.md, one table a suite?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.measurement import Figure

HEAD = """\
# Results

Written by `python -m benchmarks` (`make bench`); `benchmarks/README.md` says what each suite does. Every table stands under the day, the
size and the machine it was measured on, and a run of one suite replaces that suite's table alone. Times are medians and belong to that
machine; the ratios, taken in the same run, travel. ✔ the promise holds, ✘ it does not, – nothing was promised.
"""
COLUMNS = ("what", "measured", "beside", "ratio", "promise", "holds")
_SECTION = re.compile(r"^## (?P<name>\S+): ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A suite's figures, and under which circumstances they came about."""

    name: str
    title: str
    how: str
    circumstances: str
    figures: Sequence[Figure]


def write(path: Path, measured: Measured, order: Sequence[str]) -> None:
    """Put one suite's table into the file and leave the others as they are, in the order of the suites."""
    before = sections(path.read_text("utf-8")) if path.exists() else {}
    after = {**before, measured.name: section(measured)}
    texts = [after[name] for name in order if name in after]
    path.write_text("\n".join([HEAD, *texts]), "utf-8")


def sections(text: str) -> Mapping[str, str]:
    r"""The suites' tables by name.

    >>> list(sections("# Results\n\n## help: How fast?\n\n...\n\n## today: How soon?\n"))
    ['help', 'today']
    """
    found = list(_SECTION.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return {match["name"]: text[match.start() : end].strip() + "\n" for match, end in zip(found, ends, strict=True)}


def section(measured: Measured) -> str:
    """One suite as Markdown."""
    lines = [
        f"## {measured.name}: {measured.title}",
        "",
        measured.how,
        "",
        f"*{measured.circumstances}*",
        "",
        _row(COLUMNS),
        _row(["---"] * len(COLUMNS)),
        *(_row(_cells(figure)) for figure in measured.figures),
    ]
    return "\n".join(lines) + "\n"


def verdict(figure: Figure) -> str:
    """Whether the promise holds, as one sign."""
    if figure.skipped:
        return f"skipped: {figure.skipped}"
    return {True: "✔", False: "✘", None: "–"}[figure.holds]


def _cells(figure: Figure) -> list[str]:
    return [figure.what, figure.measured, figure.beside, figure.ratio, figure.promise, verdict(figure)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") or "–" for cell in cells) + " |"
