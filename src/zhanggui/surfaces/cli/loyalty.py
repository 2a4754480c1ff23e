"""How is the member programme checked, published and looked at, and points earned, adjusted and expired?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.moments import moment
from zhanggui.core.words import Words
from zhanggui.surfaces.cli import lotteries
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, print_json, print_table, say, session

if TYPE_CHECKING:
    from zhanggui.app.loyalty.opening import ProgrammeVerdict
    from zhanggui.app.loyalty.overview import ProgrammeStanding
    from zhanggui.app.loyalty.steering import Steering
    from zhanggui.checkout.members.granting import PointsMoved
    from zhanggui.checkout.members.reading import MemberView
    from zhanggui.offers.members.programme import MemberProgramme

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="会员规则：等级、积分、权益、负债、抽奖。 The member programme: tiers, points, rights, liability, lotteries.",
)
app.add_typer(lotteries.app, name="lottery")
ProgrammeFile = Annotated[Path, typer.Argument(metavar="FILE", help="会员规则 .toml 或 .json。 The programme.")]
Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="顾客假名 the customer's pseudonym")]
Key = Annotated[
    str, typer.Option("--key", help="请求键，重试时不变。 The request's key, unchanged on retries.", show_default=False)
]
At = Annotated[str | None, typer.Option("--at", help="时刻 instant, such as 2026-11-11T00:00:00+08:00")]

Within = Annotated[
    int,
    typer.Option("--within", min=0, help="最多差多少：最小货币单位、单或积分。 Missing at most, in the measure."),
]
Contact = Annotated[str, typer.Option("--contact", help="一条提醒的成本。 What one message costs.")]
Days = Annotated[int, typer.Option("--days", min=1, max=365, help="看几天内的效果。 Days in which it may work.")]

_SOUND = Words(zh="✓ {n} 个等级的会员规则可以生效", en="✓ A programme of {n} tiers may go into force")
_WRONG = Words(zh="✗ 错误 {n} 个：先改掉，再生效", en="✗ {n} {n:error|errors} to mend before it goes into force")
_PUBLISHED = Words(
    zh="第 {version} 版会员规则已生效：{tiers} 个等级，{rights} 项权益",
    en="Version {version} of the programme is in force: {tiers} tiers, {rights} {rights:right|rights}",
)
_TIER = Words(zh="{tier}（统计期内 {measured}）", en="{tier} ({measured} within the window)")
_PROTECTED = Words(zh="保级至 {until}", en="protected until {until}")
_KEEP = Words(zh="保级还差 {missing}", en="{missing} missing to keep it")
_NEXT = Words(zh="再多 {missing} 升到{tier}", en="{missing} more to {tier}")
_BALANCE = Words(zh="积分 {points}，值 {worth}", en="{points} {points:point|points}, worth {worth}")
_DEBT = Words(zh="欠 {points} 积分，下次得分先还", en="Owes {points} {points:point|points}, which the next ones pay")
_MOVED = Words(zh="{customer} 积分 {points}，余额 {balance}", en="{customer}: {points} points, balance {balance}")
_BEFORE = Words(zh="（此请求之前已办过，这是当时的答复）", en="(this request was settled before; this is its answer)")
_EXPIRED = Words(
    zh="过期 {points} 积分，涉及 {members} 位会员",
    en="{points} {points:point|points} of {members} {members:member|members} expired",
)
_NONE_EXPIRED = Words(zh="没有新过期的积分", en="No points have newly expired")
_OUTSTANDING = Words(
    zh="未用积分 {outstanding}，全部兑现值 {worth}；已用 {used}，已过期 {expired}，会员欠 {owed}",
    en="{outstanding} {outstanding:point|points} outstanding, worth {worth}; {used} used, {expired} expired, {owed} owed by members",
)
_PRIZES = Words(
    zh="抽奖待发奖品 {n} 份，值 {worth}", en="{n} {n:prize|prizes} of lotteries to hand over, worth {worth}"
)
_EXPECTED = Words(zh="预计负债 {expected}", en="Expected liability {expected}")
_NOBODY_CLOSE = Words(zh="没有人差 {within} 以内", en="Nobody lacks {within} or less")
_CLOSE = Words(
    zh="差 {within} 以内：{n} 位，合计还差 {total}", en="{n} {n:member|members} within {within}, {total} missing in all"
)
_UNPLACED = Words(zh="尚无等级：{n} 位", en="{n} {n:member|members} without a tier yet")


@app.command()
def check(context: typer.Context, file: ProgrammeFile, as_json: JsonOption = False) -> None:
    """检查会员规则：矛盾、成本高过所值；有错误则退出码 1。 Contradictions, costs above worth."""
    from zhanggui.app.loyalty.opening import check_programme_file
    from zhanggui.app.loyalty.plain import plain_verdict

    verdict = check_programme_file(file)
    if as_json:
        print_json(plain_verdict(verdict))
    else:
        _print_verdict(verdict, session(context))
    if not verdict.may_go_live:
        raise typer.Exit(1)


@app.command()
def publish(context: typer.Context, file: ProgrammeFile, as_json: JsonOption = False) -> None:
    """检查并发布会员规则，成为下一版。 Put a checked programme into force."""
    from dataclasses import asdict

    from zhanggui.app.deciding import local_actor
    from zhanggui.app.loyalty.opening import publish_programme_file

    speaking = session(context)
    done = publish_programme_file(speaking.shop(), file, actor=local_actor())
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(speaking.say(_PUBLISHED, version=done.version, tiers=done.tiers, rights=done.rights))


@app.command()
def show(context: typer.Context, at: At = None, as_json: JsonOption = False) -> None:
    """各等级人数、权益成本、积分负债。 Members per tier, cost of rights, liability of points."""
    from zhanggui.app.loyalty.overview import programme_standing
    from zhanggui.app.loyalty.plain import plain_standing
    from zhanggui.surfaces.loyalty_tables import rights_table, tiers_table

    speaking = session(context)
    shop = speaking.shop()
    found = programme_standing(shop, moment(at, shop.facts.timezone))
    if as_json:
        print_json(plain_standing(found))
        return
    for table in (tiers_table(found, speaking.language), rights_table(found.programme, speaking.language)):
        if table:
            print_table(table, speaking.language)
    if found.without_tier:
        typer.echo(speaking.say(_UNPLACED, n=found.without_tier))
    _print_liability(found, speaking)


@app.command()
def liability(context: typer.Context, at: At = None, as_json: JsonOption = False) -> None:
    """积分负债：未用多少，预计会用掉多少。 Points outstanding, and how many will probably be used."""
    from zhanggui.app.loyalty.overview import programme_standing
    from zhanggui.app.loyalty.plain import plain_liability, plain_prizes

    speaking = session(context)
    shop = speaking.shop()
    found = programme_standing(shop, moment(at, shop.facts.timezone))
    if as_json:
        print_json({**plain_liability(found.liability), **plain_prizes(found)})
    else:
        _print_liability(found, speaking)


@app.command("next-tier")
def next_tier(
    context: typer.Context,
    within: Within,
    contact: Contact = "0.10",
    days: Days = 30,
    at: At = None,
    as_json: JsonOption = False,
) -> None:
    """再多一点就升级的会员（假名），提醒各值多少。 Who lacks little, and what telling them should bring."""
    from zhanggui.app.loyalty.plain import plain_close
    from zhanggui.app.loyalty.steering import SENTENCES
    from zhanggui.core.sentence import render
    from zhanggui.surfaces.loyalty_tables import close_table, measured

    speaking = session(context)
    found, programme = _steered(speaking, within, contact, days, at)
    if as_json:
        print_json(plain_close(found.members))
        return
    limit = measured(programme, within, speaking.language)
    table = close_table(programme, found.members, speaking.language)
    if table is None:
        typer.echo(speaking.say(_NOBODY_CLOSE, within=limit))
        return
    print_table(table, speaking.language)
    total = measured(programme, sum(each.close.missing for each in found.members), speaking.language)
    typer.echo(speaking.say(_CLOSE, within=limit, n=len(found.members), total=total))
    for said in found.said:
        typer.echo(render(said, SENTENCES, speaking.language))


@app.command()
def steer(
    context: typer.Context,
    within: Within,
    contact: Contact = "0.10",
    days: Days = 30,
    at: At = None,
    as_json: JsonOption = False,
) -> None:
    """提醒接近升级的会员值不值得：预期利润、假设、验证办法。 Is steering members worth it?"""
    from zhanggui.app.loyalty.plain import plain_steering
    from zhanggui.app.loyalty.steering import SENTENCES
    from zhanggui.core.sentence import render

    speaking = session(context)
    found, _ = _steered(speaking, within, contact, days, at)
    if as_json:
        print_json(plain_steering(found))
        return
    for said in found.said:
        typer.echo(render(said, SENTENCES, speaking.language))


@app.command()
def member(context: typer.Context, customer: Customer, at: At = None, as_json: JsonOption = False) -> None:
    """一位会员的等级与积分，可看过去任一时刻。 A member's tier and points, now or at an instant."""
    from zhanggui.app.loyalty.opening import member_at, programme_at
    from zhanggui.checkout.members.reading import plain_member

    speaking = session(context)
    shop = speaking.shop()
    at_moment = moment(at, shop.facts.timezone)
    found = member_at(shop, customer, at_moment)
    if as_json:
        print_json(plain_member(found))
    else:
        _print_member(found, programme_at(shop, at_moment), shop.facts.timezone, speaking)


@app.command()
def earn(
    context: typer.Context,
    customer: Customer,
    occasion: Annotated[str, typer.Option("--occasion", help="得分事由，见会员规则。 Which occasion.")],
    subject: Annotated[str, typer.Option("--subject", help="凭据，如评价号；同一凭据只得一次。 Earns once.")],
    key: Key,
    as_json: JsonOption = False,
) -> None:
    """评价、晒图、活动、分享得分。 Points for a review, a photo, an activity, sharing."""
    from zhanggui.app.loyalty.opening import earn_points

    speaking = session(context)
    done, is_repeated = earn_points(speaking.shop(), customer, occasion=occasion, subject=subject, key=key)
    _tell(speaking, done, as_json=as_json, is_repeated=is_repeated)


@app.command(context_settings={"ignore_unknown_options": True})
def adjust(
    context: typer.Context,
    customer: Customer,
    points: Annotated[int, typer.Argument(metavar="POINTS", help="积分，负数为扣。 Points; below zero: taken.")],
    why: Annotated[str, typer.Option("--why", help="原因，会留存。 Why; it is kept on record.")],
    key: Key,
    as_json: JsonOption = False,
) -> None:
    """人工加减积分，写明原因。 Give or take points by hand."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.loyalty.opening import adjust_by_hand

    speaking = session(context)
    done, is_repeated = adjust_by_hand(speaking.shop(), customer, points, why=why, key=key, actor=local_actor())
    _tell(speaking, done, as_json=as_json, is_repeated=is_repeated)


@app.command()
def expire(context: typer.Context, as_json: JsonOption = False) -> None:
    """把到期的积分入账；余额不靠它，每天一次即可。 Post expired points; balances do not depend on it."""
    from dataclasses import asdict

    from zhanggui.app.loyalty.opening import expire_points

    speaking = session(context)
    done = expire_points(speaking.shop())
    if as_json:
        print_json(asdict(done))
    elif done.points:
        typer.echo(speaking.say(_EXPIRED, points=f"{done.points:,}", members=f"{done.members:,}"))
    else:
        typer.echo(speaking.say(_NONE_EXPIRED))


def _steered(
    speaking: Session, within: int, contact: str, days: int, at: str | None
) -> tuple[Steering, MemberProgramme]:
    from zhanggui.app.loyalty.opening import programme_at
    from zhanggui.app.loyalty.steering import Asked, steering
    from zhanggui.core.money import Money

    shop = speaking.shop()
    programme = programme_at(shop, moment(at, shop.facts.timezone))
    message = Money.of(contact, programme.currency).minor
    asked = Asked(within=within, contact_minor=message, days=days)
    return steering(shop, asked, moment(at, shop.facts.timezone)), programme


def _tell(speaking: Session, done: PointsMoved, *, as_json: bool, is_repeated: bool) -> None:
    from dataclasses import asdict

    if as_json:
        print_json({**asdict(done), "is_repeated": is_repeated})
        return
    facts: dict[str, Any] = {"points": f"{done.points:+,}", "balance": f"{done.balance:,}"}
    typer.echo(speaking.say(_MOVED, customer=done.customer, **facts))
    if is_repeated:
        typer.echo(speaking.say(_BEFORE))


def _print_verdict(verdict: ProgrammeVerdict, speaking: Session) -> None:
    from rich.markup import escape

    from zhanggui.core.sentence import render
    from zhanggui.offers.members.checking import FLAWS

    for flaw in verdict.flaws:
        mark = "[red]✗[/red]" if flaw.severity == "error" else "[yellow]![/yellow]"
        say(f"{mark} {escape(render(flaw.said, FLAWS, speaking.language))}", speaking.language)
    errors = sum(flaw.severity == "error" for flaw in verdict.flaws)
    said = speaking.say(_WRONG, n=errors) if errors else speaking.say(_SOUND, n=verdict.tiers)
    say(f"[bold]{said}[/bold]", speaking.language)


def _print_liability(standing: ProgrammeStanding, speaking: Session) -> None:
    from zhanggui.app.loyalty.overview import SENTENCES
    from zhanggui.core.sentence import render, show

    found = standing.liability
    numbers = {name: f"{getattr(found, name):,}" for name in ("outstanding", "used", "expired", "owed")}
    typer.echo(speaking.say(_OUTSTANDING, **numbers, worth=found.worth))
    typer.echo(render(found.said, SENTENCES, speaking.language))
    if found.expected:
        typer.echo(speaking.say(_EXPECTED, expected=show(found.expected, speaking.language)))
    if standing.prizes_owed:
        typer.echo(speaking.say(_PRIZES, n=standing.prizes_owed, worth=standing.prizes_worth))


def _print_member(found: MemberView, programme: MemberProgramme, zone: str, speaking: Session) -> None:
    from zhanggui.core.moments import when
    from zhanggui.core.money import Money
    from zhanggui.surfaces.loyalty_tables import lots_table, measured, tier_title

    standing, language = found.standing, speaking.language
    parts = [
        speaking.say(
            _TIER,
            tier=tier_title(programme, standing.tier, language),
            measured=measured(programme, standing.measured, language),
        )
    ]
    if standing.protected_until:
        parts.append(speaking.say(_PROTECTED, until=when(standing.protected_until, zone)))
        if standing.keep_missing:
            parts.append(speaking.say(_KEEP, missing=measured(programme, standing.keep_missing, language)))
    if standing.next_tier:
        missing = measured(programme, standing.next_missing, language)
        parts.append(speaking.say(_NEXT, missing=missing, tier=tier_title(programme, standing.next_tier, language)))
    typer.echo(("；" if language == "zh-CN" else "; ").join(parts))
    if found.balance < 0:
        typer.echo(speaking.say(_DEBT, points=f"{-found.balance:,}"))
    else:
        worth = Money(found.worth_minor, found.currency)
        typer.echo(speaking.say(_BALANCE, points=f"{found.balance:,}", worth=worth))
    if table := lots_table(found, zone, language):
        print_table(table, language)
