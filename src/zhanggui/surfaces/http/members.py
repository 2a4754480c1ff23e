"""How are the customers who are one person seen, previewed and merged over HTTP?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from zhanggui.app.same import members
from zhanggui.app.same.preview import preview_of
from zhanggui.app.same.telling_members import plain_member, plain_members, plain_preview
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Caller, Operator
from zhanggui.surfaces.http.once import Key, once
from zhanggui.surfaces.http.products import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

router = APIRouter(tags=["members"])
Id = Annotated[str, Path(max_length=64, description="From GET /members. 会员建议或合并的编号。")]
KindOfIdentity = Literal["phone", "email", "account", "platform_id"]


class SharedByCustomers(BaseModel):
    """What some customers have in common; its value is not told."""

    kind: KindOfIdentity
    channels: list[str]
    customers: list[str]
    since: date | None


class SharedByMany(BaseModel):
    """What too many customers have in common to prove anything."""

    kind: KindOfIdentity
    channels: list[str]
    customers: Annotated[int, Field(description="How many. 多少位。")]
    since: date | None


class CustomerOfGroup(BaseModel):
    """One customer of a group, by pseudonym."""

    customer: str
    channels: list[str]
    orders: int
    first_day: date | None
    last_day: date | None


class ProposedGroup(BaseModel):
    """Customers who are probably one person."""

    id: str
    customers: list[CustomerOfGroup]
    identities: list[SharedByCustomers]
    evidence: Lines


class DecidedGroup(BaseModel):
    """Customers who were merged, or were said to be different people."""

    id: str
    member: Annotated[str, Field(description="Whom they count as; empty: nobody. 计为哪位；空为不合并。")]
    customers: list[str]
    identities: list[SharedByCustomers]
    by: str
    at: datetime
    why: str
    in_force: bool


class MemberGroups(BaseModel):
    """All there is to see and to decide about who is one person."""

    snapshot: str
    waiting: int
    proposed: list[ProposedGroup]
    merged: list[DecidedGroup]
    refused: list[DecidedGroup]
    too_shared: list[SharedByMany]
    too_long: list[list[str]]
    most_customers_of_an_identity: int
    most_customers_of_a_member: int


class BuyerCount(BaseModel):
    """The whole shop's buyers."""

    buyers: int
    repeat_buyers: int
    repeat_rate: float | None
    buyers_lately: Annotated[int, Field(description="Of the last 90 days. 近 90 天。")]
    new_buyers_lately: int


class BuyerAmount(BaseModel):
    """An amount in major units."""

    amount: str
    currency: str


class BuyerLine(BaseModel):
    """One customer's recency, frequency and money."""

    customer: str
    days_since: int
    purchase_days: int
    net_sales: BuyerAmount


class MemberPreview(BaseModel):
    """What the next decision about a group would change."""

    id: str
    member: str
    customers: list[str]
    before: BuyerCount
    after: BuyerCount
    people_before: list[BuyerLine]
    people_after: list[BuyerLine]


class Reasoned(BaseModel):
    """The reason, kept on record."""

    model_config = ConfigDict(extra="forbid")

    why: Annotated[str, Field(max_length=500, description="Kept on record. 记录在案。")] = ""


@router.get("/members", responses=errors.described(409), summary="Who may be one person? 哪些顾客是同一人？")
def listing(by: Analyst) -> MemberGroups:
    """Proposals with what the customers share, decisions with who and when, and what too many share."""
    return MemberGroups.model_validate(plain_members(members.overview(by.shop)))


@router.get(
    "/members/{member}/preview", responses=errors.described(404, 409), summary="What would change? 会改变什么？"
)
def preview(by: Analyst, member: Id) -> MemberPreview:
    """Buyers, repeat rate, new buyers and the person's own figures, before and after merging (or unmerging)."""
    return MemberPreview.model_validate(plain_preview(preview_of(by.shop, member)))


@router.post("/members/{member}/merge", responses=errors.described(404, 409), summary="One member. 合并。")
def merge(by: Operator, member: Id, reasoned: Reasoned, key: Key = None) -> DecidedGroup:
    """They count as one from the next version on; a person signed in does this, never a program."""
    return _done(by, key, member, reasoned, lambda: members.merge(by.shop, member, actor=by.actor, why=reasoned.why))


@router.post("/members/{member}/unmerge", responses=errors.described(404, 409), summary="Apart again. 拆开。")
def unmerge(by: Operator, member: Id, reasoned: Reasoned, key: Key = None) -> DecidedGroup:
    """From the next version on each counts as themselves; a refusal is taken back as well."""
    return _done(by, key, member, reasoned, lambda: members.unmerge(by.shop, member, actor=by.actor, why=reasoned.why))


@router.post("/members/{member}/refuse", responses=errors.described(404, 409), summary="Different people. 不是同一人。")
def refuse(by: Operator, member: Id, reasoned: Reasoned, key: Key = None) -> DecidedGroup:
    """They are not proposed again."""
    return _done(by, key, member, reasoned, lambda: members.refuse(by.shop, member, actor=by.actor, why=reasoned.why))


def _done(
    by: Caller, key: str | None, member: str, reasoned: Reasoned, do: Callable[[], members.DecidedMember]
) -> DecidedGroup:
    def carried() -> dict[str, Any]:
        return {"done": plain_member(do())}

    told = once(by, key, {"member": member, **reasoned.model_dump(mode="json")}, carried)
    return DecidedGroup.model_validate(told["done"])
