"""Which tables do the books have for what is shown beside a basket? They belong to the schema of the books."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from zhanggui.books.kinds import METADATA, Instant

# Published sets of companions, each version whole: what a basket was shown can be told for ever.
COMPANION_SETS = Table(
    "companion_sets",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("companions", Text, nullable=False),
    Column("held_back_bps", Integer, nullable=False),
    Column("published_by", String(200), nullable=False),
    Column("published_at", Instant, nullable=False),
)

# What a sale's basket was shown, or would have been, and how much of it the sale holds. It names no customer.
COMPANION_SHOWINGS = Table(
    "companion_showings",
    METADATA,
    Column("redemption_id", String(40), ForeignKey("redemptions.id"), primary_key=True),
    Column("version", Integer, ForeignKey("companion_sets.version"), nullable=False),
    Column("is_held_back", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("taken >= 0 AND taken <= shown", name="taken_was_shown"),
    sqlite_with_rowid=False,
)
