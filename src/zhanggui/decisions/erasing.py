"""How does an erased person leave the lists of decisions, while each list still fits what was sealed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.books.events import append
from zhanggui.decisions.ledger import find
from zhanggui.decisions.roster import arms_digest, decisions_about, members_digest, members_of, strike_out

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection


def strike(connection: Connection, customers: Collection[str], *, by: str, at: datetime) -> tuple[str, ...]:
    """Take them off every list and seal what is left; returns the decisions.

    A list that was touched before is refused, so that erasing never covers up for it. Whoever leaves leaves the
    experiment too, in whichever arm: what is read out counts the others alone.
    """
    about = decisions_about(connection, customers)
    for proposal_id in about:
        record = find(connection, proposal_id, at)
        left = [
            member
            for member in members_of(connection, proposal_id, record.members_digest)
            if member.customer not in customers
        ]
        strike_out(connection, proposal_id, customers)
        payload = {
            "members": len(left),
            "members_digest": members_digest(left),
            "arms_digest": arms_digest({each.customer: each.arm for each in left if each.arm is not None}),
        }
        stream = f"decision/{proposal_id}"
        append(connection, stream=stream, kind="decision.member_erased", payload=payload, by=by, at=at)
    return about
