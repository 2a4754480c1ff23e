"""Which questions are answered for the shop's version, and how are the rest answered in the background, over HTTP?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from zhanggui.app import answering
from zhanggui.app.answering import State
from zhanggui.app.jobs import answers
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Viewer
from zhanggui.surfaces.http.shapes import BothLanguages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.surfaces.http.callers import Caller

router = APIRouter(tags=["capabilities"])
MOST_NAMED = 200
_ABOUT = "Rooms (products) or single questions (pricing.one); empty: all. 分析的类别或名称；空表示全部。"
Named = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=MOST_NAMED, description=_ABOUT)]


class StandingAnswer(BaseModel):
    """How one question stands."""

    capability: str
    title: BothLanguages
    snapshot: Annotated[str, Field(description="The shop's version. 数据版本。")]
    state: Annotated[
        State,
        Field(
            description="Answered; in line; waiting to be asked; must be told parameters; lacking tables; refused; the program "
            "broke. 已答；排队中；未答；要先给参数；缺数据；被拒；程序出错。"
        ),
    ]
    is_new: bool
    seconds: float | None
    why: BothLanguages | None


class Wanted(BaseModel):
    """Which questions are to be answered."""

    of: Named = []


@router.get("/answers", responses=errors.described(409), summary="What is answered? 哪些问题已经算好？")
def listing(
    by: Viewer, of: Annotated[list[str] | None, Query(max_length=MOST_NAMED, description=_ABOUT)] = None
) -> list[StandingAnswer]:
    """Each question that this role may ask, and how it stands for the current version; nothing is worked out."""
    return _told(by, of or ())


@router.post(
    "/answers",
    status_code=202,
    responses=errors.described(409),
    summary="Answer the rest in the background. 后台算好其余。",
)
def answer(by: Analyst, request: Request, wanted: Wanted) -> list[StandingAnswer]:
    """Put what is not answered yet in line, each question by itself; ask how it stands until nothing is in line."""
    answers.put_in_line(by.shop, answering.chosen(wanted.of, by.actor.role))
    request.app.state.worker.nudge()
    return _told(by, wanted.of)


def _told(by: Caller, named: Sequence[str]) -> list[StandingAnswer]:
    found = answers.standing(by.shop, answering.chosen(named, by.actor.role))
    return [StandingAnswer.model_validate(answering.plain(each)) for each in found]
