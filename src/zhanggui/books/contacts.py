"""Who was contacted when, and may somebody be contacted now? Entries are only added, under caps, once an occasion.

A contact is claimed before its message goes out. The claim is one conditional insert under the lock of the person's
row: two runs, two workers or a run that was killed and started again never claim twice, nor more than the caps allow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, literal, select

from zhanggui.books.checkout.inserting import insert_of
from zhanggui.books.contact_schema import CONTACT_ENTRIES, CONTACT_PEOPLE

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

HOLDOUT, LATER = "holdout", "later"
_TABLE = CONTACT_ENTRIES
_KEY = (_TABLE.c.customer, _TABLE.c.programme, _TABLE.c.occasion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many contacts one person gets at most, over all programmes: on a day, in any 7 and in any 30 days."""

    day: int = 1
    week: int = 2
    month: int = 4

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Each span in days with its cap."""
        return (1, self.day), (7, self.week), (30, self.month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person who is due for a programme, with their arm.

    The arm is the message's name, `holdout` (left alone, to compare with) or `later` (due, but not part of the test).
    A holdout takes the same place under the caps as a message would: else those left alone by one programme would get
    more of the others, and the comparison would count that too.
    """

    customer: str
    programme: str
    occasion: str
    decision: str
    arm: str
    treated_share: float
    channel: str
    day: date
    cost_minor: int
    at: datetime

    @property
    def is_message(self) -> bool:
        """Whether a message goes out."""
        return self.arm not in (HOLDOUT, LATER)


def claim(connection: Connection, contacts: Iterable[Contact], caps: Caps) -> tuple[Contact, ...]:
    """Enter those contacts that are allowed; returns all that this decision holds now, whoever entered them.

    People are locked in the order of their pseudonyms, so that two claims cannot wait for each other.
    """
    wanted = sorted(contacts, key=lambda each: (each.customer, each.programme, each.occasion))
    for contact in wanted:
        _lock(connection, contact.customer)
        connection.execute(_insert(connection, contact, caps))
    return entries(connection, decisions={contact.decision for contact in wanted}) if wanted else ()


def entries(
    connection: Connection,
    *,
    programme: str | None = None,
    decisions: Collection[str] | None = None,
    since: date | None = None,
) -> tuple[Contact, ...]:
    """All entries, or those of one programme, of some decisions, or from a day on; by person and programme."""
    wanted: Select[Any] = select(_TABLE).order_by(*_KEY)
    if programme is not None:
        wanted = wanted.where(_TABLE.c.programme == programme)
    if decisions is not None:
        wanted = wanted.where(_TABLE.c.decision.in_(sorted(decisions)))
    if since is not None:
        wanted = wanted.where(_TABLE.c.day >= since)
    return tuple(Contact(**row._asdict()) for row in connection.execute(wanted))


def room(days: Iterable[date], day: date, caps: Caps) -> bool:
    """Whether one more contact on a day keeps the caps, given the days of the others.

    n(|d − day| < s) < cap(s) for each span s: then no window of s days that holds the day exceeds its cap, in whatever
    order contacts were entered.

    >>> room([date(2026, 3, 1), date(2026, 3, 5)], date(2026, 3, 8), Caps(day=1, week=2, month=4))
    True
    >>> room([date(2026, 3, 2), date(2026, 3, 5)], date(2026, 3, 8), Caps(day=1, week=2, month=4))
    False
    """
    near = [abs((each - day).days) for each in days]
    return all(sum(gap < span for gap in near) < most for span, most in caps.spans)


def _lock(connection: Connection, customer: str) -> None:
    opened = insert_of(connection.dialect.name, CONTACT_PEOPLE).values(customer=customer, revision=0)
    touched = {"revision": CONTACT_PEOPLE.c.revision + 1}
    connection.execute(opened.on_conflict_do_update(index_elements=["customer"], set_=touched))


def _insert(connection: Connection, contact: Contact, caps: Caps) -> Any:
    """Insert under the caps; nothing where the occasion is taken already."""
    row = asdict(contact)
    values = [literal(row[column.name], column.type).label(column.name) for column in _TABLE.c]
    source = select(*values)
    # Who is left for later is not contacted, and needs no room. The condition also tells SQLite where the SELECT ends.
    allowed = (
        [_has_room(contact, span, most) for span, most in caps.spans] if contact.arm != LATER else [literal(1) == 1]
    )
    inserted = insert_of(connection.dialect.name, _TABLE).from_select(
        [column.name for column in _TABLE.c], source.where(*allowed)
    )
    return inserted.on_conflict_do_nothing()


def _has_room(contact: Contact, span: int, most: int) -> ColumnElement[bool]:
    reach = timedelta(days=span - 1)
    near = select(func.count()).select_from(_TABLE)
    near = near.where(
        _TABLE.c.customer == contact.customer,
        _TABLE.c.arm != LATER,
        _TABLE.c.day >= contact.day - reach,
        _TABLE.c.day <= contact.day + reach,
    )
    return near.scalar_subquery() < most
