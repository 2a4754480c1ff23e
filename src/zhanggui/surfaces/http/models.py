"""How are the shop's models seen and learnt over HTTP?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel

from zhanggui.app import learning
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Operator
from zhanggui.surfaces.http.shapes import BothLanguages

router = APIRouter(tags=["models"])
Name = Annotated[str, Path(description="The model's name. 模型名称。", max_length=100)]


class Card(BaseModel):
    """Where a fitted model comes from, and how it did on what it had not seen."""

    name: str
    version: int
    snapshot: str
    as_of: date
    params: dict[str, Any]
    trained_on: dict[str, float]
    scores: dict[str, float | None]
    learnt: dict[str, Any]
    why_not: str | None


class ModelKept(BaseModel):
    """One model and the newest fit that is kept of it."""

    name: str
    title: BothLanguages
    question: BothLanguages
    is_current: bool
    card: Card | None
    arrays: dict[str, list[int]]


@router.get("/models", responses=errors.described(409), summary="What was learnt? 学到了什么？")
def listing(by: Analyst) -> list[ModelKept]:
    """Every model, and whether what is kept of it is of the current version."""
    return [_told(each) for each in learning.everything_learnt(by.shop)]


@router.get("/models/{name}", responses=errors.described(404, 409), summary="One model's card. 一个模型。")
def show(by: Analyst, name: Name) -> ModelKept:
    """From what it was learnt and how it did in its test; the arrays by their sizes."""
    return _told(learning.learnt(by.shop, name))


@router.post("/models/{name}/fit", responses=errors.described(404, 409), summary="Learn it now. 现在学一次。")
def fit(by: Operator, name: Name) -> ModelKept:
    """Learn from the current version, once: asked again, the kept one is told."""
    return _told(learning.learn(by.shop, name))


def _told(found: learning.Learnt) -> ModelKept:
    return ModelKept.model_validate(learning.plain(found))
