"""Which tables do the books have?

The numbered migrations in `migrations/versions` create them; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from zhanggui.books.kinds import METADATA, WHOLE, Instant

EVENTS = Table(
    "events",
    METADATA,
    Column("position", WHOLE, primary_key=True, autoincrement=False),
    Column("stream", String(200), nullable=False),
    Column("sequence", WHOLE, nullable=False),
    Column("kind", String(100), nullable=False),
    Column("payload", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", Instant, nullable=False),
    Column("key", String(200), unique=True),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("stream", "sequence"),
    Index("ix_events_kind", "kind", "position"),
)

# One row: its lock puts appends in line on PostgreSQL, where transactions run side by side.
CHAIN_HEAD = Table(
    "chain_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", WHOLE, nullable=False),
    Column("hash", String(64), nullable=False),
)

# A row without a wrapped key is an erased person: it keeps a later import from bringing them back.
VAULT_PEOPLE = Table(
    "vault_people",
    METADATA,
    Column("pseudonym", String(64), primary_key=True),
    Column("wrapped_key", LargeBinary),
    Column("erased_at", Instant),
    sqlite_with_rowid=False,
)

VAULT_VALUES = Table(
    "vault_values",
    METADATA,
    Column("pseudonym", String(64), ForeignKey("vault_people.pseudonym"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

USERS = Table(
    "users",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("login", String(200), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
)

INVITATIONS = Table(
    "invitations",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("is_first_owner", Integer, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", String(40), ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

API_KEYS = Table(
    "api_keys",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("created_by", String(40), ForeignKey("users.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("subject", String(80), primary_key=True),
    Column("window_started_at", Instant, nullable=False),
    Column("used", Integer, nullable=False),
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("kind", String(100), nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("run_after", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("most_attempts", Integer, nullable=False),
    Column("worker", String(200)),
    Column("leased_until", Instant),
    Column("outcome", Text),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("key", String(200), unique=True),
    Index("ix_jobs_state", "state", "run_after"),
)

# Whom a decision is about. The arm is empty until the draw, which an event then seals by its digest.
DECISION_MEMBERS = Table(
    "decision_members",
    METADATA,
    Column("proposal_id", String(40), primary_key=True),
    Column("customer", String(64), primary_key=True),
    Column("stratum", String(100), nullable=False),
    Column("expected_minor", WHOLE, nullable=False),
    Column("before_minor", WHOLE, nullable=False),
    Column("contact_kind", String(40), nullable=False),
    Column("arm", String(40)),
    sqlite_with_rowid=False,
)

# Where messages go. The address is a secret (its token lets anybody write): it is sealed, and gone once removed.
NOTIFY_TARGETS = Table(
    "notify_targets",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("title", String(100), nullable=False),
    Column("host", String(255), nullable=False),
    Column("language", String(10), nullable=False),
    Column("quiet_from", Integer, nullable=False),
    Column("quiet_to", Integer, nullable=False),
    Column("sealed", LargeBinary),
    Column("created_by", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("removed_at", Instant),
)

# Programs that sell for the shop. Each sees what it sold itself; what it may ask in a minute counts for all its keys.
INTEGRATIONS = Table(
    "integrations",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("most_per_minute", Integer, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
)

INTEGRATION_KEYS = Table(
    "integration_keys",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("integration", String(40), ForeignKey("integrations.name"), nullable=False, index=True),
    Column("scopes", String(200), nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

# Published sets of offers, each version whole: what was sold under one can be told for ever.
OFFER_SETS = Table(
    "offer_sets",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("offers", Text, nullable=False),
    Column("products", Text, nullable=False),
    Column("published_by", String(200), nullable=False),
    Column("published_at", Instant, nullable=False),
)

# What was used of an offer: by everybody (customer empty) and by one customer. Changed by conditional updates alone.
OFFER_COUNTERS = Table(
    "offer_counters",
    METADATA,
    Column("offer", String(128), primary_key=True),
    Column("customer", String(64), primary_key=True),
    Column("uses", WHOLE, nullable=False),
    Column("units", WHOLE, nullable=False),
    Column("discount_minor", WHOLE, nullable=False),
    CheckConstraint("uses >= 0 AND units >= 0 AND discount_minor >= 0", name="not_negative"),
    sqlite_with_rowid=False,
)

# A code is money to whoever holds it: only its keyed digest is kept, so that nobody can spend what they read here.
ISSUED_CODES = Table(
    "issued_codes",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("offer", String(128), nullable=False),
    Column("customer", String(64), index=True),
    Column("most_uses", Integer, nullable=False),
    Column("uses", Integer, nullable=False),
    Column("worth_minor", WHOLE, nullable=False),
    Column("issued_at", Instant, nullable=False),
    CheckConstraint("uses >= 0 AND uses <= most_uses", name="within_its_uses"),
    sqlite_with_rowid=False,
)

STOCK = Table(
    "stock",
    METADATA,
    Column("sku", String(128), primary_key=True),
    Column("on_hand", WHOLE, nullable=False),
    Column("held", WHOLE, nullable=False),
    CheckConstraint("held >= 0 AND held <= on_hand", name="held_is_there"),
    sqlite_with_rowid=False,
)

HOLDS = Table(
    "holds",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("integration", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("ix_holds_state", "state", "expires_at"),
)

HOLD_LINES = Table(
    "hold_lines",
    METADATA,
    Column("hold_id", String(40), ForeignKey("holds.id"), primary_key=True),
    Column("sku", String(128), primary_key=True),
    Column("units", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Who asked what under which key, and what was answered: a repeated request gets the same answer and does nothing.
CHECKOUT_REQUESTS = Table(
    "checkout_requests",
    METADATA,
    Column("integration", String(80), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("operation", String(20), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("answer", Text),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# `sold` is the quote as it was charged, with what each offer took off each line; refunds divide it, never compute anew.
REDEMPTIONS = Table(
    "redemptions",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("integration", String(80), nullable=False),
    Column("order_id", String(128), nullable=False),
    Column("customer", String(64), index=True),
    Column("channel", String(128), nullable=False),
    Column("version", Integer, ForeignKey("offer_sets.version"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sold", Text, nullable=False),
    Column("deposit_id", String(40)),
    Column("shipping_returned", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("integration", "order_id"),
)

# Of lines from which something came back: how much of what was sold.
REDEMPTION_LINES = Table(
    "redemption_lines",
    METADATA,
    Column("redemption_id", String(40), ForeignKey("redemptions.id"), primary_key=True),
    Column("line", String(128), primary_key=True),
    Column("units", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    CheckConstraint("returned >= 0 AND returned <= units", name="returned_was_sold"),
    sqlite_with_rowid=False,
)

CANCELLATIONS = Table(
    "cancellations",
    METADATA,
    Column("redemption_id", String(40), ForeignKey("redemptions.id"), primary_key=True),
    Column("money_minor", WHOLE, nullable=False),
    Column("is_shops_fault", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

REFUNDS = Table(
    "refunds",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("redemption_id", String(40), ForeignKey("redemptions.id"), nullable=False, index=True),
    Column("refunded", Text, nullable=False),
    Column("shipping_minor", WHOLE, nullable=False),
    Column("goods_back", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

# Double entry: debits are positive, credits negative, and each entry sums to zero in each unit.
POSTINGS = Table(
    "postings",
    METADATA,
    Column("entry_id", String(40), primary_key=True),
    Column("account", String(40), primary_key=True),
    Column("unit", String(140), primary_key=True),
    Column("amount", WHOLE, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# What the warehouse is still to hear of. A row names what happened; the rest stands in the tables above.
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("position", WHOLE, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("batch", Integer),
    Column("landed_at", Instant),
    Index("ix_outbox_batch", "batch", "landed_at"),
)
