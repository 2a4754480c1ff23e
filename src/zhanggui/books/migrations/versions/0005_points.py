"""Where do member programmes, points and what counts for a tier stand?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhanggui.books.kinds import WHOLE, Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create what earning and spending points writes."""
    op.create_table(
        "programmes",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_programmes"),
    )
    op.create_table(
        "points_accounts",
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("customer", name="pk_points_accounts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "points_entries",
        sa.Column("movement", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("points", WHOLE, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("earned_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("channel", sa.String(length=128), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=True),
        sa.Column("occasion", sa.String(length=128), nullable=True),
        sa.Column("value_minor", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("movement", "number", name="pk_points_entries"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_points_entries_customer", "points_entries", ["customer"])
    op.create_index("ix_points_entries_expires_at", "points_entries", ["expires_at", "lot"])
    op.create_index("ix_points_entries_subject", "points_entries", ["subject"])
    op.create_table(
        "member_deeds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("counts_at", Instant(), nullable=False),
        sa.Column("spend_minor", WHOLE, nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("points", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member_deeds"),
    )
    op.create_index("ix_member_deeds_customer", "member_deeds", ["customer"])
