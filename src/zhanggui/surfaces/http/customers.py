"""How does an owner find, export and erase one customer over HTTP?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from zhanggui.app.one_person.erasing import erase as erase_person
from zhanggui.app.one_person.exporting import export as export_person
from zhanggui.app.one_person.finding import find as find_people
from zhanggui.app.one_person.telling import plain_erasure, plain_person
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Owner

router = APIRouter(tags=["customers"])
Pseudonym = Annotated[str, Path(pattern=r"^[0-9a-z]{1,64}$", description="From /customers/find. 假名。")]


class Typed(BaseModel):
    """Whom to look for; it becomes pseudonyms at once and is not logged."""

    model_config = ConfigDict(extra="forbid")

    typed: Annotated[
        str, Field(max_length=200, description="Phone, account, e-mail or order. 手机、账号、邮箱或订单编号。")
    ]


class Reason(BaseModel):
    """Why, for the record."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=200, description="It is logged. 记入日志的理由。")]


class PersonLine(BaseModel):
    """One customer as far as the shop knows them, without opening the vault."""

    customer: str
    found_by: list[str]
    channels: list[str]
    orders: int
    first_day: date | None
    last_day: date | None
    kept: Annotated[list[str], Field(description="Kinds of values in the vault. 保险库里有哪些资料。")]
    erased_at: datetime | None


class Proof(BaseModel):
    """What was done to erase somebody, and where they were looked for."""

    pseudonym: str
    is_proved: Annotated[bool, Field(description="Nothing was found anywhere. 哪里都没有找到。")]
    at: datetime
    values: int
    rows: dict[str, int]
    files: dict[str, int]
    decisions: list[str]
    snapshot: str | None
    searched: list[dict[str, Any]]
    event: Annotated[int | None, Field(description="Position on the chain. 事件链上的位置。")]
    hash: str | None


@router.post("/customers/find", summary="Who is meant? 指的是哪位顾客？")
def find(by: Owner, asked: Typed) -> list[PersonLine]:
    """The customers whom a phone, an account, an e-mail or an order number names. Signed-in owners only."""
    found = find_people(by.shop, asked.typed, actor=by.actor)
    return [PersonLine.model_validate(plain_person(person)) for person in found]


@router.post(
    "/customers/{customer}/export",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}, **errors.described(404, 409)},
    summary="Everything about one customer. 一位顾客的全部资料。",
)
def export(by: Owner, customer: Pseudonym, why: Reason) -> Response:
    """A zip of JSON and CSV; that it was made is on record. Signed-in owners only."""
    made = export_person(by.shop, customer, actor=by.actor, reason=why.reason)
    return Response(made.content, media_type="application/zip", headers={"Cache-Control": "no-store"})


@router.post(
    "/customers/{customer}/erase", responses=errors.described(404, 409), summary="Erase one customer. 删除一位顾客。"
)
def erase(by: Owner, customer: Pseudonym, why: Reason) -> Proof:
    """Erase them everywhere, search everything, give the proof; asking again completes it. Signed-in owners only."""
    return Proof.model_validate(plain_erasure(erase_person(by.shop, customer, actor=by.actor, reason=why.reason)))
