"""Where does a shop live, and what never changes about it?"""

from __future__ import annotations

import functools
import json
import secrets
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zhanggui.core.currency import minor_digits
from zhanggui.core.errors import Conflict, NoShopHere, NothingLoaded, RequestAtFault, ShopDamaged
from zhanggui.core.time_zones import time_zones
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.books.database import Books
    from zhanggui.books.vault import Vault
    from zhanggui.core.clock import Clock
    from zhanggui.warehouse.protocol import Warehouse


class UnknownTimezone(RequestAtFault):
    """A time zone name that the IANA database does not list."""

    sentence = Words(
        zh="没有时区“{timezone}”。写成 Asia/Shanghai 这样的名称。",
        en="There is no time zone '{timezone}'. Write a name such as Asia/Shanghai.",
    )


class ShopExists(Conflict):
    """The folder already holds a shop with other facts."""

    sentence = Words(
        zh="{folder} 里已有店铺（{currency}，{timezone}）；币种和时区不能更改，请换一个文件夹。",
        en="{folder} already holds a shop ({currency}, {timezone}); these cannot change: choose another folder.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFacts:
    """What is fixed when a shop is started."""

    id: str
    name: str
    currency: str
    timezone: str
    created_at: datetime


@dataclass(frozen=True)
class Shop:
    """One shop's folder with its stores, opened when first needed."""

    folder: Path
    facts: ShopFacts
    clock: Clock

    @functools.cached_property
    def books(self) -> Books:
        """The transactional books: a file in the folder, or on the server that ZHANGGUI_BOOKS names."""
        from zhanggui.app.books_on_a_server import books_on_a_server
        from zhanggui.books.database import open_books

        return books_on_a_server(self.facts.id, self.clock.now()) or open_books(self.folder / "books.sqlite")

    @functools.cached_property
    def key(self) -> bytes:
        """The shop's secret key, which lies outside its folder."""
        from zhanggui.books.keys import key_file, load_key

        return load_key(key_file(self.facts.id))

    @functools.cached_property
    def vault(self) -> Vault:
        """The vault of names, phones and addresses."""
        from zhanggui.books.vault import Vault

        return Vault(self.books, self.key)

    def warehouse(self, known_at: datetime | None = None) -> Warehouse:
        """The current snapshot, or the shop as it was known at an earlier instant."""
        from zhanggui.warehouse import snapshots

        if snapshots.current(self.folder) is None:
            raise NothingLoaded(folder=self.folder)
        return snapshots.open_known(self.folder, known_at) if known_at else snapshots.open_current(self.folder)

    @property
    def has_data(self) -> bool:
        """Whether a snapshot has been published."""
        from zhanggui.warehouse import snapshots

        return snapshots.current(self.folder) is not None


def init_shop(folder: Path, *, currency: str, timezone: str, name: str | None, clock: Clock) -> Shop:
    """Start a shop in a folder; asking again with the same facts changes nothing."""
    minor_digits(currency)
    _check_timezone(timezone)
    if _facts_file(folder).exists():
        return _existing(folder, currency, timezone, clock)
    folder.mkdir(parents=True, exist_ok=True)
    facts = ShopFacts(
        id=secrets.token_hex(8),
        name=name or folder.resolve().name,
        currency=currency,
        timezone=timezone,
        created_at=clock.now().replace(microsecond=0),
    )
    from zhanggui.books.keys import create_key, key_file

    create_key(key_file(facts.id))
    _write(facts, folder)
    return Shop(folder, facts, clock)


def open_shop(folder: Path, clock: Clock) -> Shop:
    """Open the shop that lives in a folder."""
    try:
        stored = tomllib.loads(_facts_file(folder).read_text("utf-8"))
        stored["created_at"] = datetime.fromisoformat(stored["created_at"])
        return Shop(folder, ShopFacts(**stored), clock)
    except (FileNotFoundError, NotADirectoryError):
        raise NoShopHere(folder=folder) from None
    except (KeyError, TypeError, ValueError) as problem:  # not TOML, not UTF-8, or without a fact
        raise ShopDamaged(file=_facts_file(folder), why=type(problem).__name__) from None


def _existing(folder: Path, currency: str, timezone: str, clock: Clock) -> Shop:
    shop = open_shop(folder, clock)
    if (shop.facts.currency, shop.facts.timezone) != (currency, timezone):
        raise ShopExists(folder=folder, currency=shop.facts.currency, timezone=shop.facts.timezone)
    return shop


def _write(facts: ShopFacts, folder: Path) -> None:
    values = {
        "id": facts.id,
        "name": facts.name,
        "currency": facts.currency,
        "timezone": facts.timezone,
        "created_at": facts.created_at.isoformat(),
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    draft = folder / "shop.toml.new"
    draft.write_text("\n".join(lines) + "\n", "utf-8")
    draft.replace(_facts_file(folder))


def _facts_file(folder: Path) -> Path:
    return folder / "shop.toml"


def _check_timezone(timezone: str) -> None:
    if timezone not in time_zones():
        raise UnknownTimezone(timezone=timezone)
