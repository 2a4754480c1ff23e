"""What does the shop know about its customers?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from zhanggui.worlds.tea_shop.invented import PROVINCES, words
from zhanggui.worlds.tea_shop.nature.days import Whole
from zhanggui.worlds.tea_shop.nature.people import People, Purchases
from zhanggui.worlds.tea_shop.randomness import even
from zhanggui.worlds.tea_shop.records.baskets import sums
from zhanggui.worlds.tea_shop.records.moments import NEVER
from zhanggui.worlds.tea_shop.records.sales import Sales
from zhanggui.worlds.tea_shop.records.sheets import instants, sheet
from zhanggui.worlds.tea_shop.records.telling import Telling

NO_MEMBER_SHARE = 0.45  # of those who buy in the store
TIERS = (("普通会员", 0), ("银卡会员", 50_000), ("金卡会员", 150_000), ("黑金会员", 400_000))  # by fen paid so far
_MEMBER_SHARE = 0.75
_AGES = ("18-24", "25-34", "35-44", "45-54", "55+")


def hide_strangers(telling: Telling, bought: Purchases) -> Purchases:
    """Customers who buy in the store without a member card get a negative number: nobody knows who they are."""
    no_card = even(telling.register.seed, "no member", bought.customer) < NO_MEMBER_SHARE
    unknown = no_card & (bought.channel == telling.channels.index("store"))
    return replace(bought, customer=np.where(unknown, -bought.customer, bought.customer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """What the shop has seen of each customer: a bit for each channel ordered in, and fen paid."""

    seen: Whole
    spent: Whole


def acquainted(
    people: People, sales: Sales, period: tuple[int, int], before: Acquaintance | None = None
) -> Acquaintance:
    """What is known of each of the people after the orders placed, and those paid, within a period."""
    known = sales.bought.customer > 0
    place = np.searchsorted(people.number, np.abs(sales.bought.customer))
    placed = known & (sales.when.ordered >= period[0]) & (sales.when.ordered < period[1])
    paid = known & (sales.when.paid >= period[0]) & (sales.when.paid < period[1])
    total = sums(sales.filled.order, sales.filled.due, len(sales))
    seen = np.zeros(len(people), dtype=np.int64) if before is None else _longer(before.seen, len(people))
    np.bitwise_or.at(seen, place[placed], 1 << sales.bought.channel[placed])
    spent = sums(place[paid], total[paid], len(people))
    return Acquaintance(seen=seen, spent=spent if before is None else spent + _longer(before.spent, len(people)))


def member_sheets(
    telling: Telling, people: People, sales: Sales, now: Acquaintance, before: Acquaintance | None = None
) -> dict[str, pa.Table]:
    """The customers of whom something new is known, and the accounts by which channels have come to know them."""
    old = None if before is None else _longer(before.seen, len(people))
    changed = now.seen > 0 if before is None else (now.seen != old) | (now.spent != _longer(before.spent, len(people)))
    which = np.flatnonzero(changed & (now.seen > 0))
    pseudonyms = telling.register.customers(people.number[which])
    new_bits = now.seen if old is None else now.seen & ~old
    return {
        "customers": _customers(telling, people.take(which), pseudonyms, now.spent[which]),
        "identities": _identities(telling, people, sales, which, bits=new_bits, pseudonyms=pseudonyms),
    }


def _longer(values: Whole, count: int) -> Whole:
    return np.concatenate([values, np.zeros(count - len(values), dtype=np.int64)])


def _customers(telling: Telling, people: People, pseudonyms: pa.Array, spent: Whole) -> pa.Table:
    seed, number = telling.register.seed, people.number
    province, city = telling.register.homes(number)
    cities = [name for _, _, names in PROVINCES for name in names]
    first = np.cumsum([0] + [len(names) for _, _, names in PROVINCES])[:-1]
    tier = np.searchsorted([least for _, least in TIERS], spent, side="right") - 1
    no_card = even(seed, "member", number) >= _MEMBER_SHARE
    age = np.searchsorted([0.08, 0.36, 0.68, 0.88], even(seed, "age", number))
    return sheet(
        "customers",
        len(people),
        {
            "customer": pseudonyms,
            "member_since": pa.array(people.born.astype(np.int64).astype("datetime64[D]"), mask=no_card),
            "tier": words([None, *(name for name, _ in TIERS)], np.where(no_card, 0, tier + 1)),
            "country": "CN",
            "province": words([name for name, _, _ in PROVINCES], province),
            "city": words(cities, first[province] + city),
            "birth_month": pa.array(
                1 + (even(seed, "birthday", number) * 12).astype(np.int64),
                mask=even(seed, "told birthday", number) > 0.4,  # noqa: PLR2004
            ),
            "gender": words((None, "female", "male"), (even(seed, "gender", number) * 2.9).astype(np.int64)),
            "age_band": words([None, *_AGES], np.where(even(seed, "told age", number) < 0.5, age + 1, 0)),  # noqa: PLR2004
            "accepts_email": even(seed, "mail", number) < 0.2,  # noqa: PLR2004
            "accepts_sms": even(seed, "sms", number) < 0.72,  # noqa: PLR2004
        },
    )


def _identities(
    telling: Telling, people: People, sales: Sales, which: Whole, *, bits: Whole, pseudonyms: pa.Array
) -> pa.Table:
    """One row for each channel in which a customer ordered for the first time."""
    bought = sales.bought
    place = np.searchsorted(people.number, np.abs(bought.customer))
    is_new = (bought.customer > 0) & ((bits[place] >> bought.channel) & 1 == 1)
    channels = len(telling.channels)
    key = bought.customer[is_new] * channels + bought.channel[is_new]
    distinct, position = np.unique(key, return_inverse=True)
    first = np.full(len(distinct), NEVER)
    np.minimum.at(first, position, sales.when.ordered[is_new])
    customer, channel = distinct // channels, distinct % channels
    return sheet(
        "identities",
        len(distinct),
        {
            "channel": words(telling.channels, channel),
            "kind_of_identity": words(("account", "phone"), channel == telling.channels.index("store")),
            "identity": telling.register.strangers("identity", distinct),
            "customer": pseudonyms.take(pa.array(np.searchsorted(people.number[which], customer))),
            "first_seen_at": instants(first, NEVER),
        },
    )
