"""Where do channels work against each other: in price, in service, in stock?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses.channels.conflicts_result import ConflictRow, ConflictsResult
from zhanggui.analyses.channels.price_conflicts import price_conflicts
from zhanggui.analyses.channels.service_conflicts import Limits, service_conflicts
from zhanggui.analyses.channels.stock_conflicts import stock_conflicts
from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted
from zhanggui.core.capability import Capability
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 28
NOTHING = Words(zh="–", en="–")


class PlacesNotUnderstood(RequestAtFault):
    """Which channel sells from which place, written in another way."""

    sentence = Words(
        zh="看不懂“{text}”；写成 渠道=仓库，用逗号隔开，例如 store=门店仓,tmall=总仓。",
        en="Cannot read '{text}'; write channel=place with commas, such as store=shop floor,tmall=main.",
    )


class ConflictsParams(SalesParams):
    """Which days, how far prices may lie apart, what is good service, and which channel sells from which place."""

    price_band: Annotated[
        float,
        Field(ge=0, le=1),
        described(
            "允许的价差",
            "Price band",
            about_zh="同一商品在两个渠道的实付单价可以差多少，0.05 即 5 %",
            about_en="How far one product's net prices on two channels may lie apart; 0.05 is 5 %",
        ),
    ] = 0.05
    refund_hours: Annotated[
        int, Field(ge=1, le=720), described("退款时限（小时）", "Refund within (hours)", unit="hours")
    ] = 48
    reply_minutes: Annotated[
        int, Field(ge=1, le=10_080), described("首次响应时限（分钟）", "First answer within (minutes)", unit="minutes")
    ] = 30
    places: Annotated[
        str,
        described(
            "渠道的仓库",
            "Places of channels",
            about_zh="渠道=仓库，逗号隔开，如 store=门店仓；用来把缺货换算成钱。仓库与渠道同名时不用写",
            about_en="channel=place with commas, such as store=shop floor, to put stock-outs in money; not needed where a "
            "place is called like its channel",
        ),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 100


def run(warehouse: Warehouse, params: ConflictsParams) -> ConflictsResult:
    """Three detectors over the same days; each row has its evidence and the money in it, which do not add up."""
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period).model_copy(update={"channel": None})
    counted = sales_counted(warehouse, asked)
    titles = _titles(warehouse)
    found = {
        "price": price_conflicts(warehouse, asked, params.price_band, titles),
        "service": service_conflicts(
            warehouse, period, Limits(refund_hours=params.refund_hours, reply_minutes=params.reply_minutes), titles
        ),
        "stock": stock_conflicts(warehouse, asked, period, _places(params.places, titles)),
    }
    rows = sorted((row for each in found.values() for row in each), key=_largest_first)
    return ConflictsResult(
        headline=_headline(found, rows),
        caveats=(*_caveats(warehouse, params, found, len(rows)), *left_out(counted, warehouse.currency)),
        first_day=period.start,
        last_day=period.last_day,
        price_conflicts=len(found["price"]),
        service_conflicts=len(found["service"]),
        stock_conflicts=len(found["stock"]),
        rows=tuple(rows[: params.limit]),
    )


def _titles(warehouse: Warehouse) -> dict[str, Words]:
    lines = warehouse.table("sale_lines")
    names = warehouse.fetch(lines.select("channel").distinct()).column("channel").to_pylist()
    told = called(warehouse, dimension("channel"))
    return {name: named(told, name) for name in names}


def _places(text: str, titles: Mapping[str, Words]) -> dict[str, tuple[str, ...]]:
    """The channels that sell from each place: as told, and those called like their place."""
    places: dict[str, tuple[str, ...]] = {name: (name,) for name in titles}
    for part in filter(None, (each.strip() for each in text.replace("，", ",").split(","))):
        channel, separator, place = part.partition("=")
        if not (separator and channel.strip() and place.strip()):
            raise PlacesNotUnderstood(text=part)
        places[place.strip()] = (*places.get(place.strip(), ()), channel.strip())
    return places


def _largest_first(row: ConflictRow) -> tuple[bool, int, str, str]:
    return row.size is None, -(row.size.minor if row.size else 0), row.kind.code, row.sku or ""


def _headline(found: Mapping[str, Sequence[ConflictRow]], rows: Sequence[ConflictRow]) -> Sentence:
    if not rows:
        return sentence("none")
    first = rows[0]
    facts = {"price": len(found["price"]), "service": len(found["service"]), "stock": len(found["stock"])}
    return sentence(
        "headline", **facts, kind=KINDS[first.kind.code], side=first.side, other=first.other_side, size=first.size
    )


def _caveats(
    warehouse: Warehouse, params: ConflictsParams, found: Mapping[str, Sequence[ConflictRow]], count: int
) -> Iterable[Sentence]:
    yield sentence("how_sized", band=Rate(params.price_band))
    if not warehouse.loaded("stock_levels"):
        yield sentence("no_stock")
    elif any(row.size is None for row in found["stock"]):
        yield sentence("places_unknown")
    if not (
        {"refunds", "tickets", "reviews"}
        & {name for name in ("refunds", "tickets", "reviews") if warehouse.loaded(name)}
    ):
        yield sentence("no_service")
    if count > params.limit:
        yield sentence("not_listed", count=count - params.limit)


KINDS = {
    "price": Words(zh="价格", en="price"),
    "service": Words(zh="服务", en="service"),
    "stock": Words(zh="库存", en="stock"),
}
CAPABILITY = Capability(
    name="channels.conflicts",
    title=Words(zh="渠道冲突", en="Conflicts between channels"),
    question=Words(
        zh="渠道之间在价格、服务、库存上哪里互相打架，涉及多少钱？",
        en="Where do channels work against each other in price, service and stock, and how much money is in it?",
    ),
    params=ConflictsParams,
    result=ConflictsResult,
    run=run,
    sentences={
        "headline": Words(
            zh="价格冲突 {price} 个、服务冲突 {service} 个、库存冲突 {stock} 个；最大的是{kind}：{side} 对 {other}，涉及 {size}。",
            en="Conflicts of price: {price}, of service: {service}, of stock: {stock}. The largest is of {kind}: {side} against "
            "{other}, {size} in it.",
        ),
        "none": Words(zh="没有发现渠道冲突。", en="No conflict between channels was found."),
        "how_sized": Words(
            zh="涉及金额：价格 = 贵的一边在共同销售日卖出的件数 × 差价（差价在 {band} 以内不算）；服务 = 比其他渠道多出的差评、慢单 × 笔单价；"
            "库存 = 缺货天数 × 有货时每天的销售。三者不能相加，也不等于损失。",
            en="Money in it: price = units sold on the dearer side on common days × the difference (within {band} does not "
            "count); service = cases served badly beyond the others × order value; stock = days out × sales a day while in "
            "stock. They do not add up, nor are they losses.",
        ),
        "no_stock": Words(
            zh="没有库存数据，看不到库存冲突：请导入库存表（zhanggui template stock）。",
            en="No stock is loaded: load stock levels (zhanggui template stock) to see conflicts of stock.",
        ),
        "places_unknown": Words(
            zh="有仓库没有说明由哪个渠道销售，缺货不能换算成钱：请填“渠道的仓库”，例如 store=门店仓。",
            en="For some places no channel is named, so that stock-outs have no price: fill in the places, such as store=shop floor.",
        ),
        "no_service": Words(
            zh="没有售后、工单或评价数据，看不到服务冲突。",
            en="No refunds, cases or reviews are loaded: conflicts of service cannot be seen.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个较小的冲突没有列出。",
            en="{count} smaller {count:conflict|conflicts} {count:is|are} not listed.",
        ),
        **KINDS,
        "sure": Words(zh="确定", en="sure"),
        "seen": Words(zh="见到，未必不是偶然", en="seen; may be chance"),
        "price_evidence": Words(
            zh="{days} 天两边都卖，{days_dearer} 天这边更贵：{price} 对 {other_price}（差 {gap}），这边卖出 {units} 件",
            en="both sold on {days} {days:day|days}, dearer here on {days_dearer}: {price} against {other_price} ({gap} apart), {units} {units:unit|units} here",
        ),
        "service_refunds": Words(
            zh="{cases} 笔退款里 {share} 在 {bound} 小时内退完，其他渠道 {others}；多慢了约 {more} 笔",
            en="{share} of {cases} refunds done within {bound} hours, {others} elsewhere; about {more} more were slow",
        ),
        "service_replies": Words(
            zh="{cases} 次咨询里 {share} 在 {bound} 分钟内响应，其他渠道 {others}；多慢了约 {more} 次",
            en="{share} of {cases} cases answered within {bound} minutes, {others} elsewhere; about {more} more were slow",
        ),
        "service_stars": Words(
            zh="{cases} 条评价里 {share} 在 {bound} 星及以上，其他渠道 {others}；多了约 {more} 条差评",
            en="{share} of {cases} reviews with {bound} stars or more, {others} elsewhere; about {more} more are bad",
        ),
        "stock_evidence": Words(
            zh="这边缺货 {days_out} 天，同日另一边至少有 {least_held} 件",
            en="out here on {days_out} days on which the other side held at least {least_held}",
        ),
        **LEFT_OUT,
    },
    tables={"sale_lines": ()},
    ids=("N2", "G9"),
)
