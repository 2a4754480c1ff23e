"""Where do the companions stand that baskets are shown, and what was taken of them?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhanggui.books.kinds import Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create what publishing companions and telling of them writes."""
    op.create_table(
        "companion_sets",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("companions", sa.Text(), nullable=False),
        sa.Column("held_back_bps", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_companion_sets"),
    )
    op.create_table(
        "companion_showings",
        sa.Column("redemption_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_held_back", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= shown", name="taken_was_shown"),
        sa.ForeignKeyConstraint(["redemption_id"], ["redemptions.id"], name="fk_companion_showings_redemption_id"),
        sa.ForeignKeyConstraint(["version"], ["companion_sets.version"], name="fk_companion_showings_version"),
        sa.PrimaryKeyConstraint("redemption_id", name="pk_companion_showings"),
        sqlite_with_rowid=False,
    )
