"""How is a frozen value made as fast as an open one?"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")


def maker(kind: type[Made]) -> Callable[..., Made]:
    """A constructor for a frozen dataclass with slots: all its values, in the order of its fields.

    The constructor that dataclasses writes looks each field up by name to get past its own lock, which took a fifth of
    the time of a quote; this one puts the values into the slots themselves.

    >>> from zhanggui.offers.quote import GiftLine
    >>> maker(GiftLine)("o1", "CUP", 1, 990) == GiftLine(offer="o1", sku="CUP", units=1, worth_minor=990)
    True
    """
    slots: Any = tuple(getattr(kind, field.name).__set__ for field in fields(kind))  # type: ignore[arg-type]
    new, count = object.__new__, len(slots)

    def make(*values: object) -> Made:
        if len(values) != count:
            msg = f"{kind.__name__} has {count} fields, not {len(values)}"
            raise TypeError(msg)
        made = new(kind)
        for put, value in zip(slots, values, strict=False):
            put(made, value)
        return made

    return make
