"""Are the shop's books on a PostgreSQL server, and are they this shop's?

`ZHANGGUI_BOOKS=postgresql+psycopg://user:password@host/database` puts the books of one shop there, for several servers
of one checkout. A database belongs to the first shop that opened it. What works on the file alone is refused: a backup
is then the server's own (`pg_dump`) beside the folder; erasing a person waits until their traces can be proved gone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from zhanggui.core.errors import ShopAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from zhanggui.books.database import Books

BOOKS = "ZHANGGUI_BOOKS"
STREAM = "books"


class BooksOfAnotherShop(ShopAtFault):
    """The database that ZHANGGUI_BOOKS names holds another shop's books."""

    sentence = Words(
        zh="ZHANGGUI_BOOKS 指的数据库是另一家店（{found}）的账簿。一家店一个数据库。",
        en="The database that ZHANGGUI_BOOKS names holds the books of another shop ({found}). One database for each shop.",
    )


class BooksNotInTheFolder(ShopAtFault):
    """Something that works on the file of the books, while they are on a server."""

    sentence = Words(
        zh="账簿在 PostgreSQL 上（ZHANGGUI_BOOKS），{what}只支持文件夹里的账簿。备份请用 pg_dump，并连同店铺文件夹一起保存。",
        en="The books are on PostgreSQL (ZHANGGUI_BOOKS); {what} works on books in the folder alone. Back up with pg_dump, "
        "together with the shop's folder.",
    )


def books_on_a_server(shop_id: str, at: datetime) -> Books | None:
    """The books on the server, or None where they are in the folder. Raises BooksOfAnotherShop."""
    from zhanggui.books.database import open_books
    from zhanggui.books.events import append, last

    url = os.environ.get(BOOKS)
    if not url:
        return None
    books = open_books(url)
    with books.begin() as connection:
        opened = last(connection, STREAM)
        if opened is None:
            append(
                connection, stream=STREAM, kind="books.begun", payload={"shop": shop_id}, by="system", at=at, expected=0
            )
            return books
    if opened.payload["shop"] != shop_id:
        books.close()
        raise BooksOfAnotherShop(found=opened.payload["shop"])
    return books


def need_books_in_folder(what: Words) -> None:
    """Refuse what works on the file alone."""
    if os.environ.get(BOOKS):
        raise BooksNotInTheFolder(what=what)
