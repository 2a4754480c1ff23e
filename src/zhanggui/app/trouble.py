"""Where did the program break, told without what it was given?"""

from __future__ import annotations

import traceback
from typing import Any

MOST_FRAMES = 12


def place_of(failure: Exception) -> dict[str, Any]:
    """The kind of a failure and where it came up. Not its own text: that may quote what a person typed or a file holds.

    >>> place_of(ValueError("13800000001"))
    {'kind': 'ValueError', 'frames': []}
    """
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(failure.__traceback__)]
    return {"kind": type(failure).__name__, "frames": frames[-MOST_FRAMES:]}
