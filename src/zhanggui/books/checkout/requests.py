"""Was this request answered before, and how? The same key and content get the same answer and nothing happens twice."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.events import canonical
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import CHECKOUT_REQUESTS as REQUESTS
from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection


_MINE = (REQUESTS.c.integration == bindparam("of_integration"), REQUESTS.c.key == bindparam("of_key"))
_KEEP = Prepared(lambda _: update(REQUESTS).where(*_MINE).values(answer=bindparam("given")))


class RequestKeyReused(Conflict):
    """A request's key came back with another content."""

    sentence = Words(
        zh="请求键“{key}”已用于另一项内容（{operation}）。重试须原样发送；新的操作请换新的键。",
        en="The request key '{key}' was used for something else ({operation}). Repeat a request unchanged, or take a new key.",
    )


def once(
    connection: Connection,
    *,
    integration: str,
    key: str,
    operation: str,
    content: Mapping[str, Any],
    at: datetime,
    work: Callable[[], Mapping[str, Any]],
) -> tuple[Mapping[str, Any], bool]:
    """Do the work and keep its answer, or give the answer kept before; the second value says which.

    Work that raises leaves nothing, its key included: a refused request may be sent again when the reason is gone.
    """
    digest = hashlib.sha256(f"{operation}\n{canonical(content)}".encode()).hexdigest()
    mine = {"integration": integration, "key": key}
    row = {**mine, "operation": operation, "request_hash": digest, "answer": None, "at": at}
    # The row is the lock: on PostgreSQL a second request with the key waits here until the first has ended.
    if not insert_unless_there(connection, REQUESTS, row):
        return _kept(connection, digest, **mine), True
    answer = work()
    kept = {"of_integration": integration, "of_key": key, "given": canonical(answer)}
    _KEEP.write(connection, kept)
    return answer, False


def _kept(connection: Connection, digest: str, *, integration: str, key: str) -> Mapping[str, Any]:
    mine = {"of_integration": integration, "of_key": key}
    earlier = connection.execute(select(REQUESTS).where(*_MINE), mine).one()
    if earlier.request_hash != digest:
        raise RequestKeyReused(key=key, operation=earlier.operation)
    answer: Mapping[str, Any] = json.loads(earlier.answer)
    return answer
