"""How long does a command take as a whole, and how much memory at its peak?"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere


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


def zhanggui(shop: Path, *words: str) -> Done:
    """Run our command on a shop whose key lies beside it, so that nothing of the user's own is touched."""
    return python(
        "-m", "zhanggui", "--shop", str(shop), *words, env={"ZHANGGUI_HOME": str(shop.with_name(f"{shop.name}-home"))}
    )


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> Done:
    """Run a command and measure it, the processes it starts included."""
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=stdout, stderr=stderr, env=_environment(env or {}))
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            message = f"{' '.join(command[1:])} left with {process.returncode}: {_text(stderr)[-2000:]}"
            raise CommandFailed(message)
        return Done(
            stdout=_text(stdout),
            seconds=taken,
            core_seconds=usage.ru_utime + usage.ru_stime,
            peak_bytes=usage.ru_maxrss * RSS_UNIT,
        )


def _environment(added: Mapping[str, str]) -> dict[str, str]:
    """Ours, except that bytecode is kept: a machine that never keeps it would compile at every start."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **added}


def _text(stream: Any) -> str:
    stream.seek(0)
    content: bytes = stream.read()
    return content.decode("utf-8", "replace").strip()
