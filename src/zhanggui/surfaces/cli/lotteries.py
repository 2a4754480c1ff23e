"""How is a lottery for points checked, declared, drawn from and looked at in a terminal?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, print_json, print_table, say, session

if TYPE_CHECKING:
    from zhanggui.app.loyalty.drawing import LotteryVerdict
    from zhanggui.app.loyalty.lotteries import LotteryStanding
    from zhanggui.checkout.members.drawing import DrawEnded

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="积分抽奖：公布概率、抽奖、发奖、核对。 Lotteries for points: declared odds, draws, prizes, checks.",
)
LotteryFile = Annotated[Path, typer.Argument(metavar="FILE", help="抽奖 .toml 或 .json。 The lottery.")]
Lottery = Annotated[str, typer.Argument(metavar="LOTTERY", help="抽奖编号 the lottery's id")]
Draw = Annotated[str, typer.Argument(metavar="DRAW", help="抽奖号 the draw's number")]
Key = Annotated[
    str, typer.Option("--key", help="请求键，重试时不变。 The request's key, unchanged on retries.", show_default=False)
]

_SOUND = Words(zh="✓ {n} 个奖项的抽奖可以公布", en="✓ A lottery of {n} {n:prize|prizes} may be declared")
_WRONG = Words(zh="✗ 错误 {n} 个：先改掉，再公布", en="✗ {n} {n:error|errors} to mend before it is declared")
_COST = Words(
    zh="一抽平均送出 {expected}，收回的积分值 {worth}",
    en="A draw gives away {expected} on average, and its points are worth {worth}",
)
_PUBLISHED = Words(
    zh="抽奖“{lottery}”已公布：{prizes} 个奖项；从现在起概率和奖项不再改动",
    en="The lottery '{lottery}' is declared with {prizes} {prizes:prize|prizes}; odds and prizes stay as they are from now on",
)
_CLOSED = Words(
    zh="抽奖“{lottery}”已关闭；中了的奖照发", en="The lottery '{lottery}' is closed; what was won stays owed"
)
_NONE = Words(
    zh="还没有抽奖。写一份，再运行：zhanggui loyalty lottery publish 文件",
    en="There are no lotteries. Write one and run: zhanggui loyalty lottery publish FILE",
)
_ABOUT = Words(
    zh="{title}（{lottery}，{state}）：{starts} 到 {ends}，每抽 {points} 积分，{limits}",
    en="{title} ({lottery}, {state}): {starts} to {ends}, {points} points a draw, {limits}",
)
_GONE = Words(
    zh="奖品发完后改得“{instead}”，公布的概率不变", en="Once a prize is gone '{instead}' is given; the odds stay"
)
_CAP = Words(zh="单个奖品最高 {most}：{source}", en="A prize is worth {most} at most: {source}")
_SO_FAR = Words(
    zh="抽了 {draws} 次（撤销 {undone}），收回 {paid} 积分，送出 {won} 积分；奖品成本 {cost}",
    en="{draws} {draws:draw|draws} ({undone} undone), {paid} points paid and {won} won; prizes have cost {cost}",
)
_OWED = Words(zh="待发奖品 {n} 份，值 {worth}", en="{n} {n:prize|prizes} to hand over, worth {worth}")
_NONE_OWED = Words(zh="没有待发的奖品", en="No prizes wait to be handed over")
_DRAWN = Words(
    zh="{title}；花 {paid} 积分，赢 {won} 积分，余额 {balance}（抽奖号 {draw}）",
    en="{title}: {paid} points paid, {won} won, balance {balance} (draw {draw})",
)
_HAND = Words(
    zh="奖品待发：zhanggui loyalty lottery hand-over {draw} --key …",
    en="To hand over: zhanggui loyalty lottery hand-over {draw} --key …",
)
_ENDED = Words(
    zh="抽奖 {draw}：{state}；退回 {returned} 积分，收回 {reversed} 积分",
    en="Draw {draw}: {state}; {returned} points given back, {reversed} taken back",
)
_BEFORE = Words(zh="（此请求之前已办过，这是当时的答复）", en="(this request was settled before; this is its answer)")


@app.command()
def check(context: typer.Context, file: LotteryFile, as_json: JsonOption = False) -> None:
    """检查抽奖：概率、上限、成本；有错误则退出码 1。 Odds, caps, cost; exit code 1 on errors."""
    from zhanggui.app.loyalty.drawing import check_lottery_file
    from zhanggui.app.loyalty.plain import plain_lottery_verdict

    speaking = session(context)
    verdict = check_lottery_file(speaking.shop(), file)
    if as_json:
        print_json(plain_lottery_verdict(verdict))
    else:
        _print_verdict(verdict, speaking)
    if not verdict.may_go_live:
        raise typer.Exit(1)


@app.command()
def publish(context: typer.Context, file: LotteryFile, as_json: JsonOption = False) -> None:
    """检查并公布抽奖；公布后不再改动。 Declare a checked lottery, for good."""
    from dataclasses import asdict

    from zhanggui.app.deciding import local_actor
    from zhanggui.app.loyalty.drawing import publish_lottery_file

    speaking = session(context)
    done = publish_lottery_file(speaking.shop(), file, actor=local_actor())
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(speaking.say(_PUBLISHED, lottery=done.lottery, prizes=done.prizes))


@app.command("list")
def list_them(context: typer.Context, as_json: JsonOption = False) -> None:
    """所有抽奖，新的在前。 All lotteries, the newest first."""
    from zhanggui.app.loyalty.lotteries import lottery_standings
    from zhanggui.app.loyalty.plain import plain_lottery
    from zhanggui.surfaces.lottery_tables import lotteries_table

    speaking = session(context)
    shop = speaking.shop()
    found = lottery_standings(shop)
    if as_json:
        print_json([plain_lottery(each) for each in found])
    elif table := lotteries_table(found, shop.facts.timezone, speaking.language):
        print_table(table, speaking.language)
    else:
        typer.echo(speaking.say(_NONE))


@app.command()
def show(context: typer.Context, lottery: Lottery, as_json: JsonOption = False) -> None:
    """公布概率与实际频率、还剩多少、成本。 Declared against observed odds, what is left, cost so far."""
    from zhanggui.app.loyalty.lotteries import lottery_standing
    from zhanggui.app.loyalty.plain import plain_lottery

    speaking = session(context)
    shop = speaking.shop()
    found = lottery_standing(shop, lottery)
    if as_json:
        print_json(plain_lottery(found))
    else:
        _print_standing(found, shop.facts.timezone, speaking)


@app.command()
def owed(context: typer.Context, as_json: JsonOption = False) -> None:
    """待发的奖品（会员只显示假名），先中的在前。 Prizes to hand over, the oldest first, by pseudonym."""
    from zhanggui.app.loyalty.lotteries import prizes_to_hand_over
    from zhanggui.app.loyalty.plain import plain_owed
    from zhanggui.surfaces.lottery_tables import owed_table

    speaking = session(context)
    shop = speaking.shop()
    found = prizes_to_hand_over(shop)
    if as_json:
        print_json(plain_owed(found))
    elif table := owed_table(found, shop.facts.timezone, speaking.language):
        print_table(table, speaking.language)
    else:
        typer.echo(speaking.say(_NONE_OWED))


@app.command()
def close(context: typer.Context, lottery: Lottery) -> None:
    """提前关闭抽奖；中了的奖照发。 Take no more draws; what was won stays owed."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.loyalty.drawing import end_lottery

    speaking = session(context)
    end_lottery(speaking.shop(), lottery, actor=local_actor())
    typer.echo(speaking.say(_CLOSED, lottery=lottery))


@app.command()
def draw(
    context: typer.Context,
    lottery: Lottery,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="顾客假名 the customer's pseudonym")],
    key: Key,
    as_json: JsonOption = False,
) -> None:
    """替一位会员抽一次。 One draw for a member."""
    from dataclasses import asdict

    from zhanggui.app.loyalty.drawing import draw_for

    speaking = session(context)
    done, is_repeated = draw_for(speaking.shop(), lottery, customer, key=key)
    if as_json:
        print_json({**asdict(done), "is_repeated": is_repeated})
        return
    title = Words(**done.title).text(speaking.language)
    facts = {"paid": f"{done.points_paid:,}", "won": f"{done.points_won:,}", "balance": f"{done.balance:,}"}
    typer.echo(speaking.say(_DRAWN, title=title, draw=done.draw, **facts))
    if done.sku:
        typer.echo(speaking.say(_HAND, draw=done.draw))
    if is_repeated:
        typer.echo(speaking.say(_BEFORE))


@app.command("hand-over")
def hand_over(context: typer.Context, number: Draw, key: Key, as_json: JsonOption = False) -> None:
    """奖品已交给会员。 The prize was handed over."""
    from zhanggui.app.loyalty.drawing import hand_over_prize

    speaking = session(context)
    _tell(speaking, *hand_over_prize(speaking.shop(), number, key=key), as_json=as_json)


@app.command()
def undo(
    context: typer.Context,
    number: Draw,
    why: Annotated[str, typer.Option("--why", help="原因，会留存。 Why; it is kept on record.")],
    key: Key,
    as_json: JsonOption = False,
) -> None:
    """撤销一次抽奖：积分退回，奖品放回。 Undo a draw: points and prize go back."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.loyalty.drawing import undo as undone

    speaking = session(context)
    _tell(speaking, *undone(speaking.shop(), number, why=why, key=key, actor=local_actor()), as_json=as_json)


def _tell(speaking: Session, done: DrawEnded, is_repeated: bool, *, as_json: bool) -> None:
    from dataclasses import asdict

    from zhanggui.checkout.members.drawing import STATES

    if as_json:
        print_json({**asdict(done), "is_repeated": is_repeated})
        return
    state = STATES[done.state].text(speaking.language)
    moved = {"returned": f"{done.points_returned:,}", "reversed": f"{done.points_reversed:,}"}
    typer.echo(speaking.say(_ENDED, draw=done.draw, state=state, **moved))
    if is_repeated:
        typer.echo(speaking.say(_BEFORE))


def _print_verdict(verdict: LotteryVerdict, speaking: Session) -> None:
    from rich.markup import escape

    from zhanggui.core.sentence import render
    from zhanggui.offers.members.lottery_checking import LOTTERY_FLAWS

    for flaw in verdict.flaws:
        mark = "[red]✗[/red]" if flaw.severity == "error" else "[yellow]![/yellow]"
        say(f"{mark} {escape(render(flaw.said, LOTTERY_FLAWS, speaking.language))}", speaking.language)
    if verdict.cost.worth:
        typer.echo(speaking.say(_COST, expected=verdict.cost.expected, worth=verdict.cost.worth))
    errors = sum(flaw.severity == "error" for flaw in verdict.flaws)
    said = speaking.say(_WRONG, n=errors) if errors else speaking.say(_SOUND, n=verdict.prizes)
    say(f"[bold]{said}[/bold]", speaking.language)


def _print_standing(found: LotteryStanding, zone: str, speaking: Session) -> None:
    from zhanggui.app.loyalty.lotteries import SENTENCES
    from zhanggui.core.moments import when
    from zhanggui.core.money import Money
    from zhanggui.core.sentence import render
    from zhanggui.surfaces.lottery_tables import STATES, limits_text, prizes_table

    declared, language = found.declared, speaking.language
    about = {
        "title": declared.title.text(language),
        "lottery": declared.lottery,
        "state": STATES[declared.state].text(language),
    }
    about |= {"starts": when(declared.starts_at, zone), "ends": when(declared.ends_at, zone)}
    about |= {"points": f"{declared.points_per_draw:,}", "limits": limits_text(found, language)}
    typer.echo(speaking.say(_ABOUT, **about))
    print_table(prizes_table(found, language), language)
    titles = {prize.prize: prize.title for prize in declared.prizes}
    if declared.when_gone:
        typer.echo(speaking.say(_GONE, instead=titles[declared.when_gone].text(language)))
    if declared.cap:
        most = Money(declared.cap.most_minor, declared.currency)
        typer.echo(speaking.say(_CAP, most=most, source=declared.cap.source.text(language)))
    typer.echo(render(found.said, SENTENCES, language))
    moved = {
        "draws": f"{found.draws:,}",
        "undone": f"{found.undone:,}",
        "paid": f"{found.points_paid:,}",
        "won": f"{found.points_won:,}",
    }
    typer.echo(speaking.say(_SO_FAR, **moved, cost=found.cost))
    if found.cost_of_draw.worth:
        typer.echo(speaking.say(_COST, expected=found.cost_of_draw.expected, worth=found.cost_of_draw.worth))
    if found.owed:
        typer.echo(speaking.say(_OWED, n=found.owed, worth=found.owed_worth))
