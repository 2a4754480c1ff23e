"""${message}

Revision: ${up_revision}, after ${down_revision | comma,n}. Written ${create_date}.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhanggui.books.schema import Instant

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Step forward."""
    ${upgrades if upgrades else "pass"}
