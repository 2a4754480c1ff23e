"""What must be remembered of the world so that its days can go on?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.worlds.tea_shop.invented import Register
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole
from zhanggui.worlds.tea_shop.nature.people import People
from zhanggui.worlds.tea_shop.records.sales import Sales

EXTRA_ORDERS_FROM = 5_000_000_000
_FACTS = "world.json"
_FOLDER = "state"


class KeyNeeded(RequestAtFault):
    """The pseudonyms of the world were made under a key, or without one, and not as now."""

    sentence = Words(
        zh="{folder} 中的店铺生成时的密钥不是这一个；请传入当时的 key。",
        en="The shop in {folder} was not generated under this key; pass the key of that time.",
    )


def read_facts(folder: Path) -> dict[str, Any]:
    """Seed, last day, changes so far."""
    facts: dict[str, Any] = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    return facts


def write_facts(folder: Path, facts: dict[str, Any]) -> None:
    """Replace what `read_facts` reads."""
    (folder / _FACTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")


def fingerprint(key: bytes | None) -> str | None:
    """By which a key is known again; the key itself is not kept."""
    return None if key is None else hashlib.sha256(b"tea shop " + key).hexdigest()


def register_of(folder: Path, key: bytes | None) -> Register:
    """The register of the world's people."""
    facts = read_facts(folder)
    if facts["key"] != fingerprint(key):
        raise KeyNeeded(folder=folder)
    return Register(seed=facts["seed"], key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldState:
    """Everybody who ever bought, orders still under way, units on hand, and the next order's number."""

    people: People
    open_orders: Sales
    seen: Whole  # by customer: a bit for each channel in which they have ordered
    spent: Whole  # by customer: fen paid so far
    on_hand: Whole  # by location and product
    recent: Floats  # by location, day and product: units sold lately
    next_order: int
    next_extra: int = EXTRA_ORDERS_FROM  # orders that a contact brought are numbered apart: the others keep theirs

    def save(self, folder: Path) -> None:
        """Write beside the tables."""
        place = folder / _FOLDER
        place.mkdir(exist_ok=True)
        self.open_orders.save(place / "open_orders.npz")
        people = {item.name: getattr(self.people, item.name) for item in fields(People)}
        with (place / "people.npz").open("wb") as file:
            np.savez(
                file,
                seen=self.seen,
                spent=self.spent,
                on_hand=self.on_hand,
                recent=self.recent,
                next_order=np.array(self.next_order),
                next_extra=np.array(self.next_extra),
                **people,
            )

    @classmethod
    def load(cls, folder: Path) -> WorldState:
        """Read what `save` wrote."""
        place = folder / _FOLDER
        with np.load(place / "people.npz") as stored:
            return cls(
                people=People(**{item.name: stored[item.name] for item in fields(People)}),
                open_orders=Sales.load(place / "open_orders.npz"),
                seen=stored["seen"],
                spent=stored["spent"],
                on_hand=stored["on_hand"],
                recent=stored["recent"],
                next_order=int(stored["next_order"]),
                next_extra=int(stored["next_extra"]),
            )
