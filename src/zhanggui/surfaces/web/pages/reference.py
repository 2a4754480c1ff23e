"""How is the HTTP API read without a script from elsewhere? Made from the API's own description."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.surfaces.http.description import operations
from zhanggui.surfaces.web.rendering import show
from zhanggui.surfaces.web.visits import ViewerVisit

if TYPE_CHECKING:
    from zhanggui.core.words import Language
    from zhanggui.surfaces.http.description import Operation

router = APIRouter()
_BOTH = re.compile(r"([^\u4e00-\u9fff]+[.?]) (.*[\u4e00-\u9fff].*)", re.DOTALL)


def in_language(text: str, language: Language) -> str:
    """One language of a text that OpenAPI holds in both, English first.

    >>> in_language("What can be asked? 可以问什么？", "zh-CN"), in_language("Its file.", "zh-CN")
    ('可以问什么？', 'Its file.')
    """
    found = _BOTH.match(text)
    if found is None:
        return text
    english, chinese = found.groups()
    return chinese if language == "zh-CN" else english


@router.get("/reference")
def reference(visit: ViewerVisit) -> Response:
    """Every address of the API, by subject."""
    described = visit.request.app.state.api.openapi()
    subjects: dict[str, list[Operation]] = {}
    for tag, operation in operations(described):
        said = replace(operation, summary=in_language(operation.summary, visit.language))
        subjects.setdefault(tag, []).append(said)
    return show(
        visit,
        "reference.html",
        subjects=subjects,
        about=described["info"]["description"],
        version=described["info"]["version"],
        base=visit.href("/api/v1"),
    )
