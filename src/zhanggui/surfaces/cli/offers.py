"""Are the offers sound, and what does a basket cost under them?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, console, print_json, print_table, say, session

if TYPE_CHECKING:
    from zhanggui.app.offers import Verdict
    from zhanggui.core.words import Language
    from zhanggui.offers.quote import Quote

app = typer.Typer(
    cls=Counter, no_args_is_help=True, help="优惠：上线前检查、试算购物车。 Offers: check them, price a basket."
)
_UNCOUNTED = Words(zh="账本里还没有用过这些限额", en="The books have counted nothing of these limits yet")
OffersFile = Annotated[Path, typer.Argument(metavar="FILE", help="优惠 .toml 或 .json。 The offers.")]
At = Annotated[str | None, typer.Option("--at", help="时刻 instant, such as 2026-11-11T00:00:00+08:00")]


@app.command()
def check(
    context: typer.Context,
    file: OffersFile,
    products: Annotated[
        Path | None, typer.Option("--products", metavar="FILE", help="商品与成本。 Products with costs.")
    ] = None,
    at: At = None,
    as_json: JsonOption = False,
) -> None:
    """上线前检查：矛盾、用不上、会亏本；有错误则退出码 1。 Contradictions, dead offers, losses."""
    from zhanggui.app.clock import SystemClock
    from zhanggui.app.offers import check_file
    from zhanggui.offers.plain import plain_flaws

    verdict = check_file(file, products, at, SystemClock())
    if as_json:
        print_json(plain_flaws(verdict.flaws))
    else:
        _print_verdict(verdict, session(context).language)
    if not verdict.may_go_live:
        raise typer.Exit(1)


@app.command()
def quote(
    context: typer.Context,
    file: OffersFile,
    basket: Annotated[Path, typer.Option("--basket", metavar="FILE", help="购物车。 The basket.")],
    used: Annotated[Path | None, typer.Option("--used", metavar="FILE", help="已用次数。 The counters.")] = None,
    by_counters: Annotated[
        bool, typer.Option("--counted", help="按本店账本已用的次数和预算。 By what the shop's books have counted.")
    ] = False,
    at: At = None,
    as_json: JsonOption = False,
) -> None:
    """试算一个购物车：每行的钱与原因、未生效的优惠、还差多少。 What a basket costs, and why."""
    from zhanggui.app.clock import SystemClock
    from zhanggui.app.offers import quote_files
    from zhanggui.offers.plain import plain_quote

    if by_counters:
        _quote_on_books(session(context), file, basket, at, as_json=as_json)
        return
    quoted = quote_files(file, basket, used, at, SystemClock(), explain=True)
    if as_json:
        print_json(plain_quote(quoted))
    else:
        _print_quote(quoted, session(context).language)


def _quote_on_books(speaking: Session, file: Path, basket: Path, at: str | None, *, as_json: bool) -> None:
    from zhanggui.app.offers import read_file
    from zhanggui.app.selling.trying import plain_tried, try_out
    from zhanggui.core.moments import moment
    from zhanggui.offers.basket import Basket
    from zhanggui.offers.rules.offer_set import OfferSet
    from zhanggui.surfaces.offers_tables import counted_table

    shop, offers = speaking.shop(), read_file(file, OfferSet)
    tried = try_out(shop, offers, read_file(basket, Basket), moment(at, offers.timezone) or shop.clock.now())
    if as_json:
        print_json(plain_tried(tried))
        return
    _print_quote(tried.quote, speaking.language)
    if tried.counted:
        print_table(counted_table(tried, speaking.language), speaking.language)
    else:
        say(_UNCOUNTED.text(speaking.language), speaking.language)


def _print_verdict(verdict: Verdict, language: Language) -> None:
    from rich.markup import escape

    from zhanggui.core.sentence import render
    from zhanggui.offers.checks.flaw import FLAWS

    colon = "：" if language == "zh-CN" else ": "
    for flaw in verdict.flaws:
        mark = "[red]✗[/red]" if flaw.severity == "error" else "[yellow]![/yellow]"
        names = ", ".join(flaw.offers)
        say(
            f"{mark} {escape(f'{names}{colon}' if names else '')}{escape(render(flaw.said, FLAWS, language))}", language
        )
    sound = Words(zh="✓ {n} 个优惠可以上线", en="✓ {n} {n:offer|offers} may go live")
    wrong = Words(
        zh="✗ 先改掉 {errors} 个错误，再上线", en="✗ {errors} {errors:error|errors} to mend before it goes live"
    )
    errors = sum(flaw.severity == "error" for flaw in verdict.flaws)
    said = wrong if errors else sound
    say(f"[bold]{said.filled(language, n=verdict.offers, errors=errors)}[/bold]", language)


def _print_quote(quoted: Quote, language: Language) -> None:
    from rich.markup import escape
    from rich.table import Table as Grid

    from zhanggui.core.sentence import render
    from zhanggui.offers.sentences import SENTENCES
    from zhanggui.surfaces.offers_tables import quote_tables, totals

    lines, *others = quote_tables(quoted, language)
    print_table(lines, language)
    grid = Grid.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    for words, money in totals(quoted):
        grid.add_row(words.text(language), str(money))
    console().print(grid)
    for table in others:
        print_table(table, language)
    for hint in quoted.hints:
        say(f"→ {escape(render(hint.said, SENTENCES, language))}", language)
    if quoted.points_earned:
        points = Words(zh="得 {n} 积分", en="{n} {n:point|points} earned")
        say(points.filled(language, n=quoted.points_earned), language)
    if not quoted.is_proven:
        stopped = Words(
            zh="搜索在 {n} 步后停下：这是找到的最好组合，未必是最优",
            en="The search stopped after {n} {n:step|steps}: the best found, perhaps not the best there is",
        )
        say(f"[yellow]{stopped.filled(language, n=quoted.steps)}[/yellow]", language)
