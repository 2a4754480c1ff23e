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
CROSSINGS = "pricing.crossings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """The run that judged the board, the one that watched prices, and the notes people took."""

    run: Run
    prices: Run | None
    noted: Mapping[str, Acknowledgement]

    @property
    def rows(self) -> tuple[Any, ...]:
        """Every alert of the days judged, worst in money first."""
        result: Any = self.run.result
        rows: tuple[Any, ...] = result.alerts
        return rows

    @property
    def crossings(self) -> tuple[Any, ...]:
        """Every price that crossed a line in these days, the latest first."""
        result: Any = self.prices.result if self.prices else None
        rows: tuple[Any, ...] = result.rows if result else ()
        return rows

    @property
    def unnoted(self) -> tuple[Any, ...]:
        """Those of the board and of prices of which nobody has taken note."""
        return tuple(row for row in (*self.rows, *self.crossings) if self.is_open(row))

    def is_open(self, row: Any) -> bool:
        """Whether nobody has taken note of it."""
        return row.key not in self.noted


def alerts(shop: Shop, told: Mapping[str, Any] | None = None) -> Alerts:
    """The alerts of board and prices on the current snapshot; worked out once per snapshot."""
    asked = told or {}
    return Alerts(
        run=asking.answer(shop, ALERTS, asked), prices=_prices(shop, asked), noted=kept.acknowledged(shop.books)
    )


def _prices(shop: Shop, told: Mapping[str, Any]) -> Run | None:
    try:
        return asking.answer(shop, CROSSINGS, {"days": told["days"]} if "days" in told else {})
    except TablesMissing:
        return None


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
    prices = asking.plain(found.prices, catalog.capability(CROSSINGS)) if found.prices else None
    for row in (*values["result"]["alerts"], *(prices["result"]["rows"] if prices else ())):
        row["acknowledged"] = plain_note(found.noted.get(row["key"]))
    return {**values, "prices": prices}


def without_sql(values: dict[str, Any]) -> dict[str, Any]:
    """The same for whoever may not see how it was asked."""
    prices = values["prices"]
    return {**values, "sql": [], "prices": prices and {**prices, "sql": []}}


def plain_note(note: Acknowledgement | None) -> dict[str, str] | None:
    """Who took note, when and why, as JSON values."""
    return {"key": note.key, "by": note.by, "at": note.at.isoformat(), "why": note.why} if note else None
