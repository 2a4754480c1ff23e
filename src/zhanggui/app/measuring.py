"""How does a surface ask for metrics: names, splits, filters and days as text?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhanggui.core.errors import PeriodNotUnderstood
from zhanggui.core.period import Period, day
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.metrics.answer import Answer
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question for metrics as a person types it; days are inclusive, as people say them."""

    names: Sequence[str]
    by: Sequence[str] = ()
    where: Sequence[str] = ()
    grain: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    compare: str = "none"
    limit: int | None = None
    known_at: str | None = None


def ask(shop: Shop, asked: Asked) -> Answer:
    """Answer a question for metrics on the shop's current snapshot, or as it was known at the end of a day."""
    from zhanggui.metrics.measure import measure
    from zhanggui.metrics.question import Question, conditions

    warehouse = shop.warehouse(_end_of_day(asked.known_at, shop.facts.timezone) if asked.known_at else None)
    try:
        question = Question(
            metrics=tuple(asked.names),
            by=tuple(asked.by),
            where=conditions(asked.where),
            grain=asked.grain,  # type: ignore[arg-type]  # Question refuses other words
            period=_period(asked, warehouse),
            compare=asked.compare,  # type: ignore[arg-type]  # Question refuses other words
            margin=declared_margin(shop),
            limit=asked.limit,
        )
        return measure(warehouse, question)
    finally:
        warehouse.close()


def declared_margin(shop: Shop) -> MarginAssumption | None:
    """The margin interval that the owner declared, if any."""
    from zhanggui.books.settings import current
    from zhanggui.metrics.value import MarginAssumption

    settings, _ = current(shop.books)
    if settings.margin is None:
        return None
    return MarginAssumption(low=settings.margin.low, estimate=settings.margin.estimate, high=settings.margin.high)


def declared_stage(shop: Shop) -> str | None:
    """The stage that the owner says the shop is in, if any."""
    from zhanggui.books.settings import current

    settings, _ = current(shop.books)
    return settings.stage


def _period(asked: Asked, warehouse: Warehouse) -> Period | None:
    if asked.first_day is None and asked.last_day is None:
        return None
    last = day(asked.last_day) if asked.last_day else warehouse.as_of
    first = day(asked.first_day) if asked.first_day else _first_loaded(asked, warehouse, last)
    if last < first:
        raise PeriodNotUnderstood(text=f"{first} … {last}")
    return Period(first, last + timedelta(days=1))


def _first_loaded(asked: Asked, warehouse: Warehouse, last: date) -> date:
    from zhanggui.metrics.coverage import days_loaded, widest
    from zhanggui.metrics.plan import plan
    from zhanggui.metrics.question import Question

    relations = plan(Question(metrics=tuple(asked.names))).relations
    loaded = widest(days_loaded(warehouse, relations).values())
    return min(loaded.start, last) if loaded else last


def _end_of_day(text: str, timezone: str) -> datetime:
    midnight = datetime.combine(day(text) + timedelta(days=1), datetime.min.time(), ZoneInfo(timezone))
    return midnight.astimezone(UTC)


def plain(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values: its rows, and what must be said about them in both languages."""
    from zhanggui.metrics.notes import NOTES

    return {
        "rows": answer.to_rows(),
        "period": f"{answer.period.start}/{answer.period.end}",
        "as_of": answer.as_of.isoformat(),
        "snapshot": answer.snapshot,
        "excluded_orders": answer.excluded_orders,
        "notes": [
            {"code": note.code, **{language: render(note, NOTES, language) for language in LANGUAGES}}
            for note in answer.notes
        ],
    }
