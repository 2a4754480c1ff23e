"""Which programs may sell, with which keys?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhanggui.books.kinds import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the integrations of the checkout and their keys."""
    op.create_table(
        "integrations",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("most_per_minute", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_integrations"),
    )
    op.create_table(
        "integration_keys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("integration", sa.String(length=40), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["integration"], ["integrations.name"], name="fk_integration_keys_integration"),
        sa.PrimaryKeyConstraint("id", name="pk_integration_keys"),
    )
    op.create_index("ix_integration_keys_integration", "integration_keys", ["integration"])
