"""How is a request that arrives twice carried out once?"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Header

from zhanggui.books.events import append, canonical, read
from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhanggui.surfaces.http.callers import Caller

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key with the same content gives the first answer again. 同一键与同一内容返回首次的结果。",
    ),
]


class KeyMeantSomethingElse(Conflict):
    """An idempotency key came back with another content."""

    sentence = Words(
        zh="幂等键“{key}”已用于另一个请求。新的操作请换新的键。",
        en="The idempotency key '{key}' was used for another request. Take a new key for a new one.",
    )


def once(by: Caller, key: str | None, asked: Mapping[str, Any], do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do what is asked, unless the caller's key was seen before: then answer as the first time.

    What is done is protected by itself against happening twice at once; the key makes a repeated request harmless
    also when the first answer was lost on the way.
    """
    if key is None:
        return do()
    stream = f"request/{_digest(f'{by.actor.id} {key}')}"
    content = _digest(canonical(dict(asked)))
    with by.shop.books.reading() as connection:
        seen = read(connection, stream)
    if seen:
        if seen[0].payload["content"] != content:
            raise KeyMeantSomethingElse(key=key)
        answer: dict[str, Any] = seen[0].payload["answer"]
        return answer
    answer = do()
    payload = {"content": content, "answer": answer}
    with by.shop.books.begin() as connection:
        append(
            connection, stream=stream, kind="request.answered", payload=payload, by=by.actor.id, at=by.shop.clock.now()
        )
    return answer


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
