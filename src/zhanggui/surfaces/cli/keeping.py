"""How is a shop backed up and brought back at the command line?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import session

_MADE = Words(
    zh="备份已写到 {file}：{files} 个文件，{size}，快照 {snapshot}，事件链到第 {position} 条{sealed}。\n"
    "密钥不在里面：请另外保存 {key} 和同目录的 .erased 名单；没有它们就无法恢复。",
    en="Backed up to {file}: {files} {files:file|files}, {size}, snapshot {snapshot}, chain up to event {position}{sealed}.\n"
    "The key is not in it: keep {key} and the .erased list beside it elsewhere; nothing is restored without them.",
)
_SEALED = Words(zh="，已用店铺密钥加密", en=", sealed with the shop's key")
_BACK = Words(
    zh="“{name}”已恢复到 {folder}（备份于 {made:%Y-%m-%d %H:%M} UTC）。核对无误：{files} 个文件的指纹、事件链到第 {position} 条、"
    "从落地数据重建并通过审计的快照、{metrics} 个指标。备份之后删除的顾客又删除了一次：{again} 个假名。",
    en="'{name}' is back in {folder} (backed up {made:%Y-%m-%d %H:%M} UTC). Checked: {files} {files:fingerprint|fingerprints}, the chain up to "
    "event {position}, a version rebuilt from what was landed and audited, {metrics} {metrics:metric|metrics}. Erased since, and erased again: "
    "{again} {again:pseudonym|pseudonyms}.",
)


def backup(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="写到哪个文件。 The file to write.")],
    encrypt: Annotated[bool, typer.Option("--encrypt", help="用店铺密钥加密。 Seal with the shop's key.")] = False,
) -> None:
    """备份整家店（服务不停）；密钥不在其中。 Back the shop up while it serves; never the key."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.keeping.backup import backup as make
    from zhanggui.books.keys import key_file
    from zhanggui.ingest.limits import readable

    speaking = session(context)
    shop = speaking.shop()
    made = make(shop, to, actor=local_actor(), sealed=encrypt)
    typer.echo(
        speaking.say(
            _MADE,
            file=made.file,
            files=made.files,
            size=readable(made.size_bytes),
            snapshot=made.snapshot or "-",
            position=made.position,
            sealed=speaking.say(_SEALED) if made.is_sealed else "",
            key=key_file(shop.facts.id),
        )
    )


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件。 The backup.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="恢复到哪个空文件夹。 An empty or new folder.")],
) -> None:
    """从备份恢复一家店，并核对它就是原来那家。 Bring a shop back and prove that it is the same."""
    from zhanggui.app.clock import SystemClock
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.keeping.restore import restore as bring_back

    speaking = session(context)
    back = bring_back(file, to, actor=local_actor(), clock=SystemClock())
    typer.echo(
        speaking.say(
            _BACK,
            name=back.name,
            folder=back.folder,
            made=back.made_at,
            files=back.files,
            position=back.position,
            metrics=back.metrics,
            again=back.erased_again,
        )
    )
