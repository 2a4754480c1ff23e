"""Does the command line answer at once?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.measurement import Figure, in_seconds, in_turn, listed, times
from benchmarks.processes import python

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.workplace import Workplace

TITLE = "Does the command line answer at once?"
HOW = (
    "The whole process of `zhanggui --help` and of `--help` of a Typer application with one empty command, in turn, "
    "21 pairs; the ratio is the median over the pairs."
)
PAIRS = 21
HEAVY = ("fastapi", "ibis", "numpy", "pandas", "sqlalchemy")
MOST = 2.0
EMPTY_APPLICATION = '''"""An application without anything."""

import typer

app = typer.Typer()


@app.command()
def nothing() -> None:
    """Do nothing."""


app()
'''
WHAT_IS_IMPORTED = """
import json, sys
sys.argv = ["zhanggui", "--help"]
from zhanggui.surfaces.cli.main import main
try:
    main()
except SystemExit:
    pass
print("\\n" + json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""


def figures(work: Workplace) -> Iterator[Figure]:
    """How long `--help` takes, and that it loads nothing heavy."""
    yield _time(work.made("empty_application.py", lambda path: path.write_text(EMPTY_APPLICATION, "utf-8")))
    yield _imports()


def _time(empty: Path) -> Figure:
    taken = in_turn(lambda: python("-m", "zhanggui", "--help"), lambda: python(str(empty), "--help"), pairs=PAIRS)
    return Figure(
        what="`zhanggui --help`",
        measured=in_seconds(taken.our_seconds),
        beside=f"empty Typer application {in_seconds(taken.their_seconds)}",
        ratio=times(taken.ratio),
        promise=f"≤ {MOST:g}×",
        holds=taken.ratio <= MOST,
    )


def _imports() -> Figure:
    loaded = set(json.loads(python("-c", WHAT_IS_IMPORTED).stdout.splitlines()[-1]))
    heavy = [name for name in HEAVY if name in loaded]
    return Figure(
        what=f"`zhanggui --help` imports of {', '.join(HEAVY)}",
        measured=listed(heavy),
        promise="none",
        holds=not heavy,
    )
