"""Where do lotteries for points, their prizes and their draws stand?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhanggui.books.kinds import WHOLE, Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create what drawing writes."""
    op.create_table(
        "lotteries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("lottery", sa.Text(), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_lotteries"),
    )
    op.create_table(
        "lottery_prizes",
        sa.Column("lottery", sa.String(length=40), nullable=False),
        sa.Column("prize", sa.String(length=40), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.CheckConstraint("given >= 0 AND given <= stock", name="given_is_there"),
        sa.ForeignKeyConstraint(["lottery"], ["lotteries.id"], name="fk_lottery_prizes_lottery"),
        sa.PrimaryKeyConstraint("lottery", "prize", name="pk_lottery_prizes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lottery_draws",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("lottery", sa.String(length=40), nullable=False),
        sa.Column("integration", sa.String(length=80), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("drawn", sa.String(length=40), nullable=False),
        sa.Column("prize", sa.String(length=40), nullable=False),
        sa.Column("points_paid", WHOLE, nullable=False),
        sa.Column("points_won", WHOLE, nullable=False),
        sa.Column("value_minor", WHOLE, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["lottery"], ["lotteries.id"], name="fk_lottery_draws_lottery"),
        sa.PrimaryKeyConstraint("id", name="pk_lottery_draws"),
    )
    op.create_index("ix_lottery_draws_customer", "lottery_draws", ["customer", "lottery"])
    op.create_index("ix_lottery_draws_lottery", "lottery_draws", ["lottery", "state"])
