"""How are price lists read and set, compared between channels, and changed over HTTP?"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from zhanggui.app import prices
from zhanggui.app.price_decisions import plan_decided
from zhanggui.app.prices import WantedChange
from zhanggui.offers.prices.price_changes import PriceRow
from zhanggui.offers.prices.price_lists import PriceList, PriceLists
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Operator, Viewer
from zhanggui.surfaces.http.once import Key, once
from zhanggui.surfaces.prices_tables import commissions as read_commissions

router = APIRouter(tags=["prices"])
DecisionId = Annotated[str, Path(description="The decision's id. 决策编号。", max_length=100)]
ChangeId = Annotated[str, Path(description="The change's number. 改价编号。", max_length=100)]


class PriceRowAnswer(PriceRow):
    """One price of a change, with what it was at least in the thirty days before."""

    lowest_before_minor: int | None


class PriceChangeAnswer(BaseModel):
    """A change and what became of it."""

    id: str
    reason: str
    effective_at: datetime
    status: Annotated[str, Field(description="planned, carried_out, undone. 状态。")]
    by: str
    at: datetime
    rows: list[PriceRowAnswer]


class PriceBookAnswer(BaseModel):
    """The lists as they stand, and the changes, the latest first."""

    version: int
    currency: str
    lists: list[PriceList]
    changes: list[PriceChangeAnswer]


class ParityAnswer(BaseModel):
    """One product on one channel beside the measure."""

    sku: str
    channel: str
    price_minor: int
    measure_minor: int
    apart_bps: int
    allowed_bps: int
    is_within: bool


class Undoing(BaseModel):
    """Why a change is undone."""

    model_config = ConfigDict(extra="forbid")

    why: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class DecidedDay(BaseModel):
    """Which day of a decision; a test of prices has several."""

    model_config = ConfigDict(extra="forbid")

    day: Annotated[int, Field(ge=1, le=1_000, description="Counted from 1. 第几天，从 1 数起。")] = 1


_BOOK: dict[int | str, dict[str, Any]] = {200: {"model": PriceBookAnswer}, **errors.described(409)}
_ONE: dict[int | str, dict[str, Any]] = {200: {"model": PriceChangeAnswer}, **errors.described(404, 409)}


@router.get("/prices", response_model=None, responses=_BOOK, summary="Which prices hold? 现行价目表。")
def book(by: Viewer) -> JSONResponse:
    """The price lists by channel, region, tier and season, and the changes."""
    return JSONResponse(prices.plain(prices.price_book(by.shop)))


@router.post("/prices", response_model=None, responses=_BOOK, summary="Set all price lists. 设定价目表。")
def define(by: Operator, lists: PriceLists, key: Key = None) -> JSONResponse:
    """Set the lists in place of those before; a person signed in does this."""
    asked = {"lists": lists.model_dump(mode="json")}
    return JSONResponse(once(by, key, asked, lambda: prices.plain(prices.define(by.shop, lists, actor=by.actor))))


@router.get(
    "/prices/parity",
    response_model=None,
    responses={200: {"model": list[ParityAnswer]}, **errors.described()},
    summary="Does a product cost the same everywhere? 各渠道比价。",
)
def parity(
    by: Viewer,
    commissions: Annotated[str, Query(max_length=500, description="tmall=5,jd=6.5 (per cent). 佣金百分比。")],
    measure: Annotated[str, Query(max_length=100, description="The channel that is the measure. 基准渠道。")],
    band: Annotated[float, Query(ge=0, le=100, description="Per cent. 允许相差百分比。")] = 2.0,
) -> JSONResponse:
    """One unit on each channel beside the measure, those outside the band first."""
    rows = prices.parity_of(
        by.shop,
        commissions_bps=read_commissions(commissions, measure.strip()),
        measure=measure.strip(),
        band_bps=round(band * 100),
    )
    return JSONResponse([dataclasses.asdict(row) for row in rows])


@router.post("/prices/changes", response_model=None, responses=_ONE, summary="Plan a change. 起草改价。")
def plan(by: Operator, wanted: WantedChange, key: Key = None) -> JSONResponse:
    """Draft a change with its time, its reason and the prices before."""
    asked = {"plan": wanted.model_dump(mode="json")}
    return JSONResponse(once(by, key, asked, lambda: prices.plain_change(prices.plan(by.shop, wanted, actor=by.actor))))


@router.post(
    "/prices/decisions/{decision}/plan",
    response_model=None,
    responses=_ONE,
    summary="Plan what a decision changes. 按决策起草改价。",
)
def plan_of_decision(by: Operator, decision: DecisionId, wanted: DecidedDay, key: Key = None) -> JSONResponse:
    """Draft the change of the lists that an applied decision about prices makes on one of its days."""
    asked = {"plan_decision": decision, "day": wanted.day}
    return JSONResponse(
        once(
            by,
            key,
            asked,
            lambda: prices.plain_change(plan_decided(by.shop, decision, actor=by.actor, day=wanted.day)),
        )
    )


@router.post(
    "/prices/changes/{change}/carry-out", response_model=None, responses=_ONE, summary="Let it take effect. 执行改价。"
)
def carry_out(by: Operator, change: ChangeId, key: Key = None) -> JSONResponse:
    """Carry out a planned change in its time; a person signed in does this."""
    return JSONResponse(
        once(
            by,
            key,
            {"carry_out": change},
            lambda: prices.plain_change(prices.carry_out_change(by.shop, change, actor=by.actor)),
        )
    )


@router.post("/prices/changes/{change}/undo", response_model=None, responses=_ONE, summary="Undo it. 撤销改价。")
def undo(by: Operator, change: ChangeId, wanted: Undoing, key: Key = None) -> JSONResponse:
    """Put back what stood before; a person signed in does this."""
    return JSONResponse(
        once(
            by,
            key,
            {"undo": change, "why": wanted.why},
            lambda: prices.plain_change(prices.undo_change(by.shop, change, why=wanted.why, actor=by.actor)),
        )
    )
