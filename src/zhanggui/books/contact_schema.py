"""Which tables do the books have for contacts with customers? They belong to the schema of the books."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Index, Integer, String, Table

from zhanggui.books.kinds import METADATA, WHOLE, Instant

# One row a person: its lock puts claims of their contacts in line on PostgreSQL, where transactions run side by side.
CONTACT_PEOPLE = Table(
    "contact_people",
    METADATA,
    Column("customer", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Who was taken in by a programme on which occasion, and in which arm; never edited. The key is the promise that nobody
# is written to twice about one thing. `day` is the shop's own day on which the message may go out.
CONTACT_ENTRIES = Table(
    "contact_entries",
    METADATA,
    Column("customer", String(64), primary_key=True),
    Column("programme", String(40), primary_key=True),
    Column("occasion", String(40), primary_key=True),
    Column("decision", String(40), nullable=False, index=True),
    Column("arm", String(40), nullable=False),
    Column("treated_share", Float, nullable=False),
    Column("channel", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("cost_minor", WHOLE, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_contact_entries_programme", "programme", "day"),
    sqlite_with_rowid=False,
)
