"""Which tables do the books have for lotteries and their draws? They belong to the schema of the books."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from zhanggui.books.kinds import METADATA, WHOLE, Instant

# A lottery as it was declared. What was declared never changes; it can only be closed before its time.
LOTTERIES = Table(
    "lotteries",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("lottery", Text, nullable=False),
    Column("published_by", String(200), nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("closed_at", Instant),
)

# Prizes of which there is a number, and how many were given. Those without limit have no row that everybody waits for.
LOTTERY_PRIZES = Table(
    "lottery_prizes",
    METADATA,
    Column("lottery", String(40), ForeignKey("lotteries.id"), primary_key=True),
    Column("prize", String(40), primary_key=True),
    Column("stock", Integer, nullable=False),
    Column("given", Integer, nullable=False),
    CheckConstraint("given >= 0 AND given <= stock", name="given_is_there"),
    sqlite_with_rowid=False,
)

# One draw: what the key drew, what was given for it (another prize where it had run out), and what became of it.
LOTTERY_DRAWS = Table(
    "lottery_draws",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("lottery", String(40), ForeignKey("lotteries.id"), nullable=False),
    Column("integration", String(80), nullable=False),
    Column("customer", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("drawn", String(40), nullable=False),
    Column("prize", String(40), nullable=False),
    Column("points_paid", WHOLE, nullable=False),
    Column("points_won", WHOLE, nullable=False),
    Column("value_minor", WHOLE, nullable=False),
    Column("state", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),
    Index("ix_lottery_draws_customer", "customer", "lottery"),
    Index("ix_lottery_draws_lottery", "lottery", "state"),
)
