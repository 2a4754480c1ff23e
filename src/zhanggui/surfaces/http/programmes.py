"""How are lifecycle programmes looked at, changed and proposed over HTTP?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from zhanggui.app import deciding
from zhanggui.app import programmes as running
from zhanggui.decisions.policies.programmes.params import ProgrammesParams
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Operator, Owner
from zhanggui.surfaces.http.once import Key, once

router = APIRouter(prefix="/programmes", tags=["programmes"])


class StandingAnswer(BaseModel):
    """Programmes today: counts alone, nobody is named."""

    day: Annotated[date, Field(description="The last complete day loaded. 数据截止日。")]
    rows: Annotated[list[dict[str, Any]], Field(description="Who is due, by programme. 各项目到期人数。")]
    lacking: Annotated[list[Any], Field(description="Programmes without their data, and what to load. 缺的数据。")]
    caps: Annotated[list[dict[str, Any]], Field(description="Use of the frequency caps. 频次使用。")]
    readouts: Annotated[list[dict[str, Any]], Field(description="Profit at 7, 30, 90 days. 各项目利润。")]
    is_profit_known: Annotated[bool, Field(description="Whether costs or a margin are known. 是否算得出利润。")]


class InForce(BaseModel):
    """Which version of the settings holds the programmes now."""

    version: int
    programmes: int


class Proposed(BaseModel):
    """The proposals that were made for today."""

    decisions: list[dict[str, Any]]


@router.get("", responses=errors.described(409), summary="Who is due, and did it pay? 谁到期、赚不赚。")
def standing(by: Analyst) -> StandingAnswer:
    """Every programme with who is due today, the use of the caps, and what was measured at 7, 30 and 90 days."""
    return StandingAnswer.model_validate(running.plain(running.standing(by.shop)))


@router.get("/rules", summary="Programmes and contact rules. 项目与触达规则。")
def rules(by: Analyst) -> ProgrammesParams:
    """The programmes and the contact policy in force."""
    return running.params_of(by.shop)


@router.post("/rules", responses=errors.described(409), summary="Put others into force. 修改项目与规则。")
def change(by: Owner, params: ProgrammesParams) -> InForce:
    """A new version of the settings with these programmes and rules."""
    version = running.put_in_force(by.shop, params, actor=by.actor)
    return InForce(version=version, programmes=len(params.programmes))


@router.post("/propose", responses=errors.described(409), summary="Propose for today. 提出今天的建议。")
def propose(by: Operator, key: Key = None) -> Proposed:
    """One decision for each programme with enough people who are due; nothing is sent."""
    do = lambda: {"decisions": [deciding.plain(each) for each in running.propose(by.shop)]}  # noqa: E731
    return Proposed.model_validate(once(by, key, {"propose": "programmes"}, do))
