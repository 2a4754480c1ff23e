"""Which alerts are open, and who has taken note of which?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.app import asking, catalog
from zhanggui.books import alerts as kept
from zhanggui.core.errors import TablesMissing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.shop import Shop
    from zhanggui.books.alerts import Acknowledgement
    from zhanggui.books.people import Actor
    from zhanggui.core.run import Run

ALERTS = "goals.alerts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """The run that judged the board, and the notes people took."""

    run: Run
    noted: Mapping[str, Acknowledgement]

    @property
    def rows(self) -> tuple[Any, ...]:
        """Every alert of the days judged, worst in money first."""
        result: Any = self.run.result
        rows: tuple[Any, ...] = result.alerts
        return rows

    @property
    def unnoted(self) -> tuple[Any, ...]:
        """Those of which nobody has taken note."""
        return tuple(row for row in self.rows if row.key not in self.noted)


def alerts(shop: Shop, told: Mapping[str, Any] | None = None) -> Alerts:
    """The board's alerts on the current snapshot; worked out once per snapshot."""
    return Alerts(run=asking.answer(shop, ALERTS, told or {}), noted=kept.acknowledged(shop.books))


def alerts_if_any(shop: Shop) -> Alerts | None:
    """The board's alerts, or None where the shop has loaded nothing that could be judged."""
    try:
        return alerts(shop)
    except TablesMissing:
        return None


def acknowledge(shop: Shop, key: str, *, why: str, actor: Actor) -> Acknowledgement:
    """Take note of an alert: it is open no more, and is not sent."""
    return kept.acknowledge(shop.books, key, why=why, by=actor, at=shop.clock.now())


def plain(found: Alerts) -> dict[str, Any]:
    """The alerts as JSON values, each with its note."""
    values = asking.plain(found.run, catalog.capability(ALERTS))
    for row in values["result"]["alerts"]:
        row["acknowledged"] = plain_note(found.noted.get(row["key"]))
    return values


def plain_note(note: Acknowledgement | None) -> dict[str, str] | None:
    """Who took note, when and why, as JSON values."""
    return {"key": note.key, "by": note.by, "at": note.at.isoformat(), "why": note.why} if note else None
