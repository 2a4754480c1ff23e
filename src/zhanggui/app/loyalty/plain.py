"""How are members, tiers and the liability of points written as JSON?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from zhanggui.app.loyalty.lotteries import SENTENCES as LOTTERY_SENTENCES
from zhanggui.app.loyalty.lotteries import DrawCost, LotteryStanding
from zhanggui.app.loyalty.overview import SENTENCES, Liability, TierLine
from zhanggui.app.loyalty.steering import SENTENCES as STEERING_SENTENCES
from zhanggui.app.loyalty.steering import Steered, Steering
from zhanggui.checkout.members.lotteries import OwedPrize
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES
from zhanggui.offers.members.checking import FLAWS
from zhanggui.offers.members.lottery_checking import LOTTERY_FLAWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.app.loyalty.drawing import LotteryVerdict
    from zhanggui.app.loyalty.opening import ProgrammeVerdict
    from zhanggui.app.loyalty.overview import ProgrammeStanding
    from zhanggui.core.sentence import Sentence
    from zhanggui.core.words import Words

_LIABILITY = TypeAdapter(Liability)
_TIERS = TypeAdapter(tuple[TierLine, ...])
_MONEY, _OWED = TypeAdapter(Money), TypeAdapter(tuple[OwedPrize, ...])
_LOTTERY, _DRAW_COST = TypeAdapter(LotteryStanding), TypeAdapter(DrawCost)
_STEERED, _STEERING = TypeAdapter(tuple[Steered, ...]), TypeAdapter(Steering)


def plain_verdict(verdict: ProgrammeVerdict) -> dict[str, Any]:
    """What the check of a programme found."""
    flaws = [{"severity": flaw.severity, "said": _said(flaw.said, FLAWS)} for flaw in verdict.flaws]
    return {"may_go_live": verdict.may_go_live, "tiers": verdict.tiers, "flaws": flaws}


def plain_lottery_verdict(verdict: LotteryVerdict) -> dict[str, Any]:
    """What the check of a lottery found, and what a draw costs beside what its points are worth."""
    flaws = [{"severity": flaw.severity, "said": _said(flaw.said, LOTTERY_FLAWS)} for flaw in verdict.flaws]
    money = _DRAW_COST.dump_python(verdict.cost, mode="json")
    return {"may_go_live": verdict.may_go_live, "prizes": verdict.prizes, "cost": money, "flaws": flaws}


def plain_lottery(found: LotteryStanding) -> dict[str, Any]:
    """A lottery with its declared odds, what was drawn, what is left and what it has cost; nobody is named."""
    plain: dict[str, Any] = _LOTTERY.dump_python(found, mode="json", exclude={"said"})
    return {**plain, "said": _said(found.said, LOTTERY_SENTENCES)}


def plain_standing(found: ProgrammeStanding) -> dict[str, Any]:
    """The programme as it stands: counts and money, nobody by name."""
    return {
        "measure": found.programme.tiers.measure,
        "currency": found.programme.currency,
        "tiers": _TIERS.dump_python(found.tiers, mode="json"),
        "without_tier": found.without_tier,
        "liability": plain_liability(found.liability),
        **plain_prizes(found),
    }


def plain_prizes(found: ProgrammeStanding) -> dict[str, Any]:
    """Prizes of lotteries that were won and wait to be handed over."""
    worth = _MONEY.dump_python(found.prizes_worth, mode="json")
    return {"prizes_owed": found.prizes_owed, "prizes_worth": worth}


def plain_liability(liability: Liability) -> dict[str, Any]:
    """Points outstanding and what they will probably cost."""
    plain: dict[str, Any] = _LIABILITY.dump_python(liability, mode="json", exclude={"said"})
    return {**plain, "said": _said(liability.said, SENTENCES)}


def plain_owed(prizes: Sequence[OwedPrize]) -> list[dict[str, Any]]:
    """Prizes that wait to be handed over, by pseudonym."""
    plain: list[dict[str, Any]] = _OWED.dump_python(tuple(prizes), mode="json")
    return plain


def plain_close(members: Sequence[Steered]) -> list[dict[str, Any]]:
    """Members close to the next tier, by pseudonym, with what telling them should bring."""
    plain: list[dict[str, Any]] = _STEERED.dump_python(tuple(members), mode="json")
    return [{**each["close"], "expected": each["expected"]} for each in plain]


def plain_steering(found: Steering) -> dict[str, Any]:
    """Whether it is worth telling them, what is assumed, and the test that would tell."""
    plain: dict[str, Any] = _STEERING.dump_python(found, mode="json", exclude={"members", "said"})
    return {
        **plain,
        "members": plain_close(found.members),
        "said": [_said(each, STEERING_SENTENCES) for each in found.said],
    }


def _said(said: Sentence, sentences: Mapping[str, Words]) -> dict[str, str]:
    return {"code": said.code, **{language: render(said, sentences, language) for language in LANGUAGES}}
