"""How are files of lotteries checked and published, and draws made, handed over and undone for a shop?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.app.loyalty.lotteries import DrawCost, draw_cost
from zhanggui.app.loyalty.opening import OURS
from zhanggui.app.offers import read_file
from zhanggui.app.selling.opening import open_till
from zhanggui.checkout.asked import understood
from zhanggui.checkout.members.asked import DrawRequest, HandOverRequest, UndoDrawRequest
from zhanggui.checkout.members.drawing import draw, hand_over, undo_draw
from zhanggui.checkout.members.lotteries import close_lottery, publish_lottery
from zhanggui.checkout.members.programmes import programme_in_force
from zhanggui.offers.members.lottery import Lottery
from zhanggui.offers.members.lottery_checking import check_lottery
from zhanggui.offers.rules.reading import form_of, read

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.checkout.members.drawing import DrawEnded, Drawn
    from zhanggui.checkout.members.lotteries import LotteryPublished
    from zhanggui.offers.members.checking import ProgrammeFlaw


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryVerdict:
    """What was found in a lottery, how many prizes it has, and what a draw costs."""

    prizes: int
    cost: DrawCost
    flaws: tuple[ProgrammeFlaw, ...]

    @property
    def may_go_live(self) -> bool:
        """Whether no error was found."""
        return all(flaw.severity != "error" for flaw in self.flaws)


def check_lottery_file(shop: Shop, file: Path) -> LotteryVerdict:
    """Check the lottery of a file, by what points are worth in the programme in force."""
    return _verdict(shop, read_file(file, Lottery))


def check_lottery_text(shop: Shop, text: str) -> LotteryVerdict:
    """Check a lottery that was pasted."""
    return _verdict(shop, _read(text))


def publish_lottery_file(shop: Shop, file: Path, *, actor: Actor) -> LotteryPublished:
    """Declare the lottery of a file."""
    return publish_lottery(shop.books, read_file(file, Lottery), by=actor.id, at=shop.clock.now())


def publish_lottery_text(shop: Shop, text: str, *, actor: Actor) -> LotteryPublished:
    """Declare a lottery that was pasted."""
    return publish_lottery(shop.books, _read(text), by=actor.id, at=shop.clock.now())


def end_lottery(shop: Shop, lottery: str, *, actor: Actor) -> None:
    """Take no more draws."""
    close_lottery(shop.books, lottery, by=actor.id, at=shop.clock.now())


def draw_for(shop: Shop, lottery: str, customer: str, *, key: str) -> tuple[Drawn, bool]:
    """One draw for a member, made in the shop itself."""
    asked = understood(DrawRequest, {"key": key, "lottery": lottery, "customer": customer})
    return draw(open_till(shop), asked, integration=OURS, at=shop.clock.now())


def hand_over_prize(shop: Shop, drawn: str, *, key: str) -> tuple[DrawEnded, bool]:
    """The prize of anybody's draw was handed over."""
    asked = understood(HandOverRequest, {"key": key, "draw": drawn})
    return hand_over(open_till(shop), asked, integration=OURS, of=None, at=shop.clock.now())


def undo(shop: Shop, drawn: str, *, why: str, key: str, actor: Actor) -> tuple[DrawEnded, bool]:
    """Undo anybody's draw, with the reason on record."""
    asked = understood(UndoDrawRequest, {"key": key, "draw": drawn, "why": why})
    return undo_draw(open_till(shop), asked, integration=OURS, of=None, by=actor.id, at=shop.clock.now())


def _read(text: str) -> Lottery:
    return read(text, form_of(text), Lottery, "lottery")


def _verdict(shop: Shop, lottery: Lottery) -> LotteryVerdict:
    with shop.books.reading() as connection:
        programme = programme_in_force(connection)
    cost = draw_cost(lottery, programme.points.worth if programme else None)
    return LotteryVerdict(prizes=len(lottery.prizes), cost=cost, flaws=check_lottery(lottery, programme))
