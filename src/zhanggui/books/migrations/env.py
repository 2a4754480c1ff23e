"""How does alembic run inside the transaction that `open_books` already holds?"""

from __future__ import annotations

from alembic import context

from zhanggui.books.companion_schema import COMPANION_SETS
from zhanggui.books.contact_schema import CONTACT_ENTRIES
from zhanggui.books.lottery_schema import LOTTERIES
from zhanggui.books.points_schema import POINTS_ENTRIES

(METADATA,) = {
    table.metadata for table in (POINTS_ENTRIES, CONTACT_ENTRIES, LOTTERIES, COMPANION_SETS)
}  # all tables belong to one schema
context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
