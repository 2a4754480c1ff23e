"""How are the keys of integrations made, listed, replaced and ended at the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, print_json, print_table, session

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.books.checkout.integrations import IntegrationKey

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="接入密钥：别的程序凭它报价和核销。 Keys with which other programs quote and sell.",
)
KeyId = Annotated[str, typer.Argument(metavar="KEY", help="密钥编号 the key's number")]
_MADE = Words(
    zh="接入方“{integration}”的密钥 {id}，用于{scopes}，{until}。只在这里显示一次，请立即保存：",
    en="Key {id} of '{integration}' for {scopes}, {until}. It is shown this once; keep it now:",
)
_OLD = Words(zh="旧密钥 {id} 还能用 {hours} 小时。", en="The old key {id} works for {hours} more hours.")
_ENDED = Words(zh="已撤销 {id}，立即生效。", en="{id} is revoked as of now.")
_NONE = Words(
    zh="还没有接入密钥：zhanggui checkout keys create 接入名", en="No keys yet: zhanggui checkout keys create NAME"
)


@app.command("create")
def create(
    context: typer.Context,
    integration: Annotated[str, typer.Argument(metavar="NAME", help="接入名，如 own-site. Its name.")],
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", help="用途，可多次：quote redeem cancel refund holds issue … What for, repeatable."),
    ] = None,
    days: Annotated[int, typer.Option("--days", min=0, max=3650, help="几天后过期，0 为不过期。 Lasts.")] = 90,
    per_minute: Annotated[
        int | None, typer.Option("--per-minute", help="整个接入方每分钟请求数。 Requests a minute of all its keys.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """新建密钥，只显示一次；默认可报价、核销、取消、退款、预留。 Make a key, shown this once."""
    from datetime import timedelta

    from zhanggui.app.deciding import local_actor
    from zhanggui.books.checkout.integrations import create_key

    speaking = session(context)
    shop = speaking.shop()
    at = shop.clock.now()
    made = create_key(
        shop.books,
        integration,
        scopes=scopes or ("quote", "redeem", "cancel", "refund", "holds"),
        by=local_actor().id,
        at=at,
        expires_at=at + timedelta(days=days) if days else None,
        most_per_minute=per_minute,
    )
    _tell(made, shop, speaking, as_json=as_json)


@app.command("list")
def listing(context: typer.Context, as_json: JsonOption = False) -> None:
    """所有接入密钥，不含密文。 All keys, without their secrets."""
    from zhanggui.books.checkout.integrations import integration_keys
    from zhanggui.surfaces.integrations_table import keys_table

    speaking = session(context)
    shop = speaking.shop()
    keys = integration_keys(shop.books)
    if as_json:
        print_json([_plain(key) for key in keys])
    elif keys:
        print_table(keys_table(keys, shop.facts.timezone, shop.clock.now(), speaking.language), speaking.language)
    else:
        typer.echo(speaking.say(_NONE))


@app.command("rotate")
def rotate(
    context: typer.Context,
    key: KeyId,
    overlap: Annotated[int, typer.Option("--overlap", min=0, max=720, help="新旧并用几小时。 Hours both work.")] = 24,
    as_json: JsonOption = False,
) -> None:
    """换一把同样用途的新密钥，旧的再用一阵。 Replace a key; the old one goes on for a while."""
    from datetime import timedelta

    from zhanggui.app.deciding import local_actor
    from zhanggui.books.checkout.integrations import rotate_key

    speaking = session(context)
    shop = speaking.shop()
    by, at = local_actor().id, shop.clock.now()
    _tell(rotate_key(shop.books, key, overlap=timedelta(hours=overlap), by=by, at=at), shop, speaking, as_json=as_json)
    if not as_json:
        typer.echo(speaking.say(_OLD, id=key, hours=overlap))


@app.command("revoke")
def revoke(context: typer.Context, key: KeyId, as_json: JsonOption = False) -> None:
    """立即撤销一把密钥。 End a key at once."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.books.checkout.integrations import revoke_key

    speaking = session(context)
    shop = speaking.shop()
    revoke_key(shop.books, key, by=local_actor().id, at=shop.clock.now())
    if as_json:
        print_json({"revoked": key})
    else:
        typer.echo(speaking.say(_ENDED, id=key))


def _tell(made: tuple[IntegrationKey, str], shop: Shop, speaking: Session, *, as_json: bool) -> None:
    from zhanggui.surfaces.integrations_table import scopes_text, until_text

    key, secret = made
    if as_json:
        print_json({**_plain(key), "secret": secret})
        return
    scopes = scopes_text(key, speaking.language)
    until = until_text(key, shop.facts.timezone, speaking.language)
    typer.echo(speaking.say(_MADE, integration=key.integration, id=key.id, scopes=scopes, until=until))
    typer.echo(secret)


def _plain(key: IntegrationKey) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(key)
