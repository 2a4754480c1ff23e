"""What is an audit?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhanggui.core.words import Words

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A query that returns bad rows of a table, what they are called, and whether they stop a version.

    `unless` is a cheap question whose yes proves that there are none.
    """

    name: str
    severity: Severity
    table: str
    title: Words
    sql: str
    unless: str = ""
