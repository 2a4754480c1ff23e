"""How many buyers are lost, and what is a buyer worth by the rule of thumb?

A purchase is judged on the day its 90 days are over: by then the customer has bought again, or counts as lost. So
nothing is judged before it can be known, and the latest 90 days of orders are not in these numbers.
"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.customers import BUYER, NEEDS_CUSTOMERS
from zhanggui.metrics.metric import Metric, Ratio, Reduction

PURCHASE = Words(zh="每位顾客的每个购买日", en="one day of purchase of one customer")

DUE_BUYERS = Metric(
    name="due_buyers",
    title=Words(zh="到期买家", en="Buyers due"),
    about=Words(
        zh="有购买在这段时间里满 90 天的已知买家。= 去重(顾客)。",
        en="Known buyers with a purchase whose 90 days ended in the period. = distinct customers.",
    ),
    unit="buyers",
    grain=BUYER,
    date_basis="due",
    additivity="distinct",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    is_listed=False,
    formula=Reduction(relation="due_purchases", expression=lambda purchases: purchases.customer.nunique()),
)
LAPSED_BUYERS = Metric(
    name="lapsed_buyers",
    title=Words(zh="流失买家", en="Buyers lost"),
    about=Words(
        zh="在这段时间里满 90 天没有再买的已知买家（在任何渠道）。= 去重(顾客)。",
        en="Known buyers whose 90 days without another purchase, on any channel, ended in the period. "
        "= distinct customers.",
    ),
    unit="buyers",
    grain=BUYER,
    date_basis="due",
    additivity="distinct",
    better="down",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    formula=Reduction(
        relation="due_purchases",
        expression=lambda purchases: purchases.customer.nunique(where=purchases.is_last == 1),
    ),
)
CHURN_RATE = Metric(
    name="churn_rate",
    title=Words(zh="流失率（90 天）", en="Churn rate (90 days)"),
    about=Words(
        zh="购买满 90 天的买家里，有多少一直没有再买。= 流失买家 ÷ 到期买家。",
        en="How many of the buyers whose 90 days are over had not bought again. = buyers lost ÷ buyers due.",
    ),
    unit="ratio",
    grain=BUYER,
    date_basis="due",
    additivity="ratio",
    better="down",
    needs=NEEDS_CUSTOMERS,
    ids=("A10", "D8"),
    formula=Ratio(numerator="lapsed_buyers", denominator="due_buyers"),
)
DUE_PURCHASES = Metric(
    name="due_purchases",
    title=Words(zh="到期购买", en="Purchases due"),
    about=Words(
        zh="在这段时间里满 90 天的购买，同一天的几单算一次。= 去重(顾客, 购买日)。",
        en="Purchases whose 90 days ended in the period; the orders of one day are one. "
        "= distinct pairs of customer and day.",
    ),
    unit="orders",
    grain=PURCHASE,
    date_basis="due",
    additivity="per_order",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    is_listed=False,
    formula=Reduction(relation="due_purchases", expression=lambda purchases: purchases.count()),
)
LAST_PURCHASES = Metric(
    name="last_purchases",
    title=Words(zh="没有后续的购买", en="Purchases not followed"),
    about=Words(
        zh="满 90 天没有后续购买的购买。= 去重(顾客, 购买日)。",
        en="Purchases that no other followed within 90 days. = distinct pairs of customer and day.",
    ),
    unit="orders",
    grain=PURCHASE,
    date_basis="due",
    additivity="per_order",
    better="down",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    is_listed=False,
    formula=Reduction(relation="due_purchases", expression=lambda purchases: purchases.is_last.sum()),
)
LAST_PURCHASE_SHARE = Metric(
    name="last_purchase_share",
    title=Words(zh="一去不返的比例", en="Share of purchases not followed"),
    about=Words(
        zh="每次购买之后 90 天内没有再买的比例。= 没有后续的购买 ÷ 到期购买。",
        en="How many purchases no other followed within 90 days. = purchases not followed ÷ purchases due.",
    ),
    unit="ratio",
    grain=PURCHASE,
    date_basis="due",
    additivity="ratio",
    better="down",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    is_listed=False,
    formula=Ratio(numerator="last_purchases", denominator="due_purchases"),
)
EXPECTED_PURCHASES = Metric(
    name="expected_purchases",
    title=Words(zh="一生购买次数（经验）", en="Purchases of a lifetime (rule of thumb)"),
    about=Words(
        zh="频次 × 生命周期：如果每次购买后不再回来的比例一直不变，平均一位买家一共买几次。= 到期购买 ÷ 没有后续的购买。",
        en="Frequency × lifetime: how often a buyer buys in all if the share who never return stays as it is. "
        "= purchases due ÷ purchases not followed.",
    ),
    unit="multiple",
    grain=PURCHASE,
    date_basis="due",
    additivity="ratio",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A10", "D7"),
    formula=Ratio(numerator="due_purchases", denominator="last_purchases"),
)
LTV_NAIVE = Metric(
    name="ltv_naive",
    title=Words(zh="终身价值 LTV（经验公式）", en="LTV (rule of thumb)"),
    about=Words(
        zh="客单价 × 购买频次 × 生命周期，是销售额不是利润，假设人人一样；和获客成本一起看。"
        "= 笔单价 ÷ 一去不返的比例。",
        en="AOV × frequency × lifetime: sales, not profit, and everybody taken as alike; read it beside the cost per new "
        "buyer. = AOV ÷ share of purchases not followed.",
    ),
    unit="money",
    grain=BUYER,
    additivity="ratio",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A10", "D7"),
    formula=Ratio(numerator="aov", denominator="last_purchase_share"),
    beside=("cost_per_new_buyer", "contribution_margin"),
)

METRICS = (
    CHURN_RATE,
    LAPSED_BUYERS,
    EXPECTED_PURCHASES,
    LTV_NAIVE,
    DUE_BUYERS,
    DUE_PURCHASES,
    LAST_PURCHASES,
    LAST_PURCHASE_SHARE,
)
