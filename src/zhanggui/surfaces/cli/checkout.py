"""How are offers put into force and baskets redeemed, cancelled and refunded at the command line?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli import companions, integrations
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, console, print_json, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.selling.opening import Standing
    from zhanggui.checkout.undoing import Refunded

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="收银：发布优惠、核销、取消、退款、预留、余额、接入密钥。 Checkout: publish, redeem, cancel, refund, hold, keys.",
)
app.add_typer(integrations.app, name="keys")
app.add_typer(companions.app, name="companions")
Key = Annotated[
    str, typer.Option("--key", help="请求键，重试时不变。 The request's key, unchanged on retries.", show_default=False)
]
Integration = Annotated[str, typer.Option("--integration", help="接入方。 Whose requests these are.")]
Redemption = Annotated[str, typer.Argument(metavar="REDEMPTION", help="核销编号 the redemption's number")]
BasketFile = Annotated[Path, typer.Option("--basket", metavar="FILE", help="购物车 .json 或 .toml。 The basket.")]
OURS = "cli"

_PUBLISHED = Words(
    zh="第 {version} 版已生效：{offers} 个优惠", en="Version {version} is in force: {offers} {offers:offer|offers}"
)
_QUOTED = Words(
    zh="应付 {to_pay}（优惠 {off}）；核销时写 --shown {shown}",
    en="{to_pay} to pay ({off} off); redeem with --shown {shown}",
)
_REDEEMED = Words(
    zh="已核销 {redemption}（{state}）：优惠 {off}，应付 {to_pay}，现在付 {pay_now}",
    en="Redeemed {redemption} ({state}): {off} off, {to_pay} to pay, {pay_now} now",
)
_CANCELLED = Words(zh="已取消，退 {money}", en="Cancelled; {money} goes back")
_FORFEITED = Words(
    zh="已退出，退 {money}，定金 {forfeited} 不退", en="Withdrawn; {money} goes back, {forfeited} does not"
)
_REFUNDED = Words(zh="已退款 {refund}：{money}", en="Refunded {refund}: {money}")
_ALL_BACK = Words(zh="全部退完，赠品 {gifts} 件退回", en="Nothing is left; {gifts} gifts come back")
_POINTS = Words(zh="用掉 {used} 积分，得 {earned} 积分", en="{used} {used:point|points} used, {earned} earned")
_POINTS_BACK = Words(
    zh="退回 {returned} 积分，收回 {reversed} 积分",
    en="{returned} {returned:point|points} given back, {reversed} taken back",
)
_CLAWED = Words(
    zh="其中扣下 {clawed}：留下的商品不再够优惠的门槛",
    en="{clawed} of it kept: what stays with the customer misses an offer's threshold",
)
_UNCLAWED = Words(zh="此前扣下的 {clawed} 一并退还", en="with {clawed} that was kept before")
_HELD = Words(zh="已预留 {hold}，到 {expires_at}", en="Held as {hold} until {expires_at}")
_FREED = Words(zh="已释放", en="Released")
_COUNTED = Words(zh="{sku} 库存 {units} 件", en="{units} of {sku} in stock")
_BEFORE = Words(zh="（此请求之前已办过，这是当时的答复）", en="(this request was settled before; this is its answer)")
_LANDED = Words(zh="已交给仓库：{rows}", en="Handed to the warehouse: {rows}")
_NONE_LANDED = Words(zh="没有新的核销", en="Nothing new to hand over")
_EVEN = Words(zh="所有账户都是零", en="Every account stands at zero")
_HEADS = (
    Words(zh="账户", en="Account"),
    Words(zh="单位", en="Unit"),
    Words(zh="余额（借方为正）", en="Balance, debits positive"),
)


@app.command()
def publish(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="优惠 .toml 或 .json。 The offers.")],
    products: Annotated[
        Path | None, typer.Option("--products", metavar="FILE", help="商品；有则价格以它为准。 Products with prices.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """检查并发布一套优惠，成为下一版。 Put a checked set of offers into force."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.selling.opening import publish_file

    speaking = session(context)
    done = publish_file(speaking.shop(), file, products, actor=local_actor())
    _tell(speaking, done, _PUBLISHED, as_json=as_json)


@app.command()
def issue(
    context: typer.Context,
    offer: Annotated[str, typer.Argument(metavar="OFFER", help="优惠编号 the offer's id")],
    count: Annotated[int, typer.Option("--count", help="几个 how many")] = 1,
    uses: Annotated[int, typer.Option("--uses", help="每个可用几次 uses of each")] = 1,
    customer: Annotated[str | None, typer.Option("--customer", help="归谁（假名） whose, a pseudonym")] = None,
    as_json: JsonOption = False,
) -> None:
    """发放唯一券码；只在这里显示一次。 Issue unique codes; they are shown this once."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.selling.opening import open_till
    from zhanggui.checkout.issuing import issue_codes

    shop = session(context).shop()
    codes = issue_codes(
        open_till(shop), offer, count=count, uses=uses, customer=customer, by=local_actor().id, at=shop.clock.now()
    )
    if as_json:
        print_json({"offer": offer, "codes": codes})
    else:
        typer.echo("\n".join(codes))


@app.command()
def stock(
    context: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="商品 product")],
    units: Annotated[int, typer.Argument(metavar="UNITS", help="件数 units on hand")],
    as_json: JsonOption = False,
) -> None:
    """记下一个商品的可售库存；没记过的不限量。 Write down how many units may be sold."""
    from zhanggui.app.selling.opening import count_stock

    speaking = session(context)
    count_stock(speaking.shop(), sku, units)
    if as_json:
        print_json({"sku": sku, "units": units})
    else:
        typer.echo(speaking.say(_COUNTED, sku=sku, units=units))


@app.command()
def quote(context: typer.Context, basket: BasketFile, as_json: JsonOption = False) -> None:
    """按现行优惠和已用次数报价，什么也不写。 What a basket costs now, by the counters; writes nothing."""
    from zhanggui.app.offers import read_file
    from zhanggui.app.selling.opening import open_till
    from zhanggui.checkout.pricing import quote_now
    from zhanggui.offers.basket import Basket
    from zhanggui.offers.plain import plain_quote

    speaking = session(context)
    shop = speaking.shop()
    quoted = quote_now(open_till(shop), read_file(basket, Basket), at=shop.clock.now(), explain=True)
    if as_json:
        print_json(plain_quote(quoted))
    else:
        shown = {"to_pay": quoted.money(quoted.to_pay_minor), "off": quoted.money(quoted.off_minor)}
        typer.echo(speaking.say(_QUOTED, **shown, shown=quoted.to_pay_minor))


@app.command()
def redeem(
    context: typer.Context,
    basket: BasketFile,
    order: Annotated[str, typer.Option("--order", help="订单编号。 The order's number.")],
    shown: Annotated[
        int, typer.Option("--shown", help="顾客看到的应付，最小单位。 What the customer was shown, minor.")
    ],
    key: Key,
    hold: Annotated[str | None, typer.Option("--hold", help="用掉的预留。 The hold it uses.")] = None,
    deposit: Annotated[str | None, typer.Option("--deposit", help="付尾款：定金那笔。 The deposit it settles.")] = None,
    integration: Integration = OURS,
    as_json: JsonOption = False,
) -> None:
    """按顾客看到的价格卖出；价格已变则拒绝。 Sell a basket at the price that was shown."""
    from zhanggui.app.offers import read_file
    from zhanggui.app.selling.opening import open_till
    from zhanggui.checkout.asked import RedeemRequest, understood
    from zhanggui.checkout.redeeming import redeem as redeemed
    from zhanggui.offers.basket import Basket

    speaking = session(context)
    shop = speaking.shop()
    said = {"key": key, "order": order, "to_pay_minor": shown, "hold": hold, "deposit": deposit}
    asked = understood(RedeemRequest, {**said, "basket": read_file(basket, Basket)})
    done, is_repeated = redeemed(open_till(shop), asked, integration=integration, at=shop.clock.now())
    _tell(speaking, done, _REDEEMED, as_json=as_json, is_repeated=is_repeated)
    if not as_json and (done.points_used or done.points_earned):
        typer.echo(speaking.say(_POINTS, used=f"{done.points_used:,}", earned=f"{done.points_earned:,}"))


@app.command()
def cancel(
    context: typer.Context,
    redemption: Redemption,
    key: Key,
    is_shops_fault: Annotated[bool, typer.Option("--shops-fault", help="商家原因。 The shop's fault.")] = False,
    integration: Integration = OURS,
    as_json: JsonOption = False,
) -> None:
    """整单取消：钱、优惠次数、券、库存都退回。 Undo a sale as a whole."""
    from zhanggui.app.selling.opening import open_till
    from zhanggui.checkout.asked import CancelRequest, understood
    from zhanggui.checkout.undoing import cancel as cancelled

    speaking = session(context)
    shop = speaking.shop()
    asked = understood(CancelRequest, {"key": key, "redemption": redemption, "is_shops_fault": is_shops_fault})
    done, is_repeated = cancelled(open_till(shop), asked, integration=integration, at=shop.clock.now())
    words = _FORFEITED if done.forfeited_minor else _CANCELLED
    _tell(speaking, done, words, as_json=as_json, is_repeated=is_repeated)


@app.command()
def refund(
    context: typer.Context,
    redemption: Redemption,
    key: Key,
    units: Annotated[
        list[str] | None, typer.Option("--units", help="行号=件数，可多次。 LINE=UNITS, repeatable.")
    ] = None,
    with_shipping: Annotated[bool, typer.Option("--with-shipping", help="连运费。 The shipping charge too.")] = False,
    goods_back: Annotated[
        bool, typer.Option("--goods-back/--goods-kept", help="货物是否退回。 Whether goods come back.")
    ] = True,
    gifts_back: Annotated[
        bool, typer.Option("--gifts-back/--gifts-kept", help="赠品是否退回。 Whether gifts come back.")
    ] = True,
    integration: Integration = OURS,
    as_json: JsonOption = False,
) -> None:
    """退一部分或全部：退的正是当时收的。 Return units exactly as they were charged."""
    from zhanggui.app.selling.opening import open_till
    from zhanggui.checkout.asked import RefundRequest, understood
    from zhanggui.checkout.undoing import return_goods

    speaking = session(context)
    shop = speaking.shop()
    said = {"key": key, "redemption": redemption, "units": _counts(units), "with_shipping": with_shipping}
    asked = understood(RefundRequest, {**said, "goods_back": goods_back, "gifts_back": gifts_back})
    done, is_repeated = return_goods(open_till(shop), asked, integration=integration, at=shop.clock.now())
    _tell(speaking, done, _REFUNDED, as_json=as_json, is_repeated=is_repeated)
    if not as_json:
        _tell_back(speaking, done)


@app.command()
def hold(
    context: typer.Context,
    key: Key,
    units: Annotated[list[str], typer.Option("--units", help="商品=件数，可多次。 SKU=UNITS, repeatable.")],
    minutes: Annotated[int, typer.Option("--minutes", help="几分钟 for how long")] = 15,
    integration: Integration = OURS,
    as_json: JsonOption = False,
) -> None:
    """为付款中的顾客预留库存，到期自动释放。 Keep goods for a customer who is paying."""
    from dataclasses import replace
    from datetime import datetime

    from zhanggui.app.selling.opening import open_till
    from zhanggui.checkout.asked import HoldRequest, understood
    from zhanggui.checkout.holding import hold as held
    from zhanggui.core.moments import when

    speaking = session(context)
    shop = speaking.shop()
    asked = understood(HoldRequest, {"key": key, "units": _counts(units), "minutes": minutes})
    done, is_repeated = held(open_till(shop), asked, integration=integration, at=shop.clock.now())
    until = when(datetime.fromisoformat(done.expires_at), shop.facts.timezone)
    _tell(
        speaking, done if as_json else replace(done, expires_at=until), _HELD, as_json=as_json, is_repeated=is_repeated
    )


@app.command()
def release(
    context: typer.Context,
    hold_id: Annotated[str, typer.Argument(metavar="HOLD", help="预留编号 the hold's number")],
    key: Key,
    integration: Integration = OURS,
    as_json: JsonOption = False,
) -> None:
    """释放预留。 Let held goods go."""
    from zhanggui.app.selling.opening import open_till
    from zhanggui.checkout.asked import ReleaseRequest, understood
    from zhanggui.checkout.holding import release as released

    speaking = session(context)
    shop = speaking.shop()
    asked = understood(ReleaseRequest, {"key": key, "hold": hold_id})
    is_repeated = released(open_till(shop), asked, integration=integration, at=shop.clock.now())
    if as_json:
        print_json({"hold": hold_id, "is_repeated": is_repeated})
    else:
        typer.echo(speaking.say(_FREED))


@app.command("balances")
def show_balances(context: typer.Context, as_json: JsonOption = False) -> None:
    """每个账户的余额；每笔分录借贷相等。 Where each account of the ledger stands."""
    from zhanggui.app.selling.opening import standings

    speaking = session(context)
    found = standings(speaking.shop())
    if as_json:
        print_json([{"account": each.account, "unit": each.unit, "amount": each.amount} for each in found])
    elif found:
        _print_standings(found, speaking)
    else:
        typer.echo(speaking.say(_EVEN))


@app.command()
def lapse(context: typer.Context, as_json: JsonOption = False) -> None:
    """到期的积分、预留、定金入账；服务每天自动做。 Book what ran out; the service does so daily."""
    from dataclasses import asdict

    from zhanggui.app.jobs.lapsing import lapse_now
    from zhanggui.surfaces.lapse_words import told

    speaking = session(context)
    shop = speaking.shop()
    done = lapse_now(shop)
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(told(done, shop.facts.currency, speaking.language))


@app.command()
def land(context: typer.Context, as_json: JsonOption = False) -> None:
    """把核销、取消、退款交给数据仓库并发布。 Hand what was sold to the warehouse."""
    from zhanggui.app.selling.landing import land_sales

    speaking = session(context)
    done = land_sales(speaking.shop())
    if as_json:
        print_json({"rows": dict(done.rows), "version": done.version})
    else:
        rows = ", ".join(f"{name} {count}" for name, count in done.rows.items())
        typer.echo(speaking.say(_LANDED, rows=rows) if rows else speaking.say(_NONE_LANDED))


def _tell_back(speaking: Session, done: Refunded) -> None:
    """What a refund did beside the money of its units."""
    from zhanggui.core.money import Money

    if done.clawed_minor:
        words = _CLAWED if done.clawed_minor > 0 else _UNCLAWED
        typer.echo(speaking.say(words, clawed=Money(abs(done.clawed_minor), done.currency)))
    if done.points_returned or done.points_reversed:
        points = {"returned": f"{done.points_returned:,}", "reversed": f"{done.points_reversed:,}"}
        typer.echo(speaking.say(_POINTS_BACK, **points))
    if done.is_last:
        typer.echo(speaking.say(_ALL_BACK, gifts=done.gifts_back))


def _counts(said: Sequence[str] | None) -> dict[str, int | str]:
    """`LINE=UNITS` as a mapping; what is no number stays as it is, and is refused where the request is read."""
    pairs = [each.rpartition("=") for each in said or ()]
    return {name: int(units) if units.isdecimal() else units for name, _, units in pairs}


def _tell(speaking: Session, done: Any, words: Words, *, as_json: bool, is_repeated: bool | None = None) -> None:
    from dataclasses import asdict

    from zhanggui.checkout.sold import STATES
    from zhanggui.core.money import Money

    facts = asdict(done)
    if as_json:
        print_json(facts if is_repeated is None else {**facts, "is_repeated": is_repeated})
        return
    money = {
        name.removesuffix("_minor"): Money(amount, facts["currency"])
        for name, amount in facts.items()
        if name.endswith("_minor")
    }
    if "state" in facts:
        facts["state"] = speaking.say(STATES[facts["state"]])
    typer.echo(speaking.say(words, **facts, **money))
    if is_repeated:
        typer.echo(speaking.say(_BEFORE))


def _print_standings(found: Sequence[Standing], speaking: Session) -> None:
    from rich.table import Table as Grid

    from zhanggui.core.currency import MINOR_DIGITS
    from zhanggui.core.money import Money

    grid = Grid(header_style="bold")
    for head in _HEADS:
        grid.add_column(head.text(speaking.language), justify="right" if head == _HEADS[-1] else "left")
    for each in found:
        amount = str(Money(each.amount, each.unit)) if each.unit in MINOR_DIGITS else str(each.amount)
        grid.add_row(each.title.text(speaking.language), each.unit, amount)
    console().print(grid)
