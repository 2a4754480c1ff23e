"""Where do sold offers, codes, stock, refunds and their ledger stand?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhanggui.books.kinds import WHOLE, Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create what redeeming, cancelling and refunding write."""
    op.create_table(
        "offer_sets",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("offers", sa.Text(), nullable=False),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_offer_sets"),
    )
    op.create_table(
        "offer_counters",
        sa.Column("offer", sa.String(length=128), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("uses", WHOLE, nullable=False),
        sa.Column("units", WHOLE, nullable=False),
        sa.Column("discount_minor", WHOLE, nullable=False),
        sa.CheckConstraint("uses >= 0 AND units >= 0 AND discount_minor >= 0", name="not_negative"),
        sa.PrimaryKeyConstraint("offer", "customer", name="pk_offer_counters"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "issued_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("offer", sa.String(length=128), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("most_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("worth_minor", WHOLE, nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.CheckConstraint("uses >= 0 AND uses <= most_uses", name="within_its_uses"),
        sa.PrimaryKeyConstraint("digest", name="pk_issued_codes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_issued_codes_customer", "issued_codes", ["customer"])
    op.create_table(
        "stock",
        sa.Column("sku", sa.String(length=128), nullable=False),
        sa.Column("on_hand", WHOLE, nullable=False),
        sa.Column("held", WHOLE, nullable=False),
        sa.CheckConstraint("held >= 0 AND held <= on_hand", name="held_is_there"),
        sa.PrimaryKeyConstraint("sku", name="pk_stock"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("integration", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_index("ix_holds_state", "holds", ["state", "expires_at"])
    op.create_table(
        "hold_lines",
        sa.Column("hold_id", sa.String(length=40), nullable=False),
        sa.Column("sku", sa.String(length=128), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name="fk_hold_lines_hold_id"),
        sa.PrimaryKeyConstraint("hold_id", "sku", name="pk_hold_lines"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkout_requests",
        sa.Column("integration", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("operation", sa.String(length=20), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("integration", "key", name="pk_checkout_requests"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "redemptions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("integration", sa.String(length=80), nullable=False),
        sa.Column("order_id", sa.String(length=128), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sold", sa.Text(), nullable=False),
        sa.Column("deposit_id", sa.String(length=40), nullable=True),
        sa.Column("shipping_returned", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["offer_sets.version"], name="fk_redemptions_version"),
        sa.PrimaryKeyConstraint("id", name="pk_redemptions"),
        sa.UniqueConstraint("integration", "order_id", name="uq_redemptions_integration"),
    )
    op.create_index("ix_redemptions_customer", "redemptions", ["customer"])
    op.create_table(
        "redemption_lines",
        sa.Column("redemption_id", sa.String(length=40), nullable=False),
        sa.Column("line", sa.String(length=128), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.CheckConstraint("returned >= 0 AND returned <= units", name="returned_was_sold"),
        sa.ForeignKeyConstraint(["redemption_id"], ["redemptions.id"], name="fk_redemption_lines_redemption_id"),
        sa.PrimaryKeyConstraint("redemption_id", "line", name="pk_redemption_lines"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cancellations",
        sa.Column("redemption_id", sa.String(length=40), nullable=False),
        sa.Column("money_minor", WHOLE, nullable=False),
        sa.Column("is_shops_fault", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["redemption_id"], ["redemptions.id"], name="fk_cancellations_redemption_id"),
        sa.PrimaryKeyConstraint("redemption_id", name="pk_cancellations"),
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("redemption_id", sa.String(length=40), nullable=False),
        sa.Column("refunded", sa.Text(), nullable=False),
        sa.Column("shipping_minor", WHOLE, nullable=False),
        sa.Column("goods_back", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["redemption_id"], ["redemptions.id"], name="fk_refunds_redemption_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refunds"),
    )
    op.create_index("ix_refunds_redemption_id", "refunds", ["redemption_id"])
    op.create_table(
        "postings",
        sa.Column("entry_id", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=140), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "account", "unit", name="pk_postings"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("position", WHOLE, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("landed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("position", name="pk_outbox"),
    )
    op.create_index("ix_outbox_batch", "outbox", ["batch", "landed_at"])
