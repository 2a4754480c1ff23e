"""Which of several reports on the same advertising counts?

Platforms report one spend by campaign, by product, by keyword and so on. Only one level of a channel's day may be added
up, or money counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhanggui.metrics.ad_spans import left_over, told_shares
from zhanggui.warehouse.contracts.behaviour import AD_LEVELS

NEARLY_ALL_PERCENT = 99  # reports of one spend differ by the rounding of their rows
UNSAID = -1


def told_once(ads: Any, columns: Sequence[str]) -> Any:
    """The rows of one level per channel, day and length of report, each day counted once.

    It is asked of all rows, before those of a period are chosen: a report on the same days may begin outside of it. Of
    reports on several days `left_over` keeps what no shorter one tells.

    The level is the coarsest complete one. Complete is a level whose spend reaches 99 % of the largest; `columns` are
    those that the question splits by, and spend that leaves one of them empty is not told. So a split by keyword reads
    the keyword report, and the total the campaign report.
    """
    return left_over(_of_one_level(ads, columns))


def told_twice(ads: Any) -> Any:
    """The reports on several days whose days other reports tell as well: their spend, and the share that counts."""
    return told_shares(_of_one_level(ads, []))


def _of_one_level(ads: Any, columns: Sequence[str]) -> Any:
    rows = ads.mutate(level_rank=_rank(ads.level), report_days=ads.days.fill_null(1))
    keys = ["channel", "day", "report_days"]
    levels = rows.group_by([*keys, "level_rank"]).aggregate(told=_told(rows, columns).sum())
    most = levels.group_by(keys).aggregate(most=levels.told.max())
    complete = levels.join(most, keys)
    complete = complete.filter(complete.told * 100 >= complete.most * NEARLY_ALL_PERCENT)
    chosen = complete.group_by(keys).aggregate(level_rank=complete.level_rank.min())
    return rows.semi_join(chosen, [*keys, "level_rank"])


def _rank(level: Any) -> Any:
    """Coarse levels first; a report that does not say its level is taken for the whole."""
    ranked = level.cases(*((name, rank) for rank, name in enumerate(AD_LEVELS)), else_=UNSAID)
    return ranked.fill_null(UNSAID)


def _told(ads: Any, columns: Sequence[str]) -> Any:
    told = ads.cost_minor
    for column in columns:
        told = ads[column].notnull().ifelse(told, 0)
    return told
