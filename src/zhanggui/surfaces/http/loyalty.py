"""How do the member programme and its lotteries stand, and how are others put into force, over HTTP?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from zhanggui.app.loyalty.lotteries import lottery_standing, lottery_standings, prizes_to_hand_over
from zhanggui.app.loyalty.overview import programme_standing
from zhanggui.app.loyalty.plain import plain_close, plain_lottery, plain_standing, plain_steering
from zhanggui.app.loyalty.steering import Asked, steering
from zhanggui.checkout.members.lotteries import LotteryPublished, LotteryView, OwedPrize, close_lottery, publish_lottery
from zhanggui.checkout.members.programmes import ProgrammePublished, publish_programme
from zhanggui.offers.members.lottery import Lottery
from zhanggui.offers.members.programme import MemberProgramme
from zhanggui.offers.rules.stated import PRINTED
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Operator, Owner
from zhanggui.surfaces.http.names_once import names_once
from zhanggui.surfaces.http.shapes import BothLanguages

router = APIRouter(prefix="/loyalty", tags=["loyalty"], dependencies=[Depends(names_once)])
Within = Annotated[int, Query(ge=0, le=10**12, description="Missing at most, in the measure. 最多差多少。")]

LotteryPath = Annotated[str, Path(min_length=1, max_length=40, pattern=PRINTED, description="Its id. 抽奖编号。")]
Contact = Annotated[int, Query(ge=0, le=10**9, description="What one message costs, minor units. 一条提醒的成本。")]
Days = Annotated[int, Query(ge=1, le=365, description="Days in which it may work. 看几天内的效果。")]


class LiabilitySaid(BothLanguages):
    """What is known of the share that will be used."""

    code: str


class TierAnswer(BaseModel):
    """One tier with its members and the cost of their rights."""

    tier: str
    title: dict[str, str]
    at_least: int
    members: int
    rights_each_minor: int
    rights_minor: int
    unknown: int


class LiabilityAnswer(BaseModel):
    """Points outstanding, and how much of them will probably be asked for."""

    outstanding: int
    owed: int
    used: int
    expired: int
    worth: dict[str, str]
    used_share: dict[str, Any] | None
    expected: dict[str, Any] | None
    said: LiabilitySaid


class StandingAnswer(BaseModel):
    """The programme as it stands; nobody is named."""

    measure: str
    currency: str
    tiers: list[TierAnswer]
    without_tier: int
    liability: LiabilityAnswer
    prizes_owed: Annotated[int, Field(description="Prizes of lotteries not handed over. 待发奖品。")]
    prizes_worth: dict[str, str]


class CloseAnswer(BaseModel):
    """A member who lacks little to the next tier."""

    customer: Annotated[str, Field(description="A pseudonym. 假名。")]
    tier: str
    next_tier: str
    missing: int
    expected: Annotated[
        dict[str, Any] | None,
        Field(description="Expected contribution profit of telling them; None without a margin. 提醒的预期利润。"),
    ]


class LotterySaid(BothLanguages):
    """Whether what was drawn agrees with what was declared."""

    code: str


class SteeringSaid(BothLanguages):
    """One sentence about steering."""

    code: str


class SteeringAnswer(BaseModel):
    """Whether telling members is worth it, what is assumed, and the test that would tell."""

    members: list[CloseAnswer]
    worth_telling: int
    expected: dict[str, Any] | None
    as_close_before: int
    got_there_anyway: float | None
    moved: Annotated[dict[str, Any], Field(description="A prior, not a measurement. 先验，不是测得的。")]
    units_per_arm: int
    said: list[SteeringSaid]


class LotteryAnswer(BaseModel):
    """A lottery: what was declared, what was drawn, what is left, what it has cost. Nobody is named."""

    declared: LotteryView
    prizes: list[dict[str, Any]]
    draws: int
    undone: int
    points_paid: int
    points_won: int
    cost: dict[str, str]
    cost_of_draw: dict[str, Any]
    owed: int
    owed_worth: dict[str, str]
    chance: Annotated[float | None, Field(description="p of the χ² test; None: cannot be told. 检验概率。")]
    said: LotterySaid


@router.get("", responses=errors.described(409), summary="How does the programme stand? 会员规则现状。")
def standing(by: Analyst) -> StandingAnswer:
    """Members per tier, cost of rights, points outstanding and what of them will probably be used."""
    return StandingAnswer.model_validate(plain_standing(programme_standing(by.shop)))


@router.get("/next-tier", responses=errors.described(409), summary="Who is close to the next tier? 再多一点就升级。")
def close(by: Operator, within: Within) -> list[CloseAnswer]:
    """Members by pseudonym to whom no more than this is missing."""
    return [CloseAnswer.model_validate(each) for each in plain_close(steering(by.shop, Asked(within=within)).members)]


@router.get("/steering", responses=errors.described(409), summary="Is it worth telling them? 提醒值不值得。")
def steer(by: Operator, within: Within, contact_minor: Contact = 10, days: Days = 30) -> SteeringAnswer:
    """Members who lack little, the expected profit of telling each, and the experiment that would tell."""
    asked = Asked(within=within, contact_minor=contact_minor, days=days)
    return SteeringAnswer.model_validate(plain_steering(steering(by.shop, asked)))


@router.post("/programme", responses=errors.described(409), summary="Put a programme into force. 发布会员规则。")
def publish(by: Owner, programme: MemberProgramme) -> ProgrammePublished:
    """The next version, if the check finds no error; the same again stays the version it is."""
    return publish_programme(by.shop.books, programme, by=by.actor.id, at=by.shop.clock.now())


@router.get("/lotteries", summary="Which lotteries are there? 抽奖一览。")
def lotteries(by: Analyst) -> list[LotteryAnswer]:
    """All of them, the newest first: declared and observed odds, what is left, cost so far."""
    return [LotteryAnswer.model_validate(plain_lottery(each)) for each in lottery_standings(by.shop)]


@router.get("/lotteries/owed", summary="Which prizes wait? 待发奖品。")
def owed(by: Operator) -> list[OwedPrize]:
    """Gifts that were won and not handed over, the oldest first, by pseudonym."""
    return list(prizes_to_hand_over(by.shop))


@router.post("/lotteries", responses=errors.described(409), summary="Declare a lottery. 公布抽奖。")
def declare(by: Owner, lottery: Lottery) -> LotteryPublished:
    """For good, if the check finds no error; the same again stays as it is, another one under its id is refused."""
    return publish_lottery(by.shop.books, lottery, by=by.actor.id, at=by.shop.clock.now())


@router.post(
    "/lotteries/{lottery}/close", responses=errors.described(404, 409), summary="Take no more draws. 关闭抽奖。"
)
def close_it(by: Owner, lottery: LotteryPath) -> LotteryAnswer:
    """What was won stays owed."""
    close_lottery(by.shop.books, lottery, by=by.actor.id, at=by.shop.clock.now())
    return LotteryAnswer.model_validate(plain_lottery(lottery_standing(by.shop, lottery)))
