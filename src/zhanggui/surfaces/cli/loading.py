"""How does a shop start, and how do its files come in?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.moments import moment
from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import JsonOption, print_json, progress, session

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.surfaces.cli.console import Session

TEMPLATE_KINDS = (
    "costs | prices | placements | fees | rates | exclusions | benchmarks | stock | competitors | competitor_notes | "
    "competitor_campaigns | competitor_reviews | market_sales | orders"
)


def init(
    context: typer.Context,
    currency: Annotated[str, typer.Option(help="币种 currency (ISO 4217)")] = "CNY",
    timezone: Annotated[str, typer.Option(help="时区 time zone (IANA)")] = "Asia/Shanghai",
    name: Annotated[str | None, typer.Option(help="店铺名 the shop's name")] = None,
) -> None:
    """在文件夹里新建店铺。 Start a shop in the folder."""
    from zhanggui.app.clock import SystemClock
    from zhanggui.app.shop import init_shop

    speaking = session(context)
    shop = init_shop(speaking.folder, currency=currency, timezone=timezone, name=name, clock=SystemClock())
    ready = Words(
        zh="店铺“{name}”已就绪：{folder}（{currency}，{timezone}）。下一步：zhanggui --shop {folder} ingest 文件",
        en="Shop '{name}' is ready in {folder} ({currency}, {timezone}). Next: zhanggui --shop {folder} ingest FILE",
    )
    facts = shop.facts
    typer.echo(
        speaking.say(ready, name=facts.name, folder=shop.folder, currency=facts.currency, timezone=facts.timezone)
    )


def ingest(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="导出文件；或 completejourney。 Export files.")],
    as_format: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="数据源名，见 list。 Source name.")
    ] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="自己的列映射 TOML。 Your own map.")
    ] = None,
    exported_at: Annotated[str | None, typer.Option("--exported-at", help="导出时间 2026-03-01T09:00")] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="为不认识的文件建议列映射，不写入。 Propose a map, load nothing.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="把建议的映射写到这里。 Where the map is written.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看识别结果，不写入。 Show, write nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """导入导出文件并发布新快照。 Load export files and publish a new snapshot."""
    from zhanggui.app import loading as app_loading
    from zhanggui.surfaces.cli.reporting import print_preview, print_report

    speaking = session(context)
    shop = speaking.shop()
    if propose:
        _propose(speaking, shop, files, out, as_json=as_json)
        return
    if dry_run:
        shown = app_loading.preview_files(shop, files, as_format=as_format, map_file=map_file)
        if as_json:
            print_json(app_loading.plain_preview(shown))
        else:
            print_preview(shown, speaking.language)
        return
    with progress(speaking.language, is_quiet=as_json) as step:
        loaded = app_loading.load(
            shop,
            files,
            as_format=as_format,
            map_file=map_file,
            exported_at=moment(exported_at, shop.facts.timezone),
            progress=step,
        )
    if as_json:
        print_json(app_loading.plain(loaded))
    else:
        print_report(loaded, speaking.language)


def _propose(speaking: Session, shop: Shop, files: list[str], out: Path | None, *, as_json: bool) -> None:
    """Say of each file what it probably is; with --out the map of a single file is written."""
    from zhanggui.app.maps import plain_proposal, propose_map
    from zhanggui.surfaces.cli.proposals import print_proposal

    proposals = [
        propose_map(
            shop, Path(file), name=out.stem.lower() if out and out.stem.isidentifier() and out.stem.isascii() else ""
        )
        for file in files
    ]
    if out and len(proposals) == 1:
        out.write_text(proposals[0].toml, "utf-8")
    if as_json:
        print_json([plain_proposal(each) for each in proposals])
        return
    for each in proposals:
        print_proposal(each, out, speaking.language)


def template(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help=TEMPLATE_KINDS)],
    to: Annotated[Path | None, typer.Option("--to", help="写到哪个 .csv 或 .xlsx。 Where to write.")] = None,
) -> None:
    """写一份待填模板：成本、费用、排除名单等。 Write a template to fill in."""
    from zhanggui.app.loading import write_template_file

    speaking = session(context)
    written = write_template_file(kind, to, speaking.language)
    typer.echo(speaking.say(Words(zh="模板已写到 {path}", en="Template written to {path}"), path=written))


def doctor(context: typer.Context, as_json: JsonOption = False) -> None:
    """体检：文件夹、密钥、快照、账本、审计。 Check folder, key, snapshot, books and audits."""
    from zhanggui.app.doctor import examine

    speaking = session(context)
    findings = examine(speaking.shop())
    if as_json:
        print_json([finding.plain() for finding in findings])
    else:
        for finding in findings:
            typer.echo(f"{'✓' if finding.is_well else '✗'} {finding.text(speaking.language)}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)
