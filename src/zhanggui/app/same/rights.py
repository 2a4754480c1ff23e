"""Who may decide what counts as one product or one member?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.app.sign_in import require
from zhanggui.core.errors import NotAllowed
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.books.people import Actor


class OnlyPersonsJoin(NotAllowed):
    """A program would decide what counts as one."""

    sentence = Words(
        zh="程序（API 密钥、MCP）不能决定哪些是同一商品或同一会员；请由人登录后决定。",
        en="Programs (API keys, MCP) do not decide what is one product or one member; a person signs in and does.",
    )


def check_person(actor: Actor) -> None:
    """An operator or owner, in person."""
    require(actor.role, "operator")
    if actor.kind == "machine":
        raise OnlyPersonsJoin
