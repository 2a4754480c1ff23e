"""How are decisions read, made, carried out and measured over HTTP?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from zhanggui.app import catalog, deciding
from zhanggui.app.exports import take_file
from zhanggui.core.proposal import Change, Decision, Proposal, Readout, Verdict
from zhanggui.decisions.record import DecisionRecord, Status
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Caller, Operator
from zhanggui.surfaces.http.once import Key, once
from zhanggui.surfaces.http.shapes import BothLanguages

router = APIRouter(tags=["decisions"])
Id = Annotated[str, Path(description="The decision's id. 决策编号。", max_length=100)]


class Step(BaseModel):
    """One line of the record."""

    kind: str
    at: datetime
    by: str
    why: str


class DecisionAnswer(BaseModel):
    """One decision with everything that has happened to it."""

    id: str
    status: Status
    title: BothLanguages
    rationale: list[BothLanguages]
    assumptions: list[BothLanguages]
    proposal: Proposal
    members: int
    approvals: list[Decision]
    approvals_needed: int
    change: Change | None
    confirmation: Change | None
    readout: Readout | None
    history: list[Step]


class Because(BaseModel):
    """The reason, which is read when the result is in."""

    model_config = ConfigDict(extra="forbid")

    why: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class DoneByHand(BaseModel):
    """What was really done, and when."""

    model_config = ConfigDict(extra="forbid")

    actual: Annotated[dict[str, str | int | float], Field(description="Actual values by name. 实际值。")] = {}
    done_at: Annotated[AwareDatetime | None, Field(description="Now, unless given. 默认为现在。")] = None


_ONE: dict[int | str, dict[str, Any]] = {200: {"model": DecisionAnswer}, **errors.described(404, 409)}


@router.get(
    "/decisions",
    response_model=None,
    responses={200: {"model": list[DecisionAnswer]}, **errors.described()},
    summary="Which decisions are there? 有哪些决策？",
)
def listing(
    by: Analyst,
    status: Annotated[list[Status] | None, Query(description="Only these. 只看这些状态。")] = None,
    policy: Annotated[str | None, Query(description="Only this policy's. 只看某策略。", max_length=100)] = None,
) -> JSONResponse:
    """All decisions, or those of some statuses or one policy, open ones first by what is left of their promise."""
    of_policy = catalog.policy(policy).name if policy else None
    ranked, _ = deciding.ranking(by.shop)
    order = {row.record.proposal.id: place for place, row in enumerate(ranked)}
    found = sorted(
        deciding.records(by.shop, statuses=status or (), policy=of_policy),
        key=lambda record: (order.get(record.proposal.id, len(order)), record.proposal.created_at),
    )
    return JSONResponse([deciding.plain(record) for record in found])


@router.post(
    "/decisions/propose",
    response_model=None,
    responses={200: {"model": list[DecisionAnswer]}, **errors.described(409)},
    summary="Ask every policy. 征求建议。",
)
def propose(by: Operator, key: Key = None) -> JSONResponse:
    """Ask every policy for proposals on the current snapshot; open decisions come back."""

    def asked() -> dict[str, Any]:
        deciding.propose_all(by.shop)
        return {"open": [deciding.plain(row.record) for row in deciding.ranking(by.shop)[0]]}

    return JSONResponse(once(by, key, {"propose": True}, asked)["open"])


@router.get("/decisions/{decision}", response_model=None, responses=_ONE, summary="What is one about? 一个决策的全部？")
def one(by: Analyst, decision: Id) -> JSONResponse:
    """One decision."""
    return JSONResponse(deciding.plain(deciding.find(by.shop, decision)))


@router.post("/decisions/{decision}/approve", response_model=None, responses=_ONE, summary="Approve. 批准。")
def approve(by: Operator, decision: Id, because: Because, key: Key = None) -> JSONResponse:
    """Approve; a person signed in does this, never a program."""
    return _decide(by, decision, "approve", because, key)


@router.post("/decisions/{decision}/reject", response_model=None, responses=_ONE, summary="Reject. 拒绝。")
def reject(by: Operator, decision: Id, because: Because, key: Key = None) -> JSONResponse:
    """Reject."""
    return _decide(by, decision, "reject", because, key)


@router.post("/decisions/{decision}/defer", response_model=None, responses=_ONE, summary="Defer. 推迟。")
def defer(by: Operator, decision: Id, because: Because, key: Key = None) -> JSONResponse:
    """Defer."""
    return _decide(by, decision, "defer", because, key)


@router.post("/decisions/{decision}/apply", response_model=None, responses=_ONE, summary="Carry out. 执行。")
def carry_out(by: Operator, decision: Id, key: Key = None) -> JSONResponse:
    """Write the file and put the change on record; again, it changes nothing."""
    return _step(by, key, {"apply": decision}, lambda: deciding.apply(by.shop, decision, actor=by.actor).record)


@router.post("/decisions/{decision}/confirm", response_model=None, responses=_ONE, summary="Done by hand. 确认完成。")
def confirm(by: Operator, decision: Id, done: DoneByHand, key: Key = None) -> JSONResponse:
    """Confirm that a person carried it out, with the actual values."""
    asked = {"confirm": decision, "done": done.model_dump(mode="json")}
    moment = done.done_at or by.shop.clock.now()
    return _step(
        by,
        key,
        asked,
        lambda: deciding.confirm(by.shop, decision, actual=done.actual, done_at=moment, actor=by.actor),
    )


@router.post("/decisions/{decision}/measure", response_model=None, responses=_ONE, summary="Did it pay? 核算。")
def measure(by: Operator, decision: Id, key: Key = None) -> JSONResponse:
    """Read out whether it paid."""
    return _step(by, key, {"measure": decision}, lambda: deciding.measure(by.shop, decision, actor=by.actor))


@router.get(
    "/decisions/{decision}/file",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}, **errors.described(404)},
    summary="Its file. 下载文件。",
)
def file(by: Operator, decision: Id) -> Response:
    """The file that applying wrote; taking it is on record."""
    found = take_file(by.shop, deciding.find(by.shop, decision), by.actor)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return Response(found.read_bytes(), media_type="text/csv", headers=headers)


def _decide(by: Caller, decision: str, verdict: Verdict, because: Because, key: str | None) -> JSONResponse:
    asked = {verdict: decision, "why": because.why}
    return _step(
        by, key, asked, lambda: deciding.decide(by.shop, decision, verdict=verdict, actor=by.actor, why=because.why)
    )


def _step(by: Caller, key: str | None, asked: dict[str, Any], step: Callable[[], DecisionRecord]) -> JSONResponse:
    return JSONResponse(once(by, key, asked, lambda: deciding.plain(step())))
