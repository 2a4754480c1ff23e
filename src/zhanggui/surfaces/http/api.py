"""Which addresses does the HTTP API have?"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import zhanggui
from zhanggui.app import catalog
from zhanggui.surfaces.confidential import is_secret
from zhanggui.surfaces.http import (
    alerts,
    answers,
    backups,
    capabilities,
    companions,
    customers,
    decisions,
    errors,
    goals,
    health,
    loads,
    loyalty,
    members,
    metrics,
    models,
    notifying,
    offers,
    prices,
    products,
    programmes,
    review,
    settings,
)
from zhanggui.surfaces.http.selling import keys, service
from zhanggui.surfaces.http.selling.desk import Desk

if TYPE_CHECKING:
    from zhanggui.app.jobs.worker import Worker
    from zhanggui.app.shop import Shop
    from zhanggui.app.warm import KeptOpen

_TITLE = "Zhanggui 掌柜"
_ABOUT = """\
The same questions, decisions and files as the pages and the command line. 与网页和命令行相同的问题、决策和文件。

Send an API key as `Authorization: Bearer zg_…` (Settings → API keys); what is under `/checkout` takes the key of an integration,
`zgi_…` (Settings → Integrations). Every failure has one shape:
`{"error": {"code", "message": {"zh-CN", "en"}, "facts"}}`. Money is a decimal string in major units with its currency.
Viewers get no costs and no profits: such fields are null for them.
"""


def create_api(shop: Shop, warm: KeptOpen, worker: Worker) -> FastAPI:
    """The API of one shop, to be mounted at /api/v1."""
    api = FastAPI(
        title=_TITLE,
        version=zhanggui.__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=errors.described(),
    )
    api.state.shop, api.state.warm, api.state.worker = shop, warm, worker
    api.state.desk = Desk(shop)
    errors.install(api)
    api.add_middleware(errors.Calm)
    _include(api, catalog.capability_names())
    api.openapi = described_api  # type: ignore[method-assign]
    return api


def described_api() -> dict[str, Any]:
    """The description of the API, which is the same for every shop."""
    return _described(catalog.capability_names())


@functools.lru_cache(maxsize=1)
def _described(names: tuple[str, ...]) -> dict[str, Any]:
    """The description of the API with these capabilities, in which what viewers do not see may be null."""
    api = FastAPI(title=_TITLE, version=zhanggui.__version__, description=_ABOUT, responses=errors.described())
    _include(api, names)
    made = get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
    for schema in made["components"]["schemas"].values():
        _soften(schema)
    return made


def _include(api: FastAPI, names: tuple[str, ...]) -> None:
    for router in ROUTERS:
        api.include_router(router)
    api.include_router(capabilities.runs(names))


def _soften(schema: dict[str, Any]) -> None:
    for name, inner in schema.get("properties", {}).items():
        if is_secret(name) and {"type": "null"} not in inner.get("anyOf", []):
            schema["properties"][name] = {
                "anyOf": [inner, {"type": "null"}],
                "description": inner.get("description", ""),
            }


ROUTERS = (
    health.alive,
    health.router,
    review.router,
    metrics.router,
    capabilities.router,
    answers.router,
    decisions.router,
    goals.router,
    alerts.router,
    notifying.router,
    loads.router,
    settings.router,
    customers.router,
    backups.router,
    products.router,
    members.router,
    models.router,
    prices.router,
    programmes.router,
    offers.router,
    companions.router,
    *service.ROUTERS,
    keys.router,
    loyalty.router,
)
