"""How is the HTTP API read without a script from elsewhere? Made from the API's own description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.surfaces.http.description import operations
from zhanggui.surfaces.web.rendering import show
from zhanggui.surfaces.web.visits import ViewerVisit

if TYPE_CHECKING:
    from zhanggui.surfaces.http.description import Operation

router = APIRouter()


@router.get("/reference")
def reference(visit: ViewerVisit) -> Response:
    """Every address of the API, by subject."""
    described = visit.request.app.state.api.openapi()
    subjects: dict[str, list[Operation]] = {}
    for tag, operation in operations(described):
        subjects.setdefault(tag, []).append(operation)
    return show(
        visit,
        "reference.html",
        subjects=subjects,
        about=described["info"]["description"],
        version=described["info"]["version"],
        base=visit.href("/api/v1"),
    )
