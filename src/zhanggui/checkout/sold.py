"""How is a sale kept as it was charged, and what did it take from counters, codes and stock?"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import select, update

from zhanggui.books.checkout.counters import EVERYBODY, Claim
from zhanggui.books.schema import REDEMPTIONS
from zhanggui.core.errors import NotFound
from zhanggui.core.words import Words
from zhanggui.offers.quote import AppliedOffer, Quote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from zhanggui.offers.quote import QuotedLine
    from zhanggui.offers.refunding import RefundedLine
    from zhanggui.offers.rules.offer import Limits

STATES: Mapping[str, Words] = MappingProxyType(
    {
        "sold": Words(zh="已售", en="sold"),
        "deposit": Words(zh="已付定金", en="deposit paid"),
        "settled": Words(zh="定金已转尾款单", en="deposit used for its balance"),
        "part_refunded": Words(zh="部分退款", en="refunded in part"),
        "refunded": Words(zh="全部退款", en="refunded"),
        "cancelled": Words(zh="已取消", en="cancelled"),
    }
)
DIGEST_LENGTH = 64
SEALED = "#"  # stands before the digest of a unique code; what follows opens nothing


class NoSuchRedemption(NotFound):
    """No redemption of that number, or another integration's."""

    sentence = Words(
        zh="没有编号为 {redemption} 的核销。请核对编号与接入方。",
        en="There is no redemption {redemption}. Check its number and the integration.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A sale as it stands in the books."""

    id: str
    integration: str
    order: str
    customer: str | None
    channel: str
    version: int
    state: str
    shipping_returned: bool
    deposit: str | None
    at: datetime
    quote: Quote

    @property
    def codes(self) -> tuple[str, ...]:
        """The digests of the unique codes that it used."""
        return tuple(each.code.removeprefix(SEALED) for each in self.quote.applied if is_sealed(each.code))

    @property
    def shipping_paid_minor(self) -> int:
        """What was charged for shipping."""
        return self.quote.shipping_minor - self.quote.shipping_off_minor

    @property
    def stock(self) -> dict[str, int]:
        """Units by product, gifts included."""
        units: Counter[str] = Counter()
        for line in self.quote.lines:
            units[line.sku] += line.units
        for gift in self.quote.gifts:
            units[gift.sku] += gift.units
        return dict(units)


def is_sealed(code: str) -> bool:
    """Whether a code of a sale stands for a unique one; a public code may well begin with the same sign."""
    return code.startswith(SEALED) and len(code) == len(SEALED) + DIGEST_LENGTH


def find_sale(connection: Connection, redemption: str, *, integration: str, is_locked: bool = False) -> Sale:
    """A sale of the integration; locked, nobody else changes it until the transaction ends."""
    mine = (REDEMPTIONS.c.id == redemption, REDEMPTIONS.c.integration == integration)
    if is_locked:  # writing to the row is a lock on both databases
        moved = update(REDEMPTIONS).where(*mine).values(revision=REDEMPTIONS.c.revision + 1)
        connection.execute(moved)
    row = connection.execute(select(REDEMPTIONS).where(*mine)).first()
    if row is None:
        raise NoSuchRedemption(redemption=redemption)
    return sale_of(row)


def sale_of(row: Row[Any]) -> Sale:
    """A row of the books as a sale."""
    return Sale(
        id=row.id,
        integration=row.integration,
        order=row.order_id,
        customer=row.customer,
        channel=row.channel,
        version=row.version,
        state=row.state,
        shipping_returned=bool(row.shipping_returned),
        deposit=row.deposit_id,
        at=row.at,
        quote=adapter().validate_json(row.sold),
    )


def set_state(connection: Connection, redemption: str, state: str) -> None:
    """Say what became of a sale whose row is locked."""
    connection.execute(update(REDEMPTIONS).where(REDEMPTIONS.c.id == redemption).values(state=state))


def as_sold(quoted: Quote, digests: Mapping[str, str], issued: Collection[str]) -> Quote:
    """The quote without what was only advice, and with unique codes replaced by their digests."""
    sealed = {code: SEALED + name for code, name in digests.items() if name in issued}
    if not sealed:
        return replace(quoted, refused=(), hints=())
    applied = tuple(_sealed(each, sealed) for each in quoted.applied)
    lines = tuple(
        replace(line, reasons=tuple(replace(each, applied=_sealed(each.applied, sealed)) for each in line.reasons))
        for line in quoted.lines
    )
    return replace(quoted, applied=applied, lines=lines, refused=(), hints=())


@functools.cache
def adapter() -> TypeAdapter[Quote]:
    """Reads and writes quotes as JSON."""
    return TypeAdapter(Quote)


def borne_by(lines: Iterable[QuotedLine | RefundedLine]) -> Counter[str]:
    """How much of the discounts of some lines each party bears."""
    borne: Counter[str] = Counter()
    for line in lines:
        borne.update(dict(line.borne_minor))
    return borne


def claims_of(quoted: Quote, customer: str | None, limits: Mapping[str, Limits] | None = None) -> list[Claim]:
    """What a sale counts for each offer: for everybody and, where one is known, for its customer."""
    return [
        claim for applied in quoted.applied for claim in _claims(applied, customer, (limits or {}).get(applied.offer))
    ]


def _sealed(applied: AppliedOffer, sealed: Mapping[str, str]) -> AppliedOffer:
    return replace(applied, code=sealed.get(applied.code, applied.code))


def _claims(applied: AppliedOffer, customer: str | None, limits: Limits | None) -> list[Claim]:
    discount = applied.off_minor + applied.shipping_off_minor
    counted: dict[str, Any] = {"offer": applied.offer, "uses": 1, "units": applied.units, "discount_minor": discount}
    everybody = Claim(
        **counted,
        customer=EVERYBODY,
        most_uses=limits.uses if limits else None,
        most_units=limits.units if limits else None,
        most_minor=limits.budget_minor if limits else None,
    )
    if customer is None:
        return [everybody]
    own = Claim(
        **counted,
        customer=customer,
        most_uses=limits.uses_per_customer if limits else None,
        most_units=limits.units_per_customer if limits else None,
    )
    return [everybody, own]
