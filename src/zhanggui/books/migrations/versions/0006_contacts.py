"""Where does it stand who was contacted when?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhanggui.books.kinds import WHOLE, Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create what lifecycle programmes write."""
    op.create_table(
        "contact_people",
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("customer", name="pk_contact_people"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact_entries",
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("arm", sa.String(length=40), nullable=False),
        sa.Column("treated_share", sa.Float(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cost_minor", WHOLE, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("customer", "programme", "occasion", name="pk_contact_entries"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contact_entries_decision", "contact_entries", ["decision"])
    op.create_index("ix_contact_entries_programme", "contact_entries", ["programme", "day"])
