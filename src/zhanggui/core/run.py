"""Where did a result come from?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhanggui.core.capability import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A result with its provenance: what was asked, of which snapshot, by which queries, in how long."""

    id: str
    capability: str
    version: int
    params: Mapping[str, Any]
    snapshot: str
    as_of: date
    engine: str
    sql: tuple[str, ...]
    seconds: float
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A pointer to the run that a proposal rests on."""

    run_id: str
    capability: str
    snapshot: str
