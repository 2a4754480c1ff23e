"""On which machine and with which versions was it measured?"""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

PACKAGES = ("duckdb", "ibis-framework", "pyarrow", "pandas", "numpy", "sqlalchemy", "fastapi", "typer")


def facts() -> str:
    """Cores, memory and versions in one line; no name of the machine and no folder of it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return f"{_cores()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}; {versions}"


def busy() -> float:
    """How many processes wanted the machine during the last minute: above the number of cores, times are too long."""
    return os.getloadavg()[0]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
