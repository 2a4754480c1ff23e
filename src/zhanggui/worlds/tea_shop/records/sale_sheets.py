"""What do the channels' exports say about the orders, as known at a moment?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhanggui.worlds.tea_shop.invented import PROVINCES, words
from zhanggui.worlds.tea_shop.nature.days import Flags, Whole, day_of, is_main_phase
from zhanggui.worlds.tea_shop.randomness import even
from zhanggui.worlds.tea_shop.records.after_sheets import coupon_uses_sheet, refunds_sheet, reviews_sheet
from zhanggui.worlds.tea_shop.records.baskets import sums
from zhanggui.worlds.tea_shop.records.moments import DEPOSIT_PART, MINUTE, NEVER
from zhanggui.worlds.tea_shop.records.sales import Sales
from zhanggui.worlds.tea_shop.records.settlements import is_payment_lost, settlement_sheet
from zhanggui.worlds.tea_shop.records.sheets import instants, sheet
from zhanggui.worlds.tea_shop.records.telling import (
    CURRENCY,
    STORES,
    Named,
    Telling,
    Window,
    coupon_codes,
    line_ids,
    listing_ids,
    of_channel,
    order_ids,
    pseudonyms_of,
    refunded_by,
)
from zhanggui.worlds.tea_shop.truth import Truth

STATUSES = ("created", "paid", "shipped", "completed", "closed")
_SAID_STATUSES = ("等待买家付款", "买家已付款,等待卖家发货", "卖家已发货,等待买家确认", "交易成功", "交易关闭")
_METHODS = {
    "tmall": ("alipay", "alipay", "alipay", "huabei"),
    "jd": ("wechat_pay", "jd_pay", "jd_pay", "baitiao"),
    "douyin": ("douyin_pay", "douyin_pay", "alipay", "wechat_pay"),
    "own_site": ("wechat_pay", "wechat_pay", "alipay", "alipay"),
    "store": ("wechat_pay", "alipay", "wechat_pay", "cash"),
}
_SOURCES = {
    "tmall": ("手淘搜索", "手淘推荐", "淘内广告", "我的淘宝", "活动会场"),
    "jd": ("京东搜索", "京东推荐", "京准通", "我的京东", "活动会场"),
    "douyin": ("直播间", "短视频", "千川广告", "商城搜索", "达人橱窗"),
    "own_site": ("自然搜索", "公众号", "信息流广告", "直接访问", "短信"),
    "store": (None, None, None, None, None),
}
_FORMATS = {  # beside the sources
    "tmall": (None,) * 5,
    "jd": (None,) * 5,
    "douyin": ("live", "short_video", None, "product_card", "product_card"),
    "own_site": (None,) * 5,
    "store": ("store",) * 5,
}
_NOTES = (None,) * 30 + ("送人的，请包装好一点", "麻烦尽快发货，谢谢", "请不要放价格单")


def sale_sheets(
    telling: Telling, sales: Sales, window: Window, *, statements_from: int = -(2**62)
) -> dict[str, pa.Table]:
    """The tables of these orders: new ones in full, earlier ones again where something happened in the window.

    Statements reach back no further than `statements_from`.
    """
    named = Named(
        telling=telling,
        sales=sales,
        window=window,
        order_ids=order_ids(telling, sales),
        customers=pseudonyms_of(telling, sales.bought.customer),
        refunded=refunded_by(sales, window.known),
    )
    return {
        "orders": _orders(named),
        "order_lines": _order_lines(named),
        "payments": _payments(named),
        "refunds": refunds_sheet(named),
        "settlement_lines": settlement_sheet(named, statements_from),
        "coupon_uses": coupon_uses_sheet(named),
        "reviews": reviews_sheet(named),
    }


def _orders(named: Named) -> pa.Table:
    sales, known = named.sales, named.window.known
    filled, when, bought = sales.filled, sales.when, sales.bought
    told = np.flatnonzero(_touched(sales, named.window) & (when.ordered < known))
    goods, platform, merchant, influencer = (
        sums(filled.order, amount, len(sales))[told]
        for amount in (filled.due, filled.platform, filled.merchant, filled.influencer)
    )
    total = goods + filled.order_shipping[told]
    is_paid = (when.paid < known)[told]
    refunded = named.refunded[told]
    status, closed = _status(sales, told, known, fully=is_paid & (refunded >= total) & (total > 0))
    channel = bought.channel[told]
    store = channel == named.telling.channels.index("store")
    homes, cities = _homes(named, bought.customer[told], store)
    register, number = named.telling.register, sales.number[told]
    pick = (even(register.seed, "order words", number) * 20).astype(np.int64)
    return sheet(
        "orders",
        len(told),
        {
            "channel": words(named.telling.channels, channel),
            "order_id": named.order_ids.take(pa.array(told)),
            "store": words(list(STORES.values()), channel),
            "customer": named.customers.take(pa.array(told)),
            "status": words(STATUSES, status),
            "channel_status": words(_SAID_STATUSES, status),
            "ordered_at": instants(when.ordered[told], known),
            "paid_at": instants(when.paid[told], known),
            "shipped_at": instants(when.shipped[told], known),
            "completed_at": instants(when.completed[told], known),
            "closed_at": instants(closed, known),
            "close_reason": words(
                (None, "买家未付款", "退款"),
                np.where(status == 4, np.where(is_paid, 2, 1), 0),  # noqa: PLR2004
            ),
            "units": sums(filled.order, filled.quantity, len(sales))[told],
            "currency": CURRENCY,
            "goods_minor": goods,
            "shipping_minor": filled.order_shipping[told],
            "tax_minor": 0,
            "total_minor": total,
            "discount_platform_minor": platform,
            "discount_merchant_minor": merchant,
            "discount_influencer_minor": influencer,
            "paid_minor": np.where(is_paid, total, 0),
            "refunded_minor": refunded,
            "payment_method": of_channel(_METHODS, named.telling.channels, channel, pick % 4, is_paid),
            "discount_codes": coupon_codes(sales, told),
            "country": "CN",
            "province": homes,
            "city": cities,
            "device": words(("mobile", "desktop", "store"), np.where(store, 2, pick == 0)),
            "traffic_source": of_channel(_SOURCES, named.telling.channels, channel, pick % 5, ~store),
            "selling_format": of_channel(_FORMATS, named.telling.channels, channel, pick % 5, channel >= 0),
            "campaign": _festival_campaigns(named.telling.truth, bought.day[told], store),
            "influencer_id": _influencers(sales, told),
            "is_presale": when.is_presale[told],
            "is_sample": False,
            "buyer_note": words(_NOTES, np.where(store, 0, number * 31 % len(_NOTES))),
        },
    )


def _order_lines(named: Named) -> pa.Table:
    sales, telling = named.sales, named.telling
    filled = sales.filled
    told = np.flatnonzero(named.window.has(sales.when.ordered)[filled.order])
    order, product = filled.order[told], filled.product[told]
    channel = sales.bought.channel[order]
    return sheet(
        "order_lines",
        len(told),
        {
            "channel": words(telling.channels, channel),
            "order_id": named.order_ids.take(pa.array(order)),
            "line_id": line_ids(named, told),
            "kind_of_line": "sale",
            "sku": words([item.sku for item in telling.products], product),
            "listing_id": listing_ids(telling.truth, channel, product),
            "product_name": words([item.title for item in telling.products], product),
            "variant": words([item.variant for item in telling.products], product),
            "quantity": filled.quantity[told],
            "unit_price_minor": filled.unit_price[told],
            "gross_minor": filled.gross[told],
            "discount_platform_minor": filled.platform[told],
            "discount_merchant_minor": filled.merchant[told],
            "discount_influencer_minor": filled.influencer[told],
            "due_minor": filled.due[told],
            "tax_minor": 0,
            "influencer_id": _influencers(sales, order),
        },
    )


def _payments(named: Named) -> pa.Table:
    """One payment an order, but for those that the export leaves out; a presale order pays a deposit and the rest."""
    sales = named.sales
    when, filled = sales.when, sales.filled
    told = np.flatnonzero(named.window.has(when.paid) & ~is_payment_lost(named.telling.truth, sales))
    total = (sums(filled.order, filled.due, len(sales)) + filled.order_shipping)[told]
    deposit = np.where(when.is_presale[told], np.rint(total * DEPOSIT_PART).astype(np.int64), 0)
    early = np.flatnonzero(deposit > 0)
    order = np.concatenate([told, told[early]])
    stage = np.concatenate([np.where(deposit > 0, 2, 0), np.ones(len(early), dtype=np.int64)])
    at = np.concatenate([when.paid[told], when.ordered[told][early] + MINUTE])
    channel = sales.bought.channel[order]
    pick = (even(named.telling.register.seed, "order words", sales.number[order]) * 20).astype(np.int64)
    ids = named.order_ids.take(pa.array(order))
    suffix = words(("-P", "-D", "-P"), stage)
    return sheet(
        "payments",
        len(order),
        {
            "channel": words(named.telling.channels, channel),
            "payment_id": pc.binary_join_element_wise(ids, suffix, ""),
            "order_id": ids,
            "paid_at": instants(at, NEVER),
            "amount_minor": np.concatenate([total - deposit, deposit[early]]),
            "currency": CURRENCY,
            "method": of_channel(_METHODS, named.telling.channels, channel, pick % 4, np.ones(len(order), dtype=bool)),
            "stage": words(("full", "deposit", "final"), stage),
        },
    )


def _touched(sales: Sales, window: Window) -> Flags:
    when = sales.when
    touched = np.zeros(len(sales), dtype=bool)
    for moment in (when.ordered, when.paid, when.shipped, when.completed, when.closed):
        touched |= window.has(moment)
    touched[sales.back.order[window.has(sales.back.refunded)]] = True
    return touched


def _status(sales: Sales, told: Whole, known: int, *, fully: Flags) -> tuple[Whole, Whole]:
    """Position in STATUSES, and when closed: unpaid in time, cancelled, or all money given back."""
    when = sales.when
    last_refund = np.zeros(len(sales), dtype=np.int64)
    done = sales.back.refunded < known
    np.maximum.at(last_refund, sales.back.order[done], sales.back.refunded[done])
    closed = np.where(when.closed[told] < known, when.closed[told], np.where(fully, last_refund[told], NEVER))
    status = (when.paid[told] < known) + 0
    status = np.where(when.shipped[told] < known, 2, status)
    status = np.where(when.completed[told] < known, 3, status)
    return np.where(closed < known, 4, status), closed


def _homes(named: Named, customer: Whole, store: Whole) -> tuple[pa.Array, pa.Array]:
    province, city = named.telling.register.homes(np.abs(customer))
    province, city = np.where(store, 1, province), np.where(store, 0, city)
    cities = [name for _, _, names in PROVINCES for name in names]
    first = np.cumsum([0] + [len(names) for _, _, names in PROVINCES])[:-1]
    return words([name for name, _, _ in PROVINCES], province), words(cities, first[province] + city)


def _festival_campaigns(truth: Truth, day: Whole, store: Whole) -> pa.Array:
    if not len(day):
        return pa.nulls(0, pa.string())
    days = np.arange(day.min(), day.max() + 1)
    names: list[str | None] = [None]
    code = np.zeros(len(days), dtype=np.int64)
    for festival in truth.festivals:
        running = is_main_phase(festival.name, days)
        years = sorted({day_of(int(number)).year for number in days[running]}) if festival.price_factor < 1 else []
        for year in years:
            in_year = running & (days.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970 == year)
            code[in_year] = len(names)
            names.append(f"{festival.name}-{year}")
    return words(names, np.where(store, 0, code[day - days[0]]))


def _influencers(sales: Sales, order: Whole) -> pa.Array:
    influenced = sales.filled.order_is_influenced[order]
    who = (sales.number[order] * 2_654_435_761 % 997) ** 2 // 24_900
    return words(
        [None, *(f"DR{number:03d}" for number in range(1, 41))], np.where(influenced, 1 + np.minimum(who, 39), 0)
    )
