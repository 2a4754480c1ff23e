"""What answers the browser: the pages of one shop, its HTTP API, and its files?"""

from __future__ import annotations

import functools
import gzip
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from zhanggui.app.jobs.worker import Worker
from zhanggui.app.problems import explained
from zhanggui.app.warm import KeptOpen
from zhanggui.core.errors import NothingLoaded, NotSignedIn, TablesMissing, ZhangguiError
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.api import create_api
from zhanggui.surfaces.http.limits import MOST_UPLOAD_BYTES, BodyLimit
from zhanggui.surfaces.web.headers import Headers
from zhanggui.surfaces.web.languages import ChosenLanguage
from zhanggui.surfaces.web.pages import ROUTERS
from zhanggui.surfaces.web.rendering import show, static_file
from zhanggui.surfaces.web.visits import House, Visit, language_of, visit
from zhanggui.surfaces.web.words import WORDS

if TYPE_CHECKING:
    from starlette.types import Scope

    from zhanggui.app.shop import Shop
    from zhanggui.core.words import Language

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_GOOD = "public, max-age=31536000, immutable"


def create_app(
    shop: Shop,
    *,
    language: Language = "zh-CN",
    has_neighbours: bool = False,
    most_upload_bytes: int = MOST_UPLOAD_BYTES,
    watched: Path | None = None,
) -> FastAPI:
    """The pages and the HTTP API of one shop; its worker, once nudged, also loads what is saved in `watched`."""
    app = FastAPI(title="Zhanggui", docs_url=None, redoc_url=None, openapi_url=None)
    warm = KeptOpen(shop)
    worker = Worker(shop, watched)
    app.state.house = House(shop=shop, language=language, warm=warm, worker=worker, has_neighbours=has_neighbours)
    app.state.api = create_api(shop, warm, worker)
    app.mount("/api/v1", app.state.api)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/static/{name}", _static, methods=["GET"])
    app.add_exception_handler(ZhangguiError, _expected)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_middleware(ChosenLanguage)
    app.add_middleware(BodyLimit, upload_bytes=most_upload_bytes)
    app.add_middleware(errors.Calm, page=functools.partial(_broken, language=language))
    app.add_middleware(GZipMiddleware, minimum_size=1500, compresslevel=5)
    app.add_middleware(Headers)
    return app


def _static(request: Request, name: str) -> Response:
    file = static_file(name)
    if file is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"Cache-Control": _FOR_GOOD if "v" in request.query_params else "no-cache", "Vary": "Accept-Encoding"}
    media_type = _TYPES.get(file.suffix, "application/octet-stream")
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(_packed(file), media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(file.read_bytes(), media_type=media_type, headers=headers)


@functools.cache
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)


def _expected(request: Request, problem: Exception) -> Response:
    """An expected problem as a page: strangers go to the door, a shop without files to the upload."""
    assert isinstance(problem, ZhangguiError)  # noqa: S101 - Starlette chose the handler by this type
    visitor = visit(request)
    if isinstance(problem, NotSignedIn) and visitor.user is None:
        asked = request.url.path.removeprefix(visitor.root) + (f"?{request.url.query}" if request.url.query else "")
        wanted = asked if request.method == "GET" else ""
        return RedirectResponse(visitor.href("/sign-in", next="" if wanted == "/" else wanted), 303)
    if isinstance(problem, NothingLoaded):
        return _welcome(visitor, problem.http_status)
    lacks_data = isinstance(problem, TablesMissing)
    return show(
        visitor,
        "trouble.html",
        status=problem.http_status,
        heading=visitor.say("missing_data_title" if lacks_data else "trouble"),
        message=errors.shown(problem).text(visitor.language),
        code=None if lacks_data else problem.code,
        data_button="missing_data_button" if lacks_data and visitor.may("operator") else None,
    )


def _welcome(visitor: Visit, status: int) -> Response:
    """What to do first in a shop without data."""
    from zhanggui.ingest.sources import sources

    titles = [visitor.text(each.title) for each in sources() if "orders" in each.tables and each.name != each.platform]
    return show(visitor, "welcome.html", status=status, room="today", sources=titles)


def _plain(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)  # noqa: S101 - Starlette chose the handler by this type
    if "/api/v1/" in request.url.path:
        return errors.refused(request, problem)  # a mounted API never sees an address with a line break in it
    visitor = visit(request)
    code, words = errors.MESSAGES.get(problem.status_code, errors.MESSAGES[400])
    return show(
        visitor,
        "trouble.html",
        status=problem.status_code,
        heading=visitor.say("trouble"),
        message=visitor.text(words),
        code=code,
        data_button=None,
    )


def _not_valid(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)  # noqa: S101 - Starlette chose the handler by this type
    visitor = visit(request)
    found = [f"{each.where}: {visitor.text(each.why)}" for each in explained(problem.errors())]
    return show(
        visitor,
        "trouble.html",
        status=422,
        heading=visitor.say("trouble"),
        message="; ".join(found),
        code="request_not_valid",
        data_button=None,
    )


def _broken(scope: Scope, language: Language) -> Response:
    """What is said when nobody expected the failure; made without anything that could itself be broken."""
    if "/api/" in scope["path"]:
        return JSONResponse(errors.broken(), 500)
    chosen = language_of(Request(scope)) if "app" in scope else language
    words = WORDS["trouble"].text(chosen)
    message = errors.broken()["error"]["message"][chosen]
    return HTMLResponse(
        f'<!doctype html><html lang="{chosen}"><meta charset="utf-8"><title>{words}</title><h1>{words}</h1><p>{message}</p>',
        500,
    )
