"""How are unique coupon codes handed out, and what does the shop owe by them?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from zhanggui.books.checkout.codes import codes_of, issue, new_codes
from zhanggui.books.checkout.ledger import Posting, post
from zhanggui.books.events import append
from zhanggui.checkout.publishing import STREAM, in_force
from zhanggui.checkout.till import settle
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.rules.benefits import Fixed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.checkout.asked import IssueRequest
    from zhanggui.checkout.till import Till
    from zhanggui.offers.rules.offer import Offer

MOST_CODES = 100_000


class NoUniqueCodes(RequestAtFault):
    """An offer in force that takes no unique codes, or none of that name."""

    sentence = Words(
        zh="生效的优惠里没有用唯一券码的“{offer}”。有：{known}。先发布，或在优惠里写 coupon.is_unique = true。",
        en="No offer in force named '{offer}' takes unique codes. There are: {known}. Publish it with coupon.is_unique = true.",
    )


class TooManyCodes(RequestAtFault):
    """More codes, or fewer than one, than are issued at once."""

    sentence = Words(
        zh="一次可发 1 到 {most} 个券码，每个至少用 1 次；要的是 {count} 个，每个 {uses} 次。",
        en="From 1 to {most} {most:code|codes} of at least one use are issued at once, not {count} of {uses} {uses:use|uses}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Codes that were handed out. Only this answer shows them; the books keep keyed digests."""

    offer: Annotated[str, described("优惠", "Offer")]
    codes: Annotated[tuple[str, ...], described("券码", "Codes")]


def issue_codes(
    till: Till, offer: str, *, count: int, uses: int = 1, customer: str | None = None, by: str, at: datetime
) -> tuple[str, ...]:
    """New unique codes of an offer in force, by hand."""
    if not 1 <= count <= MOST_CODES or uses < 1:
        raise TooManyCodes(most=MOST_CODES, count=count, uses=uses)
    codes = new_codes(count)
    with till.books.begin() as connection:
        _issue(connection, till.key, codes, offer=offer, uses=uses, customer=customer, by=by, at=at)
    return codes


def issue_asked(till: Till, asked: IssueRequest, *, integration: str, at: datetime) -> tuple[Issued, bool]:
    """New unique codes for an integration; a repeated request is told the same codes again, which are kept nowhere."""
    codes = codes_of(till.key, f"{integration} {asked.key}", asked.count)

    def work(connection: Connection) -> Mapping[str, Any]:
        _issue(
            connection,
            till.key,
            codes,
            offer=asked.offer,
            uses=asked.uses,
            customer=asked.customer,
            by=f"integration:{integration}",
            at=at,
        )
        return {}

    is_repeated = settle(till, "issue", asked, integration=integration, at=at, work=work)[1]
    return Issued(offer=asked.offer, codes=codes), is_repeated


def _issue(
    connection: Connection,
    key: bytes,
    codes: tuple[str, ...],
    *,
    offer: str,
    uses: int,
    customer: str | None,
    by: str,
    at: datetime,
) -> None:
    rules, count = in_force(connection).rules, len(codes)
    unique = {each.offer.id: each.offer for each in rules.ready if each.offer.coupon and each.offer.coupon.is_unique}
    if offer not in unique:
        raise NoUniqueCodes(offer=offer, known=", ".join(sorted(unique)) or "–")
    worth = worth_minor(unique[offer])
    facts = {"offer": offer, "count": count, "uses": uses, "worth_minor": worth}
    append(connection, stream=f"{STREAM}/codes", kind="codes.issued", payload=facts, by=by, at=at)
    issue(connection, key, codes, offer=offer, most_uses=uses, customer=customer, worth_minor=worth, at=at)
    owed, currency = worth * count * uses, rules.offer_set.currency
    promised = (Posting("coupon_liability", currency, -owed), Posting("coupons_promised", currency, owed))
    post(connection, f"i{secrets.token_hex(10)}", promised, at)


def worth_minor(offer: Offer) -> int:
    """The most that one use can cost where the offer says it, else 0: what depends on the basket is not owed yet."""
    most = offer.limits.most_minor
    if isinstance(offer.benefit, Fixed) and not offer.benefit.per_unit:
        return offer.benefit.off_minor if most is None else min(most, offer.benefit.off_minor)
    return most or 0
