"""How much money lies in stock, how often does it turn over, and what does it earn?

Stock has no channel: it can be split by product and day only. Days without a count are left out of the average, so a
weekly count is a sample of the period.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.orders import LINE, NEEDS_ORDERS
from zhanggui.metrics.metric import Computed, Lasting, Metric, Ratio, Reduction, Total, Yearly
from zhanggui.metrics.value import MarginAssumption, Value, unknown

COUNT = Words(zh="每日每仓每 SKU", en="one product in one place on one day")
NEEDS_STOCK: dict[str, tuple[str, ...]] = {"stock_levels": ("on_hand",)}
NEEDS_BOTH = NEEDS_STOCK | NEEDS_ORDERS


def average_inventory(parts: Mapping[str, int], _margin: MarginAssumption | None) -> Value:
    """The mean worth of a counted day; unknown as soon as something that lay there has no cost."""
    if not parts["stock_days"]:
        return unknown("no_denominator")
    if parts["stock_without_cost"]:
        return unknown("stock_without_cost")
    return Value(estimate=round(parts["stock_value_days"] / parts["stock_days"]))


def _lacks_cost(stock: Any) -> Any:
    return stock.cost_minor.isnull() & (stock.on_hand > 0)


AVERAGE_INVENTORY = Metric(
    name="average_inventory",
    title=Words(zh="平均库存金额", en="Average inventory"),
    about=Words(
        zh="平均每天压在库存里的钱，按当天有效的单位成本。= Σ(在库 × 单位成本) ÷ 盘点天数。",
        en="Money that lies in stock on an average day, at the unit cost valid then. "
        "= Σ (on hand × unit cost) ÷ counted days.",
    ),
    unit="money",
    grain=COUNT,
    date_basis="counted",
    additivity="ratio",
    better="down",
    needs=NEEDS_STOCK | {"product_costs": ("cost_minor",)},
    ids=("A8",),
    formula=Computed(parts=("stock_value_days", "stock_days", "stock_without_cost"), compute=average_inventory),
)
AVERAGE_STOCK_UNITS = Metric(
    name="average_stock_units",
    title=Words(zh="平均库存件数", en="Average units in stock"),
    about=Words(
        zh="平均每天在库多少件。= Σ在库 ÷ 盘点天数。",
        en="Units that lie there on an average day. = Σ on hand ÷ counted days.",
    ),
    unit="units",
    grain=COUNT,
    date_basis="counted",
    additivity="ratio",
    needs=NEEDS_STOCK,
    ids=("A8",),
    formula=Ratio(numerator="stock_unit_days", denominator="stock_days"),
)
INVENTORY_TURNOVER = Metric(
    name="inventory_turnover",
    title=Words(zh="库存周转率（年）", en="Inventory turnover (a year)"),
    about=Words(
        zh="照这段时间的速度，库存一年周转几次。= 商品成本 × 365 ÷ 天数 ÷ 平均库存金额。",
        en="How often stock turns over in a year at the pace of the period. "
        "= cost of goods × 365 ÷ days ÷ average inventory.",
    ),
    unit="multiple",
    grain=COUNT,
    additivity="ratio",
    better="up",
    needs=NEEDS_BOTH | {"product_costs": ("cost_minor",)},
    ids=("A8",),
    formula=Yearly(flow="cost", level="average_inventory"),
    beside=("days_of_cover", "gmroi"),
)
DAYS_OF_COVER = Metric(
    name="days_of_cover",
    title=Words(zh="库存可售天数", en="Days of cover"),
    about=Words(
        zh="照这段时间的销量，平均库存够卖几天；不需要成本。= 平均库存件数 ÷ (支付件数 ÷ 天数)。",
        en="How long the average stock lasts at the units sold in the period; needs no costs. "
        "= average units in stock ÷ (units sold ÷ days).",
    ),
    unit="days",
    grain=COUNT,
    additivity="ratio",
    needs=NEEDS_BOTH,
    ids=("A8",),
    formula=Lasting(level="average_stock_units", flow="units"),
    beside=("inventory_turnover",),
)
GROSS_PROFIT = Metric(
    name="gross_profit",
    title=Words(zh="毛利", en="Gross profit"),
    about=Words(
        zh="净销售额减去商品成本，还没有扣平台费用和广告；缺成本时未知。= 净销售额 − 商品成本。",
        en="Net sales less the cost of goods, before fees and ads; unknown without costs. = net sales − cost of goods.",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    ids=("A8", "G1"),
    formula=Total(plus=("net_sales",), minus=("cost",)),
)
GMROI = Metric(
    name="gmroi",
    title=Words(zh="库存毛利回报 GMROI", en="GMROI"),
    about=Words(
        zh="压在库存里的一元钱，一年赚回多少毛利。= 毛利 × 365 ÷ 天数 ÷ 平均库存金额。",
        en="What one yuan in stock earns in gross profit a year. = gross profit × 365 ÷ days ÷ average inventory.",
    ),
    unit="multiple",
    grain=COUNT,
    additivity="ratio",
    better="up",
    needs=NEEDS_BOTH | {"product_costs": ("cost_minor",)},
    ids=("A8",),
    formula=Yearly(flow="gross_profit", level="average_inventory"),
)
STOCK_VALUE_DAYS = Metric(
    name="stock_value_days",
    title=Words(zh="库存金额·日", en="Stock value, day by day"),
    about=Words(
        zh="每个盘点日的库存金额之和，不是库存金额。= Σ(在库 × 单位成本)。",
        en="The worth of stock of every counted day added up, not the worth of stock. = Σ (on hand × unit cost).",
    ),
    unit="money",
    grain=COUNT,
    date_basis="counted",
    needs=NEEDS_STOCK,
    ids=("A8",),
    is_listed=False,
    formula=Reduction(relation="stock", expression=lambda stock: (stock.on_hand * stock.cost_minor).sum()),
)
STOCK_UNIT_DAYS = Metric(
    name="stock_unit_days",
    title=Words(zh="库存件数·日", en="Units in stock, day by day"),
    about=Words(
        zh="每个盘点日的在库件数之和。= Σ在库。", en="Units on hand of every counted day added up. = Σ on hand."
    ),
    unit="units",
    grain=COUNT,
    date_basis="counted",
    needs=NEEDS_STOCK,
    ids=("A8",),
    is_listed=False,
    formula=Reduction(relation="stock", expression=lambda stock: stock.on_hand.sum()),
)
STOCK_DAYS = Metric(
    name="stock_days",
    title=Words(zh="盘点天数", en="Counted days"),
    about=Words(zh="有库存记录的天数。= 去重(日期)。", en="Days with a count of stock. = distinct days."),
    unit="days",
    grain=COUNT,
    date_basis="counted",
    additivity="distinct",
    needs=NEEDS_STOCK,
    ids=("A8",),
    is_listed=False,
    formula=Reduction(relation="stock", expression=lambda stock: stock.day.nunique()),
)
STOCK_WITHOUT_COST = Metric(
    name="stock_without_cost",
    title=Words(zh="缺成本的库存行", en="Stock without a cost"),
    about=Words(
        zh="有货但不知道单位成本的库存行数。= 行数。",
        en="Counts of stock whose unit cost is not known. = count of rows with units on hand and no cost.",
    ),
    unit="lines",
    grain=COUNT,
    date_basis="counted",
    better="down",
    needs=NEEDS_STOCK,
    ids=("A8",),
    is_listed=False,
    formula=Reduction(relation="stock", expression=lambda stock: stock.count(where=_lacks_cost(stock))),
)

METRICS = (
    AVERAGE_INVENTORY,
    AVERAGE_STOCK_UNITS,
    INVENTORY_TURNOVER,
    DAYS_OF_COVER,
    GROSS_PROFIT,
    GMROI,
    STOCK_VALUE_DAYS,
    STOCK_UNIT_DAYS,
    STOCK_DAYS,
    STOCK_WITHOUT_COST,
)
