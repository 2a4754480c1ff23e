"""How does a visitor change the language without losing the page?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse

from zhanggui.core.words import LANGUAGES
from zhanggui.surfaces.web.visits import FOUR_MONTHS, LANGUAGE_COOKIE, query_text

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class ChosenLanguage:
    """An address that names a language is remembered as the visitor's choice, and leads to the same address without."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect what names a language; pass everything else on."""
        if scope["type"] != "http" or scope["method"] != "GET" or b"lang=" not in scope["query_string"]:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        told = request.query_params.get("lang")
        if told not in LANGUAGES or "/api/" in scope["path"]:
            await self.app(scope, receive, send)
            return
        rest: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            if name != "lang":
                rest.setdefault(name, []).append(value)
        response = RedirectResponse(request.url.path + query_text(rest), 303)
        response.set_cookie(LANGUAGE_COOKIE, told, max_age=FOUR_MONTHS, samesite="lax", httponly=True)
        await response(scope, receive, send)
