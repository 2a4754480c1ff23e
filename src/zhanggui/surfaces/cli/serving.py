"""How are the pages served, and how does the demo start?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhanggui.surfaces.cli.console import session


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口 port")] = 8700,
    host: Annotated[str, typer.Option(help="地址 address to bind")] = "127.0.0.1",
) -> None:
    """启动网页与 HTTP 接口。 Serve the pages and the HTTP API."""
    from zhanggui.surfaces.web.server import serve_shops

    speaking = session(context)
    serve_shops([speaking.shop()], host=host, port=port, language=speaking.language)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="演示店铺放哪里。 Where the demo shops live.")] = Path("demo"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口 port")] = 8700,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="只装载并回顾。 Load and review only.")] = False,
) -> None:
    """演示：装载两家店，回顾，并在 127.0.0.1 打开网页。 Load two shops, review them, serve the pages."""
    from zhanggui.app.demo import prepare
    from zhanggui.app.review import review_shop
    from zhanggui.surfaces.cli.reviewing import print_review
    from zhanggui.surfaces.web.server import serve_shops

    speaking = session(context)
    shops = prepare(folder, say=typer.echo, language=speaking.language)
    for shop in shops:
        print_review(review_shop(shop), speaking.language)
    if not no_serve:
        serve_shops(shops, host="127.0.0.1", port=port, language=speaking.language, is_demo=True)
