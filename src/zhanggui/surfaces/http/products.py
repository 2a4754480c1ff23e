"""How are the codes of one product seen and decided about over HTTP?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from zhanggui.app import loading
from zhanggui.app.same import products
from zhanggui.app.same.telling_products import plain_decided, plain_matches
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Caller, Operator, Viewer
from zhanggui.surfaces.http.once import Key, once

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

router = APIRouter(tags=["products"])
Way = Literal["exact", "code", "title", "hand"]
Why = Annotated[str, Field(max_length=500, description="The reason, kept on record. 理由，记录在案。")]
CodeText = Annotated[str, Field(min_length=1, max_length=200)]


class Lines(BaseModel):
    """What speaks for and against something, a line each, in both languages."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    zh: Annotated[list[str], Field(alias="zh-CN", description="In Chinese. 中文。")]
    en: Annotated[list[str], Field(description="In English. 英文。")]


class ProposedMatch(BaseModel):
    """A code of a channel that looks like a product of the shop."""

    id: str
    channel: str
    code: str
    sku: Annotated[str, Field(description="What it would count as. 将计为哪个 SKU。")]
    way: Way
    title: str
    sku_title: str
    score: Annotated[
        float,
        Field(ge=0, le=1, description="Geometric mean of the shares of each title that the other has. 标题相似度。"),
    ]
    agreeing: list[str]
    differing: list[str]
    sizes_alike: list[str]
    sizes_on_one_side: list[str]
    price_ratio: Annotated[float | None, Field(description="Dearer over cheaper. 价格比。")]
    evidence: Lines


class DecidedLine(BaseModel):
    """A pair that somebody, or the rule of exact codes, decided about."""

    id: str
    channel: str
    code: str
    sku: str
    way: Way
    title: str
    score: float | None
    by: str
    at: datetime
    why: str
    in_force: Annotated[bool, Field(description="Whether the current version counts it so. 当前版本是否已生效。")]


class SharedLine(BaseModel):
    """One code that several channels use."""

    code: str
    title: str
    channels: list[str]


class Matches(BaseModel):
    """All there is to see and to decide about the shop's codes."""

    snapshot: str
    waiting: Annotated[int, Field(description="Decisions not in force yet. 尚未生效的决定数。")]
    proposed: list[ProposedMatch]
    joined: list[DecidedLine]
    refused: list[DecidedLine]
    shared_codes: int
    shared: list[SharedLine]


class Chosen(BaseModel):
    """Which pairs, and why."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[CodeText], Field(min_length=1, max_length=1000)]
    why: Why = ""


class OneCode(BaseModel):
    """One code of one channel, and why."""

    model_config = ConfigDict(extra="forbid")

    channel: CodeText
    code: CodeText
    why: Why = ""


class ByHand(OneCode):
    """One code of one channel and the SKU that it counts as."""

    sku: CodeText


class Published(BaseModel):
    """The version that was built."""

    snapshot: str


@router.get(
    "/products/matches", responses=errors.described(409), summary="Which codes are one product? 同一商品有哪些？"
)
def matches(by: Viewer) -> Matches:
    """Proposals with their evidence, decisions with who and when, and codes that several channels share."""
    return Matches.model_validate(plain_matches(products.overview(by.shop)))


@router.post(
    "/products/matches/confirm", responses=errors.described(404, 409), summary="They are one product. 确认是同一商品。"
)
def confirm(by: Operator, chosen: Chosen, key: Key = None) -> list[DecidedLine]:
    """They count as one from the next version on; a person signed in does this, never a program."""
    return _done(by, key, chosen, lambda: products.confirm(by.shop, chosen.ids, actor=by.actor, why=chosen.why))


@router.post(
    "/products/matches/refuse", responses=errors.described(404, 409), summary="They are two products. 不是同一商品。"
)
def refuse(by: Operator, chosen: Chosen, key: Key = None) -> list[DecidedLine]:
    """The pair is not proposed again."""
    return _done(by, key, chosen, lambda: products.refuse(by.shop, chosen.ids, actor=by.actor, why=chosen.why))


@router.post("/products/matches/undo", responses=errors.described(404, 409), summary="Take it back. 撤销。")
def undo(by: Operator, chosen: Chosen, key: Key = None) -> list[DecidedLine]:
    """From the next version on figures are what they would be without the decision."""
    return _done(by, key, chosen, lambda: products.undo(by.shop, chosen.ids, actor=by.actor, why=chosen.why))


@router.post("/products/matches/join", responses=errors.described(404, 409), summary="Join by hand. 人工合并。")
def join(by: Operator, told: ByHand, key: Key = None) -> list[DecidedLine]:
    """Let a code of a channel count as a product of the shop."""
    return _done(
        by, key, told, lambda: [products.join(by.shop, told.channel, told.code, told.sku, actor=by.actor, why=told.why)]
    )


@router.post("/products/matches/part", responses=errors.described(404, 409), summary="Part by hand. 人工分开。")
def part(by: Operator, told: OneCode, key: Key = None) -> list[DecidedLine]:
    """Let a channel's code be a product of its own although other channels use the same code."""
    return _done(by, key, told, lambda: [products.part(by.shop, told.channel, told.code, actor=by.actor, why=told.why)])


@router.post("/publish", responses=errors.described(409, 503), summary="Publish the next version. 发布新版本。")
def publish(by: Operator) -> Published:
    """Build the next version, in which everything decided about products and members counts."""
    return Published(snapshot=loading.publish(by.shop).name)


def _done(
    by: Caller, key: str | None, asked: BaseModel, do: Callable[[], Sequence[products.DecidedMatch]]
) -> list[DecidedLine]:
    def carried() -> dict[str, Any]:
        return {"done": [plain_decided(each) for each in do()]}

    told = once(by, key, asked.model_dump(mode="json"), carried)
    return [DecidedLine.model_validate(each) for each in told["done"]]
