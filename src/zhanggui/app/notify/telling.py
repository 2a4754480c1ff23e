"""What do the morning's digest and an alert say?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.pricing.crossings.result import CrossingRow
from zhanggui.app import catalog
from zhanggui.app.alerts import ALERTS, CROSSINGS
from zhanggui.app.goals import PROGRESS
from zhanggui.app.notify.forms import Message
from zhanggui.app.review import BOARD
from zhanggui.core.sentence import render, show
from zhanggui.core.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.goals import Followed
    from zhanggui.core.run import Run

MOST_LINES = 12
KEPT_AT_HOME = frozenset({"profit", "cost", "costs", "margin", "contribution"})  # words in the names of such metrics
_ALERT_TITLE = Words(zh="{shop} 预警：{n} 处异常", en="{shop}, alerts: {n}")
_DIGEST_TITLE = Words(zh="{shop} 每日摘要（数据截至 {day}）", en="{shop}, daily digest (data to {day})")
_ALERT = Words(
    zh="{day} {part} {title} {actual}，预期 {expected}（{change}），影响 {severity}",
    en="{day} {part}, {title} {actual}, expected {expected} ({change}), worth {severity}",
)
_CROSSING = Words(zh="{day} {what}（看 /analyses/{where}）", en="{day} {what} (see /analyses/{where})")
_LATE = Words(
    zh="本条晚发：到点时掌柜没有运行或没有送达。",
    en="This comes late: Zhanggui was not running at its time, or was not heard.",
)
_SKIPPED = Words(
    zh="{days} 的摘要没有发出，不再补发；那几天的数字见“今日”和“指标”页。",
    en="No digest went out for {days}, and none will; the pages Today and Metrics have the numbers of those days.",
)
_MORE = Words(zh="另有 {n} 处，见“预警”页。", en="{n} more on the page of alerts.")
_TEST = Words(zh="{shop}：这是一条测试消息。", en="{shop}: this is a test message.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """What is said of a digest that comes late, and of those that never came."""

    is_late: bool = False
    skipped: tuple[date, ...] = ()

    def lines(self, language: Language) -> list[str]:
        """One line for each; none where all is on time."""
        told = [_LATE.text(language)] if self.is_late else []
        if self.skipped:
            first, last = self.skipped[0], self.skipped[-1]
            days = f"{first}" if first == last else f"{first} – {last}"
            told.append(_SKIPPED.filled(language, days=days))
        return told


def alert_message(shop: str, rows: Sequence[Any], language: Language) -> Message:
    """The alerts, worst in money first."""
    lines = [alert_line(row, language) for row in rows[:MOST_LINES]]
    if len(rows) > MOST_LINES:
        lines.append(_MORE.filled(language, n=len(rows) - MOST_LINES))
    return Message(title=_ALERT_TITLE.filled(language, shop=shop, n=len(rows)), lines=tuple(lines))


def alert_line(row: Any, language: Language) -> str:
    """One alert in one line; a price that crossed a line with the path of the analysis that explains it."""
    if isinstance(row, CrossingRow):
        what = render(row.what, catalog.capability(CROSSINGS).sentences, language)
        return _CROSSING.filled(language, day=row.day, what=what, where=row.where)
    change = f"{row.change.rate:+.0%}" if row.change else "—"
    return _ALERT.filled(
        language,
        day=row.day,
        part=row.part.text(language),
        title=row.title.text(language),
        actual=show(row.actual, language),
        expected=show(row.expected, language),
        change=change,
        severity=row.severity.whole,
    )


def digest_message(
    shop: str, board: Run, alerts: Run | None, goals: Sequence[Followed], *, delay: Delay, language: Language
) -> Message:
    """Yesterday's headline, what departed, which goals are at risk; nothing about costs and profit leaves the house."""
    result: Any = board.result
    lines = delay.lines(language)
    lines += [render(result.headline, catalog.capability(BOARD).sentences, language)]
    if alerts is not None:
        told: Any = alerts.result
        lines.append(render(told.headline, catalog.capability(ALERTS).sentences, language))
        lines += [alert_line(row, language) for row in told.alerts[:3]]
    for each in goals:
        found: Any = each.run and each.run.result
        if found and each.is_worrying and KEPT_AT_HOME.isdisjoint(each.goal.terms.metric.split("_")):
            lines.append(render(found.headline, catalog.capability(PROGRESS).sentences, language))
    return Message(title=_DIGEST_TITLE.filled(language, shop=shop, day=board.as_of), lines=tuple(lines))


def trial_message(shop: str, language: Language) -> Message:
    """A message that says nothing but that it arrives."""
    return Message(title=_TEST.filled(language, shop=shop), lines=())
