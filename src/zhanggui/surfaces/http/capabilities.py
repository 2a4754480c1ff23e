"""How is a question of the catalogue asked over HTTP?"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, create_model
from starlette.responses import JSONResponse

from zhanggui.app import asking, catalog
from zhanggui.app.sign_in import require
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES
from zhanggui.surfaces.confidential import check_knobs, said_to, sees_costs, without_secrets
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Caller, Viewer
from zhanggui.surfaces.http.shapes import BothLanguages

if TYPE_CHECKING:
    from zhanggui.core.capability import Capability, Params

router = APIRouter(tags=["capabilities"])


class CapabilityLine(BaseModel):
    """One question that can be asked."""

    name: Annotated[str, Field(examples=["customers.rfm"])]
    title: BothLanguages
    question: BothLanguages


class CapabilityCard(CapabilityLine):
    """One question with its parameters, the data it needs and where it stands in the list of requirements."""

    version: int
    params: Annotated[dict[str, Any], Field(description="JSON Schema of the parameters. 参数的 JSON Schema。")]
    tables: Annotated[dict[str, list[str]], Field(description="Tables and columns it needs. 需要的表和列。")]
    roles: list[str]
    ids: list[str]
    has_members: Annotated[
        bool, Field(description="Whether rows can be opened with /members. 能否列出一行背后的成员。")
    ]


class Said(BaseModel):
    """The headline and the caveats as sentences."""

    headline: str
    caveats: list[str]


class Members(BaseModel):
    """Who is behind one row, by pseudonym."""

    capability: str
    field: Annotated[str, Field(description="The table of the result. 结果中的表。")]
    value: Annotated[str, Field(description="The row's key. 行的键。")]
    kind: str
    members: list[str]
    is_complete: bool


class MembersOf(BaseModel):
    """Which row, under which parameters."""

    of: Annotated[str, Field(description="The row's key. 行的键。", max_length=500)]
    params: Annotated[dict[str, Any], Field(description="The parameters of the run. 运行的参数。")] = {}


Name = Annotated[str, Path(description="The capability's name. 分析名。", examples=["customers.rfm"])]


@router.get("/capabilities", summary="What can be asked? 可以问什么？")
def listing(by: Viewer) -> list[CapabilityLine]:
    """All capabilities this role may ask."""
    return [CapabilityLine(**_line(each)) for each in catalog.capabilities() if by.actor.role in each.roles]


@router.get(
    "/capabilities/{name}", responses=errors.described(404), summary="What does a question take? 一个问题要哪些参数？"
)
def card(by: Viewer, name: Name) -> CapabilityCard:
    """One capability."""
    each = _asked(by, name)
    return CapabilityCard(
        **_line(each),
        version=each.version,
        params=each.params.model_json_schema(),
        tables={table: list(columns) for table, columns in each.tables.items()},
        roles=list(each.roles),
        ids=list(each.ids),
        has_members=each.members is not None,
    )


@router.post(
    "/capabilities/{name}/members",
    responses=errors.described(404, 409),
    summary="Who is behind a row? 一行的背后是谁？",
)
def members(by: Viewer, name: Name, wanted: MembersOf) -> Members:
    """The customers (by pseudonym) or products that one row counts."""
    _asked(by, name)
    check_knobs(wanted.params, by.actor.role)
    return Members(**asking.members(by.shop, name, wanted.params, wanted.of))


@functools.lru_cache(maxsize=1)
def runs(names: tuple[str, ...]) -> APIRouter:
    """One typed address a capability, so that its parameters and its answer are described exactly."""
    # Describing the answers takes longer than everything else about an application, and is the same for every shop.
    made = APIRouter(tags=["capabilities"])
    for capability in map(catalog.capability, names):
        made.add_api_route(
            f"/capabilities/{capability.name}",
            _asker(capability),
            methods=["POST"],
            operation_id=f"run_{capability.name.replace('.', '_')}",
            summary=f"{capability.question.en} {capability.question.zh}",
            response_model=None,
            responses={200: {"model": _answer_model(capability)}, **errors.described(404, 409)},
        )
    return made


def _asker(capability: Capability) -> Callable[..., JSONResponse]:
    def ask(by: Viewer, params: Params | None = None) -> JSONResponse:
        _asked(by, capability.name)
        knobs = params.model_dump(mode="json", exclude_unset=True) if params else {}
        check_knobs(knobs, by.actor.role)
        done = asking.answer(by.shop, capability.name, knobs)
        values = asking.plain(done, capability)
        if not sees_costs(by.actor.role):
            values["result"] = without_secrets(values["result"])
            values["sql"] = []
            values["text"] = _said(capability, done.result, by)
        return JSONResponse(values)

    # The body's type is the capability's own.
    ask.__annotations__ = {"by": Viewer, "params": capability.params | None, "return": JSONResponse}
    ask.__doc__ = f"{capability.question.en} {capability.question.zh}"
    return ask


def _said(capability: Capability, result: Any, by: Caller) -> dict[str, Any]:
    role = by.actor.role
    return {
        language: {
            "headline": render(said_to(result.headline, role), capability.sentences, language),
            "caveats": [render(said_to(each, role), capability.sentences, language) for each in result.caveats],
        }
        for language in LANGUAGES
    }


def _answer_model(capability: Capability) -> type[BaseModel]:
    name = "".join(part.title() for part in capability.name.replace(".", "_").split("_"))
    fields: dict[str, Any] = {
        "id": (str, Field(description="The run's id. 运行编号。")),
        "capability": (str, ...),
        "version": (int, ...),
        "params": (dict[str, Any], ...),
        "snapshot": (str, Field(description="The snapshot that was read. 读取的快照。")),
        "as_of": (str, Field(description="The last complete loaded day. 最后一个完整的已导入日。")),
        "engine": (str, ...),
        "sql": (list[str], Field(description="The queries that were run; empty for viewers. 执行的查询；访客为空。")),
        "seconds": (float, ...),
        "result": (capability.result, ...),
        "text": (
            dict[str, Said],
            Field(description="Headline and caveats in each language. 两种语言的结论与注意事项。"),
        ),
    }
    return create_model(f"{name}Answer", __doc__=f"The answer of {capability.name}.", **fields)


def _asked(by: Caller, name: str) -> Capability:
    capability = catalog.capability(name)
    if by.actor.role not in capability.roles:
        require(by.actor.role, capability.roles[-1])  # type: ignore[arg-type]
    return capability


def _line(capability: Capability) -> dict[str, Any]:
    return {
        "name": capability.name,
        "title": BothLanguages.of(capability.title),
        "question": BothLanguages.of(capability.question),
    }
