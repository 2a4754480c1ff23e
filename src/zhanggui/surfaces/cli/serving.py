"""How are the pages served, and how does the demo start?"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from zhanggui.surfaces.cli.console import session


def serve(
    context: typer.Context,
    what: Annotated[
        Literal["all", "checkout"],
        typer.Argument(help="checkout：只收银，不开网页。 Checkout: sell alone, without pages and analyses."),
    ] = "all",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口 port")] = 8700,
    host: Annotated[str, typer.Option(help="地址 address to bind")] = "127.0.0.1",
    watched: Annotated[
        Path | None,
        typer.Option("--watch", metavar="FOLDER", help="自动导入此文件夹的新文件。 Load what is saved here."),
    ] = None,
) -> None:
    """启动网页与 HTTP 接口，到点发出摘要和预警。 Serve pages and HTTP; send digest and alerts when due."""
    speaking = session(context)
    if what == "checkout":
        from zhanggui.surfaces.http.selling.serving import serve_checkout

        serve_checkout(speaking.shop(), host=host, port=port, language=speaking.language)
        return
    from zhanggui.surfaces.web.server import serve_shops

    serve_shops([speaking.shop()], host=host, port=port, language=speaking.language, watched=watched)


def watch(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="平台导出文件所在的文件夹。 Where exports are saved.")
    ],
    every: Annotated[float, typer.Option(min=1, help="每隔几秒看一次。 Seconds between looks.")] = 30,
    once: Annotated[bool, typer.Option("--once", help="只看一次，例如由 cron 调用。 Look once, as from cron.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="每个任务一行 JSON。 One line of JSON for each file.")
    ] = False,
) -> None:
    """盯住一个文件夹，新的导出文件自动导入。 Load every export that is saved in a folder."""
    from zhanggui.app.jobs.loads import KIND, plain
    from zhanggui.app.jobs.watching import look
    from zhanggui.app.jobs.worker import do_all
    from zhanggui.surfaces.cli.reporting import job_line

    speaking = session(context)
    shop = speaking.shop()
    failed = False
    while True:
        look(shop, folder)
        for job in do_all(shop, KIND):
            failed |= job.state == "failed"
            typer.echo(json.dumps(plain(job), ensure_ascii=False) if as_json else job_line(job, speaking.language))
        if once:
            raise typer.Exit(1 if failed else 0)
        time.sleep(every)


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
