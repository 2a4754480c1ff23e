"""How does an erased person leave what was sold to them, while every counter still adds up?"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select, union, update

from zhanggui.books.contact_schema import CONTACT_ENTRIES, CONTACT_PEOPLE
from zhanggui.books.lottery_schema import LOTTERY_DRAWS
from zhanggui.books.points_schema import MEMBER_DEEDS, POINTS_ACCOUNTS, POINTS_ENTRIES
from zhanggui.books.schema import ISSUED_CODES, OFFER_COUNTERS, REDEMPTIONS, VAULT_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

HELD_IN = (
    REDEMPTIONS,
    OFFER_COUNTERS,
    ISSUED_CODES,
    POINTS_ACCOUNTS,
    POINTS_ENTRIES,
    MEMBER_DEEDS,
    CONTACT_PEOPLE,
    CONTACT_ENTRIES,
    LOTTERY_DRAWS,
)
FRESH_BYTES = 12
_FRESH = re.compile(rf"e[0-9a-f]{{{2 * FRESH_BYTES}}}")


def forget_customers(connection: Connection, customers: Collection[str]) -> int:
    """Give each of them a fresh random name that is written down nowhere; returns how many were found.

    One name in all tables: a later refund still returns the uses that the sale had counted.
    """
    held = union(*(select(table.c.customer) for table in HELD_IN))
    found = set(customers) & set(connection.execute(held).scalars())
    for customer in sorted(found):
        fresh = f"e{secrets.token_hex(FRESH_BYTES)}"
        for table in HELD_IN:
            connection.execute(update(table).where(table.c.customer == customer).values(customer=fresh))
    return len(found)


def is_forgotten(connection: Connection, customer: str) -> bool:
    """Whether somebody was erased: by the list of the vault, or since the name is one that was given for it."""
    erased = select(VAULT_PEOPLE.c.pseudonym).where(
        VAULT_PEOPLE.c.pseudonym == customer, VAULT_PEOPLE.c.erased_at.is_not(None)
    )
    return bool(_FRESH.fullmatch(customer)) or connection.execute(erased).first() is not None
