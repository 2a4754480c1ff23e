"""Which commands are there? Each is light to define and imports what it needs only when it runs."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated, Literal

import typer

from zhanggui.surfaces.cli import (
    alerts,
    answering,
    asking,
    checkout,
    deciding,
    goals,
    keeping,
    loading,
    loyalty,
    members,
    models,
    notifying,
    offers,
    people,
    prices,
    products,
    programmes,
    serving,
)
from zhanggui.surfaces.cli.console import Counter, Session

app = typer.Typer(
    name="zhanggui",
    cls=Counter,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="掌柜：从店铺导出文件到有预期利润的决策。 From a shop's exports to decisions with expected profit.",
    epilog="退出码 exit codes: 0 完成 done · 1 数据或请求有问题 data or request at fault · 2 用法错误 usage",
)


@app.callback()
def _start(
    context: typer.Context,
    shop: Annotated[
        Path, typer.Option("--shop", envvar="ZHANGGUI_SHOP", help="店铺文件夹。 The shop's folder.")
    ] = Path("shop"),
    lang: Annotated[
        Literal["zh-CN", "en"],
        typer.Option("--lang", envvar="ZHANGGUI_LANG", help="语言。 Language."),
    ] = "zh-CN",
) -> None:
    context.obj = Session(folder=shop, language=lang)


app.command("init")(loading.init)
app.command("ingest")(loading.ingest)
app.command("template")(loading.template)
app.command("doctor")(loading.doctor)
app.command("metrics")(asking.metrics)
app.command("run", context_settings=asking.LOOSE)(asking.run)
app.command("run-all")(answering.run_all)
app.command("list")(asking.listing)
app.command("review")(asking.review)
app.add_typer(deciding.app, name="decisions")
app.add_typer(goals.app, name="goals")
app.add_typer(alerts.app, name="alerts")
app.add_typer(models.app, name="models")
app.add_typer(notifying.app, name="notify")
app.add_typer(people.app, name="people")
app.add_typer(offers.app, name="offers")
app.add_typer(checkout.app, name="checkout")
app.add_typer(loyalty.app, name="loyalty")
app.add_typer(prices.app, name="prices")
app.add_typer(products.app, name="products")
app.add_typer(programmes.app, name="programmes")
app.add_typer(members.app, name="members")
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.command("serve")(serving.serve)
app.command("watch")(serving.watch)
app.command("demo")(serving.demo)


def main() -> None:
    """The entry point of the `zhanggui` command, and with `serve` of the server."""
    # Relations are many small objects: looking for rubbish every few hundred of them costs a review 6 % of its time.
    gc.set_threshold(50_000, 20, 100)
    app()
