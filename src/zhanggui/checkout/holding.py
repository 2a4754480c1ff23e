"""How are goods kept for a customer who is about to pay, and let go again?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from zhanggui.books.checkout import stock
from zhanggui.checkout.till import settle
from zhanggui.core.described import described

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.checkout.asked import HoldRequest, ReleaseRequest
    from zhanggui.checkout.till import Till


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Goods that are kept until an instant, unless they are sold or released before."""

    hold: Annotated[str, described("预留编号", "Hold")]
    expires_at: Annotated[str, described("到期", "Expires at")]


def hold(till: Till, asked: HoldRequest, *, integration: str, at: datetime) -> tuple[Held, bool]:
    """Keep units of some products, all of them or none; at the expiry they are free without anybody doing anything."""
    expires_at = at + timedelta(minutes=asked.minutes)

    def work(connection: Connection) -> Mapping[str, Any]:
        made = stock.hold(connection, asked.units, integration=integration, at=at, expires_at=expires_at)
        return asdict(Held(hold=made, expires_at=expires_at.isoformat()))

    answer, is_repeated = settle(till, "hold", asked, integration=integration, at=at, work=work)
    return Held(**answer), is_repeated


def release(till: Till, asked: ReleaseRequest, *, integration: str, at: datetime) -> bool:
    """Let the goods of a hold go; says whether this very request was answered before."""

    def work(connection: Connection) -> Mapping[str, Any]:
        held = stock.close_hold(connection, asked.hold, integration=integration, state="released", at=at)
        stock.free(connection, held)
        return {}

    return settle(till, "release", asked, integration=integration, at=at, work=work)[1]
