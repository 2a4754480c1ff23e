"""How does alembic run inside the transaction that `open_books` already holds?"""

from __future__ import annotations

from alembic import context

from zhanggui.books.points_schema import POINTS_ENTRIES

METADATA = POINTS_ENTRIES.metadata  # whoever names one of the last tables has all of them
context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
