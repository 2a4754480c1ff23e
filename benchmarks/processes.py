"""How long does a command take as a whole, and how much memory at its peak?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import launching

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A command that ended well: what it printed, its time, its use of the cores, its largest memory."""

    stdout: str
    seconds: float
    core_seconds: float
    peak_bytes: int

    @property
    def peak(self) -> str:
        """The memory as the tables show it."""
        return f"{self.peak_bytes / 2**30:.2f} GiB"


class CommandFailed(Exception):
    """A command left with an error; nothing was measured."""


def python(*words: str, env: Mapping[str, str] | None = None) -> Done:
    """Run this Python on some words and wait for the end. Raises CommandFailed."""
    return run([sys.executable, *words], env=env)


def zhanggui(shop: Path, *words: str, **env: str) -> Done:
    """Run our command on a shop whose key lies beside it, so that nothing of the user's own is touched."""
    home = {"ZHANGGUI_HOME": str(shop.with_name(f"{shop.name}-home"))}
    return python("-m", "zhanggui", "--shop", str(shop), *words, env=home | env)


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> Done:
    """Run a command and measure it, the processes it starts included."""
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr, tempfile.TemporaryDirectory() as kept:
        report = Path(kept, "cost.json")
        launched = [sys.executable, "-S", launching.__file__, str(report), *command]
        subprocess.run(launched, stdout=stdout, stderr=stderr, env=_environment(env or {}), check=True)
        cost = json.loads(report.read_text(encoding="utf-8"))
        if status := cost.pop("status"):
            message = f"{' '.join(command[1:])} left with {status}: {_text(stderr)[-2000:]}"
            raise CommandFailed(message)
        return Done(stdout=_text(stdout), **cost)


def _environment(added: Mapping[str, str]) -> dict[str, str]:
    """Ours, except that bytecode is kept: a machine that never keeps it would compile at every start."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **added}


def _text(stream: Any) -> str:
    stream.seek(0)
    content: bytes = stream.read()
    return content.decode("utf-8", "replace").strip()
