"""Which shops are served here?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from zhanggui.books import settings
from zhanggui.core.words import LANGUAGES
from zhanggui.surfaces.web.rendering import templates
from zhanggui.surfaces.web.visits import LANGUAGE_COOKIE
from zhanggui.surfaces.web.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhanggui.app.shop import Shop
    from zhanggui.core.words import Language


def index_page(mounted: Mapping[str, Shop], default: Language) -> Callable[[Request], Response]:
    """The page that lists the shops of this server."""

    def shops(request: Request) -> Response:
        told = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
        language = next((known for known in LANGUAGES if known == told), default)
        names = {
            slug: settings.current(shop.books)[0].display_name or shop.facts.name for slug, shop in mounted.items()
        }
        slug = next(iter(mounted))
        html = (
            templates()
            .get_template("shops.html")
            .render(
                say=lambda code: WORDS[code].text(language),
                language=language,
                shops=[(slug, names[slug], shop.facts) for slug, shop in mounted.items()],
                root=f"/{slug}",
                notice="done_demo_used" if request.query_params.get("done") == "demo_used" else None,
            )
        )
        response = HTMLResponse(html, headers={"Cache-Control": "no-store"})
        if told:
            response.set_cookie(LANGUAGE_COOKIE, language, samesite="lax", httponly=True)
        return response

    shops.__annotations__ = {"request": Request, "return": Response}
    return shops
