"""How much memory may the engines of loading and publishing use?"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words

GIB = 2**30
SETTING = "ZHANGGUI_MEMORY"
LEAST_USUAL, MOST_USUAL = 2 * GIB, 6 * GIB
LEAST = GIB // 2
CONTAINER_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_SAID = re.compile(r"(\d+(?:\.\d+)?)\s*([GM])i?B?", re.IGNORECASE)


class MemoryNotUnderstood(RequestAtFault):
    """The setting does not say an amount of memory."""

    sentence = Words(
        zh=f"环境变量 {SETTING} 是“{{said}}”，看不懂：请写成 2GiB 或 1500MiB，至少 512MiB。",
        en=f"The environment variable {SETTING} says '{{said}}': write it as 2GiB or 1500MiB, 512MiB at least.",
    )


def engine_memory() -> int:
    """The bytes that one engine may hold: half of what the whole command may use; the rest is Python and the vault.

    A command keeps within a quarter of what the machine or container has, but 2 GiB where there is so much and never
    more than 6 GiB, unless ZHANGGUI_MEMORY says otherwise. What does not fit is spilled to the disk: a load of ten
    million lines within 2 GiB takes a third longer than within 4 GiB.
    """
    said = os.environ.get(SETTING)
    return max(_understood(said) if said else _usual(_allowed()), LEAST) // 2


def _usual(allowed: int) -> int:
    return min(allowed, max(LEAST_USUAL, min(allowed // 4, MOST_USUAL)))


def _understood(said: str) -> int:
    found = _SAID.fullmatch(said.strip())
    whole = int(float(found[1]) * (GIB if found[2].upper() == "G" else 2**20)) if found else 0
    if whole < LEAST:
        raise MemoryNotUnderstood(said=said)
    return whole


def _allowed() -> int:
    """What the machine has, or less where a container or the shell allows less."""
    if sys.platform == "win32":
        return LEAST_USUAL
    import resource

    said = [int(path.read_text()) for path in CONTAINER_LIMITS if path.is_file() and path.read_text().strip().isdigit()]
    said.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    said += [limit for limit in resource.getrlimit(resource.RLIMIT_AS) if limit > 0]
    return min(said)
