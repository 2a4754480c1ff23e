"""How is the checkout put on the network by itself?"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.http.selling.service import create_checkout
from zhanggui.surfaces.listening import address_of, listening

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhanggui.app.shop import Shop
    from zhanggui.core.words import Language

_SERVING = Words(
    zh="收银服务（没有网页）在 {address}/api/v1/checkout 运行。按 Ctrl+C 停止。",
    en="The checkout alone, without pages, is running at {address}/api/v1/checkout . Ctrl+C stops it.",
)
_NO_KEYS = Words(
    zh="还没有接入密钥，谁也不能核销。新建：zhanggui checkout keys create own-site",
    en="There are no keys of integrations yet, so nobody can sell. Make one: zhanggui checkout keys create own-site",
)


def serve_checkout(
    shop: Shop, *, host: str, port: int, language: Language, say: Callable[[str], object] = typer.echo
) -> None:
    """Sell until stopped; what was acknowledged before a stop is in the books."""
    import uvicorn

    from zhanggui.books.checkout.integrations import integration_keys

    site = create_checkout(shop)
    with closing(listening(host, port)) as door:
        say(_SERVING.filled(language, address=address_of(host, door)))
        if not integration_keys(shop.books):
            say(_NO_KEYS.text(language))
        config = uvicorn.Config(site, log_level="warning", server_header=False, proxy_headers=True)
        uvicorn.Server(config).run(sockets=[door])
