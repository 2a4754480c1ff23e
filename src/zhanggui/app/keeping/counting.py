"""What does a shop's money come to, so that two copies of it can be compared?"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import METRICS
from zhanggui.warehouse.snapshots import open_current

if TYPE_CHECKING:
    from pathlib import Path


def counted(folder: Path) -> dict[str, float | int | None]:
    """Every metric that can be told, over everything loaded; what cannot be told is None and compared as such."""
    with closing(open_current(folder)) as warehouse:
        told = measure(warehouse, Question(metrics=tuple(METRICS)))
    return {row.metric: row.value for row in told.rows}
