"""Does a body say anything twice? Two readers of it could then believe two different things, so it is refused."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError

LONGEST_SHOWN = 128


class _SaidTwice(Exception):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def refuse_repeated_names(sent: bytes) -> None:
    """Refuse JSON in which an object has a name twice; what is no JSON is left to whoever reads it."""
    try:
        json.loads(sent, object_pairs_hook=_each_once)
    except _SaidTwice as found:
        problem = {"type": "repeated_name", "loc": ("body", found.name[:LONGEST_SHOWN])}
        raise RequestValidationError([problem]) from None
    except (ValueError, RecursionError):
        return


async def names_once(request: Request) -> None:
    """A dependency: the body of a request says nothing twice."""
    refuse_repeated_names(await request.body())


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _SaidTwice(next(name for name in names if names.count(name) > 1))
    return found
