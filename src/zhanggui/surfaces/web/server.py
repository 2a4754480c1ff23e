"""How are shops put on the network: one at /, several each under its own name?"""

from __future__ import annotations

import hmac
import re
import secrets
from contextlib import closing
from typing import TYPE_CHECKING

import typer
from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from zhanggui.app import sign_in
from zhanggui.app.jobs.watching import check_folder
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.surfaces.listening import LOOPBACK, address_of, listening
from zhanggui.surfaces.web.application import create_app
from zhanggui.surfaces.web.headers import Headers
from zhanggui.surfaces.web.shops import index_page
from zhanggui.surfaces.web.visits import keep_session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.core.words import Language

_SERVING = Words(zh="掌柜在 {address} 运行。按 Ctrl+C 停止。", en="Zhanggui is running at {address}. Ctrl+C stops it.")
_CLAIM = Words(
    zh="“{shop}”还没有店主。用这个一次性链接创建（{hours} 小时内有效）：\n  {link}",
    en="'{shop}' has no owner yet. Create one with this one-time link (valid for {hours} {hours:hour|hours}):\n  {link}",
)
_WATCHING = Words(zh="“{folder}”里的新文件会自动导入。", en="New files in '{folder}' are loaded as they come.")
_DEMO = Words(zh="打开演示（此链接只能用一次）：\n  {link}", en="Open the demo (this link works once):\n  {link}")


class DemoStaysHome(RequestAtFault):
    """A demo asked to be served to the network."""

    sentence = Words(
        zh="演示只在本机运行（127.0.0.1），不能绑定 {host}：它的登录没有密码。",
        en="The demo is served to this machine alone (127.0.0.1), not on {host}: its sign-in has no password.",
    )


def serve_shops(
    shops: Sequence[Shop],
    *,
    host: str = "127.0.0.1",
    port: int = 8700,
    language: Language = "zh-CN",
    is_demo: bool = False,
    watched: Path | None = None,
    say: Callable[[str], object] = typer.echo,
) -> None:
    """Serve until stopped; says where, and how the first owner or the visitor of the demo comes in."""
    import uvicorn

    if is_demo and host not in LOOPBACK:
        raise DemoStaysHome(host=host)
    if watched:
        check_folder(watched)
    token = secrets.token_urlsafe(24) if is_demo else None
    site = create_site(shops, language=language, demo_token=token, watched=watched)
    with closing(listening(host, port)) as door:
        address = address_of(host, door)
        say(_SERVING.filled(language, address=address))
        if token:
            say(_DEMO.filled(language, link=f"{address}/demo?token={token}"))
        else:
            _say_claims(shops, address, language, say)
        if watched:
            say(_WATCHING.filled(language, folder=watched))
        for worker in site.state.workers:
            worker.nudge()
        config = uvicorn.Config(site, log_level="warning", server_header=False, proxy_headers=True)
        uvicorn.Server(config).run(sockets=[door])


def create_site(
    shops: Sequence[Shop],
    *,
    language: Language = "zh-CN",
    demo_token: str | None = None,
    watched: Path | None = None,
) -> FastAPI:
    """One shop at /, or several under their names with a page that lists them."""
    if len(shops) == 1 and demo_token is None:
        app = create_app(shops[0], language=language, watched=watched)
        app.state.workers = [app.state.house.worker]
        return app
    site = FastAPI(title="Zhanggui", docs_url=None, redoc_url=None, openapi_url=None)
    mounted = slugs(shops) if len(shops) > 1 else {"": shops[0]}
    if demo_token:
        site.add_api_route("/demo", _demo_door(mounted, demo_token), methods=["GET"], response_model=None)
    if len(shops) > 1:
        site.add_api_route("/", index_page(mounted, language), methods=["GET"], response_model=None)
    site.state.workers = []
    for slug, shop in mounted.items():
        app = create_app(shop, language=language, has_neighbours=len(shops) > 1)
        site.mount(f"/{slug}" if slug else "", app)
        site.state.workers.append(app.state.house.worker)
    site.add_middleware(Headers)
    return site


def slugs(shops: Sequence[Shop]) -> Mapping[str, Shop]:
    """A short name in the address for each shop: its folder's, made unique."""
    named: dict[str, Shop] = {}
    for shop in shops:
        plain = re.sub(r"[^a-z0-9]+", "-", shop.folder.name.lower()).strip("-") or "shop"
        slug = plain if plain not in named else f"{plain}-{shop.facts.id[:4]}"
        named[slug] = shop
    return named


def _demo_door(mounted: Mapping[str, Shop], token: str) -> Callable[[Request], Response]:
    """The one link: it signs the visitor in to every demo shop, once."""
    unused = [token]

    def enter(request: Request) -> Response:
        told = request.query_params.get("token", "")
        if not (unused and hmac.compare_digest(told.encode(), unused[0].encode())):
            return RedirectResponse("/?done=demo_used" if len(mounted) > 1 else "/sign-in?done=demo_used", 303)
        unused.clear()
        response = RedirectResponse("/", 303)
        for slug, shop in mounted.items():
            session = sign_in.enter_demo(shop, request.client.host if request.client else "unknown")
            keep_session(response, request, shop, session, f"/{slug}")
        return response

    enter.__annotations__ = {"request": Request, "return": Response}
    return enter


def _say_claims(shops: Sequence[Shop], address: str, language: Language, say: Callable[[str], object]) -> None:
    from zhanggui.books.people import INVITATION_HOURS

    for slug, shop in slugs(shops).items():
        token = sign_in.first_owner_token(shop)
        if token:
            link = f"{address}{f'/{slug}' if len(shops) > 1 else ''}/join?token={token}"
            say(_CLAIM.filled(language, shop=shop.facts.name, hours=INVITATION_HOURS, link=link))
