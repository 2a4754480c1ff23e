"""Which tables do the books have for members and their points? They belong to the schema of the books."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from zhanggui.books.kinds import METADATA, WHOLE, Instant

# Published programmes, each version whole: a tier can be asked for at any instant under the rules of that time.
PROGRAMMES = Table(
    "programmes",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("programme", Text, nullable=False),
    Column("published_by", String(200), nullable=False),
    Column("published_at", Instant, nullable=False),
)

# A member's account. It holds no balance, which is a sum of entries: its row is the lock under which entries are added.
POINTS_ACCOUNTS = Table(
    "points_accounts",
    METADATA,
    Column("customer", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# One change of one lot of points, never edited. `account` is the other side of the posting; a lot is named by its first
# movement, and every row repeats when the lot was earned and when it expires.
POINTS_ENTRIES = Table(
    "points_entries",
    METADATA,
    Column("movement", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("customer", String(64), nullable=False, index=True),
    Column("lot", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("account", String(40), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("points", WHOLE, nullable=False),
    Column("at", Instant, nullable=False),
    Column("earned_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("channel", String(128), nullable=False),
    Column("subject", String(128)),
    Column("occasion", String(128)),
    Column("value_minor", WHOLE),
    Index("ix_points_entries_expires_at", "expires_at", "lot"),
    Index("ix_points_entries_subject", "subject"),
    sqlite_with_rowid=False,
)

# What counts for a tier: a purchase, and what came back of it, which counts when the purchase did.
MEMBER_DEEDS = Table(
    "member_deeds",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("customer", String(64), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("counts_at", Instant, nullable=False),
    Column("spend_minor", WHOLE, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("points", WHOLE, nullable=False),
)
