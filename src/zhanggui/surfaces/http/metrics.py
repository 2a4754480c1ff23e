"""How are the shop's numbers asked for over HTTP?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from zhanggui.app.measuring import Asked, ask, plain
from zhanggui.app.sign_in import ROLE_WORDS, RoleTooLow
from zhanggui.metrics.registry import DIMENSIONS, METRICS
from zhanggui.surfaces.confidential import is_secret, sees_costs
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Viewer
from zhanggui.surfaces.http.shapes import BothLanguages

router = APIRouter(tags=["metrics"])


class MetricLine(BaseModel):
    """One number of the shop: what it means and how it may be used."""

    name: Annotated[str, Field(examples=["net_sales"])]
    title: BothLanguages
    about: BothLanguages
    unit: str
    date_basis: str
    additivity: str
    better: Literal["up", "down", "neither"]


class DimensionLine(BaseModel):
    """One way to split the numbers."""

    name: Annotated[str, Field(examples=["channel"])]
    title: BothLanguages
    level: str


class MetricRow(BaseModel):
    """One metric in one period and group; the dimensions asked for stand beside these fields."""

    model_config = ConfigDict(extra="allow")

    metric: str
    value: Annotated[
        str | int | float | None,
        Field(description="Money is a decimal text in major units. 金额为主币单位的十进制文本。"),
    ]
    unit: Annotated[str, Field(description="A currency for money. 金额为币种代码。")]
    period: Annotated[str, Field(description="Half-open: start/end. 左闭右开。", examples=["2026-03-01/2026-04-01"])]


class MetricsAnswer(BaseModel):
    """Rows, and what must be said about them."""

    rows: list[MetricRow]
    period: str
    as_of: str
    snapshot: str
    excluded_orders: int
    notes: list[dict[str, str]]


class Wanted(BaseModel):
    """A question for numbers; days are inclusive, as people say them."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[list[str], Field(description="Metric names. 指标名。", min_length=1, max_length=50)]
    by: Annotated[list[str], Field(description="Dimensions to split by. 拆分维度。", max_length=10)] = []
    where: Annotated[
        list[str], Field(description="Filters as dimension=value. 筛选，写成 维度=值。", max_length=50)
    ] = []
    grain: Annotated[Literal["day", "week", "month"] | None, Field(description="One row a … 时间粒度。")] = None
    first_day: Annotated[date | None, Field(alias="from", description="The first day. 第一天。")] = None
    last_day: Annotated[date | None, Field(alias="to", description="The last day, included. 最后一天（含）。")] = None
    compare: Annotated[Literal["none", "previous", "last_year", "both"], Field(description="With what. 比较方式。")] = (
        "none"
    )
    limit: Annotated[int | None, Field(ge=1, le=100_000, description="At most so many groups. 最多几组。")] = None
    known_at: Annotated[date | None, Field(description="As known at the end of that day. 按当日所知。")] = None


@router.get("/metrics", summary="Which numbers are there? 有哪些指标？")
def listing(by: Viewer) -> list[MetricLine]:
    """All metrics this role may see."""
    return [
        MetricLine(
            name=name,
            title=BothLanguages.of(each.title),
            about=BothLanguages.of(each.about),
            unit=each.unit,
            date_basis=each.date_basis,
            additivity=each.additivity,
            better=each.better,
        )
        for name, each in METRICS.items()
        if sees_costs(by.actor.role) or not is_secret(name)
    ]


@router.get("/dimensions", summary="How can they be split? 可以按什么拆分？")
def dimensions(by: Viewer) -> list[DimensionLine]:
    """All dimensions."""
    return [
        DimensionLine(name=each.name, title=BothLanguages.of(each.title), level=each.level)
        for each in DIMENSIONS.values()
    ]


@router.get(
    "/metrics/values",
    response_model=None,
    responses={200: {"model": MetricsAnswer}, **errors.described(409)},
    summary="What are the numbers? 数字是多少？",
)
def values(by: Viewer, wanted: Annotated[Wanted, Query()]) -> JSONResponse:
    """Metrics by dimension, filtered, by day, week or month, compared."""
    if not sees_costs(by.actor.role) and any(map(is_secret, wanted.name)):
        raise RoleTooLow(least=ROLE_WORDS["analyst"], own=ROLE_WORDS[by.actor.role])
    asked = Asked(
        names=wanted.name,
        by=wanted.by,
        where=wanted.where,
        grain=wanted.grain,
        first_day=_text(wanted.first_day),
        last_day=_text(wanted.last_day),
        compare=wanted.compare,
        limit=wanted.limit,
        known_at=_text(wanted.known_at),
    )
    return JSONResponse(plain(ask(by.shop, asked)))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
