"""How do the keys of integrations read as a table?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.books.checkout.integrations import SCOPES
from zhanggui.core.described import described
from zhanggui.core.moments import when
from zhanggui.core.words import Language, Words
from zhanggui.surfaces.presentation import Table, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhanggui.books.checkout.integrations import IntegrationKey

_TITLE = Words(zh="接入密钥", en="Keys of integrations")
_LIVE, _EXPIRED = Words(zh="有效", en="live"), Words(zh="已过期", en="expired")
_REVOKED = Words(zh="已撤销", en="revoked")
_UNTIL, _FOR_EVER = Words(zh="有效到 {at}", en="until {at}"), Words(zh="不过期", en="for ever")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One key."""

    key: Annotated[str, described("密钥", "Key")]
    integration: Annotated[str, described("接入方", "Integration")]
    scopes: Annotated[str, described("用途", "For")]
    per_minute: Annotated[int, described("每分钟请求", "Requests a minute", unit="count")]
    until: Annotated[str, described("到期", "Expires")]
    state: Annotated[Words, described("状态", "State")]


def keys_table(keys: Sequence[IntegrationKey], zone: str, at: datetime, language: Language) -> Table:
    """The keys as they stand at an instant."""
    lines = tuple(
        KeyLine(
            key=key.id,
            integration=key.integration,
            scopes=scopes_text(key, language),
            per_minute=key.most_per_minute,
            until=when(key.expires_at, zone),
            state=state_of(key, at),
        )
        for key in keys
    )
    return table_of("keys", lines, _TITLE, {}, language)


def state_of(key: IntegrationKey, at: datetime) -> Words:
    """Whether a key is alive, and if not why."""
    return _REVOKED if key.revoked_at else _LIVE if key.is_live(at) else _EXPIRED


def scopes_text(key: IntegrationKey, language: Language) -> str:
    """What a key is for."""
    return ("、" if language == "zh-CN" else ", ").join(SCOPES[scope].text(language) for scope in key.scopes)


def until_text(key: IntegrationKey, zone: str, language: Language) -> str:
    """How long a key lasts."""
    if key.expires_at is None:
        return _FOR_EVER.text(language)
    return _UNTIL.filled(language, at=when(key.expires_at, zone))
