"""How fast and how right is the shop, beside what a user would pick instead? `python -m benchmarks [SUITE…]`."""

from __future__ import annotations

import argparse
import importlib
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import machine, results
from benchmarks.measurement import in_seconds, seconds
from benchmarks.workplace import SIZES, Workplace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from benchmarks.measurement import Figure

SUITES = {
    "help": "benchmarks.suites.starting",
    "ingest": "benchmarks.suites.ingesting",
    "little_memory": "benchmarks.suites.little_memory",
    "analyses": "benchmarks.suites.analysing",
    "metrics": "benchmarks.suites.measuring",
    "today": "benchmarks.suites.today",
    "root_cause": "benchmarks.suites.root_cause",
    "alerts": "benchmarks.suites.alerts",
    "real_data": "benchmarks.suites.real_data",
    "offers": "benchmarks.suites.pricing",
    "replay": "benchmarks.suites.replaying",
    "customer_value": "benchmarks.suites.customer_value",
    "uplift": "benchmarks.suites.uplift",
    "programmes": "benchmarks.suites.programmes",
    "products": "benchmarks.suites.products",
    "elasticity": "benchmarks.suites.elasticity",
    "price_steps": "benchmarks.suites.price_steps",
    "market_steps": "benchmarks.suites.market_steps",
    "price_year": "benchmarks.suites.price_year",
    "checkout": "benchmarks.suites.selling",
}
RESULTS = Path(__file__).with_name("RESULTS.md")


def main(words: Sequence[str] | None = None) -> int:
    """Measure the suites one after the other; 1 if one of them broke, whatever became of the promises."""
    asked = _asked(words)
    work = Workplace(folder=asked.work, size=SIZES[asked.size])
    broken = [name for name in asked.suites or SUITES if not _measure(name, work, asked.results)]
    if broken:
        print(f"\nbroken: {', '.join(broken)}")
    return 1 if broken else 0


def _measure(name: str, work: Workplace, target: Path) -> bool:
    suite = importlib.import_module(SUITES[name])
    load = machine.busy()
    print(f"\n{name}: {suite.TITLE}", flush=True)
    found: list[Figure] = []
    try:
        taken = seconds(lambda: found.extend(_shown(suite, work)))
    except Exception:  # noqa: BLE001 - one broken suite must not take the others' figures with it
        traceback.print_exc()
        return False
    today = datetime.now(UTC).date()
    circumstances = f"{today}, size {work.size.name}, load before {load:.1f}; {machine.facts()}"
    measured = results.Measured(name=name, title=suite.TITLE, how=suite.HOW, circumstances=circumstances, figures=found)
    results.write(target, measured, tuple(SUITES))
    print(f"  took {in_seconds(taken)}")
    return True


def _shown(suite: ModuleType, work: Workplace) -> list[Figure]:
    """The suite's figures, each printed as soon as it is known."""
    found = []
    for figure in suite.figures(work):
        facts = (figure.what, figure.measured, figure.beside, figure.ratio, figure.promise, results.verdict(figure))
        print("  " + "  ".join(fact for fact in facts if fact), flush=True)
        found.append(figure)
    return found


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--size", choices=sorted(SIZES), default="L", help="L has ten million order lines")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "zhanggui-benchmarks")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the tables are written")
    asked = parser.parse_args(words)
    unknown = sorted(set(asked.suites) - set(SUITES))
    if unknown:
        parser.error(f"no suite {', '.join(unknown)}; there are {', '.join(SUITES)}")
    return asked


if __name__ == "__main__":
    raise SystemExit(main())
