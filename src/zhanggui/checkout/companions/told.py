"""Of the companions that a sale's basket was shown, which did it hold; and of those that were held back?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from sqlalchemy import case, func, select

from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.companion_schema import COMPANION_SETS, COMPANION_SHOWINGS
from zhanggui.books.schema import REDEMPTIONS
from zhanggui.checkout.asked import Keyed, Number
from zhanggui.checkout.companions.answering import arm_of
from zhanggui.checkout.sold import find_sale
from zhanggui.checkout.till import facts_of, settle
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, NotFound, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.rules.stated import Count, Name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection

    from zhanggui.checkout.till import Till

GONE = ("cancelled", "deposit", "settled")  # sales that did not come about, or are told by another one


class NoSuchShowing(NotFound):
    """A showing under a version of the companions that was never published."""

    sentence = Words(
        zh="没有第 {version} 版推荐。请原样送回询问推荐时得到的版本。",
        en="There is no version {version} of the companions. Send back the version that the answer named.",
    )


class ShowingNotMeasured(RequestAtFault):
    """A showing under a version that holds nobody back: there is nothing to compare with."""

    sentence = Words(
        zh="第 {version} 版没有对照组，不记录。发布时设对照比例（--held-back）。",
        en="Version {version} holds no baskets back, so showings are not kept. Publish with --held-back.",
    )


class ShowingToldBefore(Conflict):
    """A sale whose showing was told before, with another content or key."""

    sentence = Words(
        zh="核销 {redemption} 的展示已记录过。每笔只记一次。",
        en="The showing of {redemption} was told before; it counts once.",
    )


class ShowingRequest(Keyed):
    """A sale whose basket had asked for companions."""

    redemption: Annotated[Number, described("核销编号", "Redemption")]
    visit: Annotated[Name, described("购物车编号", "Visit", about_zh="与询问时相同", about_en="As it was asked with")]
    version: Annotated[Count, described("版本", "Version", about_zh="答复中的版本", about_en="As the answer named it")]
    skus: Annotated[
        tuple[Name, ...],
        Field(min_length=1, max_length=20),
        described("本次推荐", "This showing", about_zh="答复中的 skus", about_en="The answer's `skus`"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowingTold:
    """What was kept of a showing."""

    redemption: Annotated[str, described("核销编号", "Redemption")]
    arm: Annotated[str, described("组", "Arm")]
    shown: Annotated[int, described("推荐数", "Companions", unit="count")]
    taken: Annotated[int, described("买了几个", "Taken", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmCounts:
    """The sales of an arm, and how many hold a companion of their showing."""

    sales: int
    taken: int


def tell_showing(till: Till, asked: ShowingRequest, *, integration: str, at: datetime) -> tuple[ShowingTold, bool]:
    """Keep which companions a sale holds of those its basket asked for; the arm is drawn again, not believed."""
    answer, is_repeated = settle(
        till,
        "showing",
        asked,
        integration=integration,
        at=at,
        work=lambda connection: _told(connection, till.key, asked, integration, at),
    )
    return ShowingTold(**answer), is_repeated


def counts(connection: Connection) -> dict[bool, ArmCounts]:
    """By whether baskets were held back: the sales that stand, and those that hold a companion."""
    told = COMPANION_SHOWINGS.c
    found = (
        select(
            told.is_held_back, func.count().label("sales"), func.sum(case((told.taken > 0, 1), else_=0)).label("taken")
        )
        .join_from(COMPANION_SHOWINGS, REDEMPTIONS)
        .where(REDEMPTIONS.c.state.not_in(GONE))
        .group_by(told.is_held_back)
    )
    rows = {bool(row.is_held_back): row for row in connection.execute(found)}
    return {
        arm: ArmCounts(sales=int(rows[arm].sales), taken=int(rows[arm].taken))
        if arm in rows
        else ArmCounts(sales=0, taken=0)
        for arm in (False, True)
    }


def _told(
    connection: Connection, key: bytes, asked: ShowingRequest, integration: str, at: datetime
) -> Mapping[str, Any]:
    sale = find_sale(connection, asked.redemption, integration=integration)
    arm = arm_of(key, asked.visit, _held_back_bps(connection, asked.version))
    if arm == "not_measured":
        raise ShowingNotMeasured(version=asked.version)
    shown, held = set(asked.skus), {line.sku for line in sale.quote.lines}
    row = {
        "redemption_id": sale.id,
        "version": asked.version,
        "is_held_back": int(arm == "held_back"),
        "shown": len(shown),
        "taken": len(shown & held),
        "at": at,
    }
    if not insert_unless_there(connection, COMPANION_SHOWINGS, row):
        raise ShowingToldBefore(redemption=sale.id)
    return facts_of(ShowingTold(redemption=sale.id, arm=arm, shown=len(shown), taken=len(shown & held)))


def _held_back_bps(connection: Connection, version: int) -> int:
    of_version = select(COMPANION_SETS.c.held_back_bps).where(COMPANION_SETS.c.version == version)
    found: int | None = connection.execute(of_version).scalar_one_or_none()
    if found is None:
        raise NoSuchShowing(version=version)
    return found
