"""Which facts about channels, days, costs and fees do the sales rest on?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column

FEE_KINDS = ("commission", "payment", "fixed_per_order", "fixed_per_unit", "shipping_per_order", "packaging_per_order")


class Channels(Contract):
    """One place where the shop sells."""

    name = "channels"
    kind = "dimension"
    title = Words(zh="渠道", en="Channels")
    grain = Words(zh="每个渠道一行", en="one row per channel")
    key = ("channel",)
    export_hint = Words(zh="渠道在首次导入时自动建立", en="a channel is made when its first export is loaded")

    channel = column(
        "text",
        "渠道",
        "Channel",
        required=True,
        about_zh="标识，如 taobao、jd、own_site",
        about_en="Identifier such as taobao, jd, own_site",
    )
    platform = column("text", "平台", "Platform")
    title_zh = column("text", "中文名", "Chinese name")
    title_en = column("text", "英文名", "English name")
    kind_of_channel = column("text", "类型", "Kind", choices=("marketplace", "own_site", "social", "offline"))
    opened_day = column("day", "开店日", "Opened on")


class Calendar(Contract):
    """One day with what makes it special; built by the warehouse itself."""

    name = "calendar"
    kind = "derived"
    title = Words(zh="日历", en="Calendar")
    grain = Words(zh="每天一行", en="one row per day")
    key = ("day",)
    export_hint = Words(zh="由系统计算，无需导出", en="computed by the system; needs no export")

    day = column("day", "日期", "Day", required=True)
    weekday = column(
        "integer", "星期", "Weekday", required=True, about_zh="1=周一 … 7=周日", about_en="1 Monday … 7 Sunday"
    )
    week_start = column("day", "周一", "Monday of the week", required=True)
    month_start = column("day", "月初", "First of the month", required=True)
    is_public_holiday = column("flag", "法定假日", "Public holiday", required=True)
    is_makeup_workday = column("flag", "调休上班日", "Make-up workday", required=True)
    holiday = column(
        "text",
        "假日名称",
        "Holiday",
        about_zh="所属法定假日的代码，如 spring_festival；调休上班日也写其所属假日",
        about_en="Code of the public holiday such as spring_festival; a make-up workday names the one it pays for",
    )
    lunar_month = column(
        "integer", "农历月", "Lunar month", required=True, about_zh="闰月为负", about_en="Negative in a leap month"
    )
    lunar_day = column("integer", "农历日", "Lunar day", required=True)
    festival = column(
        "text",
        "购物节",
        "Shopping festival",
        about_zh="所处的购物节（含预热），如 chunjie、618、double11、zhongqiu",
        about_en="The festival (warm-up included) the day is in: chunjie, 618, double11, zhongqiu, …",
    )
    festival_phase = column("text", "阶段", "Phase", choices=("warm_up", "main", "review"))
    next_festival = column("text", "下一个购物节", "Next festival", required=True)
    days_to_festival = column(
        "integer",
        "距下一购物节天数",
        "Days to the next festival",
        required=True,
        about_zh="距其节日当天的天数；当天为 0",
        about_en="Days to its feast; 0 on the feast",
    )
    aligned_last_year = column(
        "day",
        "去年对应日",
        "Aligned day of last year",
        required=True,
        about_zh="去年可比日：购物节窗口内按距节日当天的天数对齐（农历节日随农历，618、双 11 同日），其余取 364 天前的同一星期",
        about_en="In a festival's window as far from last year's feast (lunar feasts move, 618 keeps its date); else 364 days before",
    )


class Fees(Contract):
    """What a channel charges, from a day on."""

    name = "fees"
    kind = "dimension"
    title = Words(zh="渠道费用", en="Channel fees")
    grain = Words(zh="每个渠道每种费用每个生效日一行", en="one row per channel, kind and first day")
    key = ("channel", "kind_of_fee", "category", "valid_from")
    export_hint = Words(zh="费用模板：zhanggui template fees", en="the fees template: zhanggui template fees")

    channel = column("text", "渠道", "Channel", required=True)
    kind_of_fee = column("text", "费用类型", "Kind of fee", required=True, choices=FEE_KINDS)
    category = column("text", "类目", "Category", about_zh="空表示全部类目", about_en="Empty: all categories")
    valid_from = column("day", "生效日", "Valid from", required=True)
    rate = column(
        "ratio",
        "费率",
        "Rate",
        about_zh="占已付应付货款的比例（commission、payment）",
        about_en="Share of what was due and paid (commission, payment)",
    )
    amount_minor = column(
        "money", "固定金额", "Fixed amount", about_zh="每单或每件的固定费用", about_en="Fixed charge per order or unit"
    )
    currency = column("text", "币种", "Currency")


class ProductCosts(Contract):
    """What one unit costs the shop, from a day on."""

    name = "product_costs"
    kind = "dimension"
    title = Words(zh="商品成本", en="Product costs")
    grain = Words(zh="每个 SKU 每个生效日一行", en="one row per SKU and first day")
    key = ("sku", "valid_from")
    export_hint = Words(zh="成本模板：zhanggui template costs", en="the costs template: zhanggui template costs")

    sku = column("text", "SKU", "SKU", required=True)
    valid_from = column("day", "生效日", "Valid from", required=True)
    cost_minor = column(
        "money",
        "单位成本",
        "Unit cost",
        required=True,
        about_zh="到库成本：进货、生产、头程运费",
        about_en="Landed: purchase or production, inbound freight",
    )
    currency = column("text", "币种", "Currency", required=True)


class PriceHistory(Contract):
    """What a product was offered at, from an instant on."""

    name = "price_history"
    kind = "dimension"
    title = Words(zh="价格历史", en="Price history")
    grain = Words(zh="每个 SKU 每个渠道每次变价一行", en="one row per SKU, channel and change of price")
    key = ("channel", "sku", "valid_from")
    export_hint = Words(
        zh="价格历史模板：zhanggui template prices；商品价格导出、调价记录",
        en="the template: zhanggui template prices; price exports and logs of price changes",
    )

    channel = column("text", "渠道", "Channel", required=True)
    sku = column("text", "SKU", "SKU", required=True)
    valid_from = column("instant", "生效时间", "Valid from", required=True)
    price_minor = column("money", "价格", "Price", required=True)
    list_price_minor = column("money", "划线价", "Compare-at price")
    currency = column("text", "币种", "Currency", required=True)
    source = column("text", "来源", "Source")


class Exclusions(Contract):
    """An order or a customer that does not count: sample, staff, brushing (刷单)."""

    name = "exclusions"
    kind = "dimension"
    title = Words(zh="排除名单", en="Exclusions")
    grain = Words(zh="每个被排除的订单或顾客一行", en="one row per excluded order or customer")
    key = ("channel", "order_id", "customer")
    export_hint = Words(
        zh="排除名单模板：zhanggui template exclusions", en="the template: zhanggui template exclusions"
    )

    channel = column("text", "渠道", "Channel")
    order_id = column("text", "订单编号", "Order id")
    customer = column("pseudonym", "顾客", "Customer")
    reason = column("text", "原因", "Reason", required=True, choices=("sample", "staff", "brushing", "test", "other"))


class FxRates(Contract):
    """What one unit of a currency was worth in another on a day."""

    name = "fx_rates"
    kind = "dimension"
    title = Words(zh="汇率", en="Exchange rates")
    grain = Words(zh="每日每对币种一行", en="one row per day and pair of currencies")
    key = ("day", "currency", "quote_currency")
    export_hint = Words(
        zh="中国外汇交易中心的人民币汇率中间价，或财务使用的汇率表",
        en="the central parity rates published by CFETS, or the rates that your accounting uses",
    )

    day = column("day", "日期", "Day", required=True)
    currency = column("text", "币种", "Currency", required=True)
    quote_currency = column("text", "目标币种", "Quote currency", required=True)
    rate = column(
        "ratio",
        "汇率",
        "Rate",
        required=True,
        about_zh="1 单位币种值多少目标币种",
        about_en="Units of the quote currency for one unit of the currency",
    )
