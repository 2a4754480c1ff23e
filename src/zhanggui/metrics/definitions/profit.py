"""What is left after cost and fees, and how sure is it?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.orders import LINE, NEEDS_ORDERS
from zhanggui.metrics.kinds import is_sold, lacks_cost
from zhanggui.metrics.metric import Computed, Metric, Ratio, Reduction, Total
from zhanggui.metrics.value import MarginAssumption, Value, unknown


def contribution(parts: Mapping[str, int], margin: MarginAssumption | None) -> Value:
    """What is left after cost and fees; with costs missing, only as far as the owner's margin interval goes.

    profit = Σ net sales − Σ cost − Σ fees over lines whose cost is known, plus margin × Σ net sales of the others.

    >>> known = {"net_sales": 100, "known_cost": 40, "fees_of_costed_lines": 5, "costed_lines_without_fees": 0}
    >>> contribution(known | {"lines_without_cost": 0, "net_sales_without_cost": 0}, None).estimate
    55
    >>> half = known | {"lines_without_cost": 1, "net_sales_without_cost": 20}
    >>> contribution(half, None).reason
    'costs_missing'
    >>> margin = MarginAssumption(low=0.1, estimate=0.25, high=0.5)
    >>> contribution(half, margin)
    Value(estimate=40, low=37, high=45, reason=None)
    """
    reason = "fees_missing" if parts["costed_lines_without_fees"] else None
    uncosted = parts["net_sales_without_cost"]
    sure = parts["net_sales"] - uncosted - parts["known_cost"] - parts["fees_of_costed_lines"]
    if not parts["lines_without_cost"]:
        return Value(estimate=sure, reason=reason)
    if margin is None:
        return unknown("costs_missing")
    low, high = sorted((round(uncosted * margin.low), round(uncosted * margin.high)))
    return Value(estimate=sure + round(uncosted * margin.estimate), low=sure + low, high=sure + high, reason=reason)


def cost(parts: Mapping[str, int], _margin: MarginAssumption | None) -> Value:
    """The cost of what was sold and kept, or unknown as soon as one product's cost is."""
    return unknown("costs_missing") if parts["lines_without_cost"] else Value(estimate=parts["known_cost"])


def fees(parts: Mapping[str, int], _margin: MarginAssumption | None) -> Value:
    """What the channels charge; unknown without any rates, with a reservation where some channels have none."""
    if not parts["paid_lines_without_fees"]:
        return Value(estimate=parts["known_fees"])
    if not parts["paid_lines_with_fees"]:
        return unknown("fees_unknown")
    return Value(estimate=parts["known_fees"], reason="fees_partly_known")


COST = Metric(
    name="cost",
    title=Words(zh="商品成本", en="Cost of goods"),
    about=Words(
        zh="已付款且没有退回的商品的成本；只要有一种商品没有成本就未知。= Σ单位成本 × (数量 − 退回件数)。",
        en="What the goods cost that were paid for and not returned; unknown as soon as one product has no cost. "
        "= Σ unit cost × (quantity − returned).",
    ),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    ids=("G1",),
    formula=Computed(parts=("known_cost", "lines_without_cost"), compute=cost),
)
FEES = Metric(
    name="fees",
    title=Words(zh="平台费用", en="Channel fees"),
    about=Words(
        zh="渠道收取的佣金、支付、发货等费用，按费率表计算。= Σ费用（已付款）。",
        en="Commission, payment, shipping and packaging charges by the channels' rates. = Σ fees of paid lines.",
    ),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    ids=("G1",),
    formula=Computed(parts=("known_fees", "paid_lines_without_fees", "paid_lines_with_fees"), compute=fees),
)
CONTRIBUTION_PROFIT = Metric(
    name="contribution_profit",
    title=Words(zh="贡献利润", en="Contribution profit"),
    about=Words(
        zh="净销售额减去商品成本和平台费用后剩下的钱，是唯一的目标。缺成本时未知；声明了毛利区间时按区间估计，并标为假设。"
        "= 净销售额 − 成本 − 费用（缺成本的行：净销售额 × 毛利区间）。",
        en="What is left of net sales after cost and channel fees: the only objective. Unknown without costs; with a "
        "declared margin interval an estimate, marked as an assumption. "
        "= net sales − cost − fees (lines without cost: net sales × margin interval).",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    ids=("G1", "A8"),
    formula=Computed(
        parts=(
            "net_sales",
            "known_cost",
            "fees_of_costed_lines",
            "costed_lines_without_fees",
            "lines_without_cost",
            "net_sales_without_cost",
        ),
        compute=contribution,
    ),
)
CONTRIBUTION_MARGIN = Metric(
    name="contribution_margin",
    title=Words(zh="贡献利润率", en="Contribution margin"),
    about=Words(
        zh="每一百元净销售额剩下多少贡献利润。= 贡献利润 ÷ 净销售额。",
        en="How much of a hundred of net sales is left. = contribution profit ÷ net sales.",
    ),
    unit="ratio",
    grain=LINE,
    additivity="ratio",
    better="up",
    needs=NEEDS_ORDERS,
    ids=("G1", "A8"),
    formula=Ratio(numerator="contribution_profit", denominator="net_sales"),
)
CONTRIBUTION_AFTER_ADS = Metric(
    name="contribution_after_ads",
    title=Words(zh="扣广告后贡献利润", en="Contribution profit after ads"),
    about=Words(
        zh="贡献利润再减去广告花费；只能按广告也有的维度拆分。= 贡献利润 − 广告花费。",
        en="Contribution profit less ad spend; split only by what ads have too. = contribution profit − ad spend.",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS | {"ad_stats": ("cost_minor",)},
    ids=("G1", "A9"),
    formula=Total(plus=("contribution_profit",), minus=("ad_spend",)),
)
COST_COVERAGE = Metric(
    name="cost_coverage",
    title=Words(zh="成本覆盖率", en="Cost coverage"),
    about=Words(
        zh="已付款的货款里有多少知道成本。= 已知成本的应付货款 ÷ 应付货款（已付款销售行）。",
        en="How much of the paid goods has a known cost. = due with known cost ÷ due, of paid sale lines.",
    ),
    unit="ratio",
    grain=LINE,
    additivity="ratio",
    better="up",
    needs=NEEDS_ORDERS,
    ids=("G1",),
    formula=Ratio(numerator="due_with_cost", denominator="due_of_paid_lines"),
)

KNOWN_COST = Metric(
    name="known_cost",
    title=Words(zh="已知成本", en="Known cost"),
    about=Words(zh="知道成本的行的成本。= Σ成本。", en="Cost of the lines whose cost is known. = Σ cost."),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(relation="sale_lines", expression=lambda lines: lines.cost_minor.sum()),
)
LINES_WITHOUT_COST = Metric(
    name="lines_without_cost",
    title=Words(zh="缺成本的行", en="Lines without cost"),
    about=Words(
        zh="已付款但不知道成本的明细行数；调整行没有商品，不算。= 行数。",
        en="Paid lines whose cost is not known; an adjustment has no goods and does not count. = count of lines.",
    ),
    unit="lines",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(relation="sale_lines", expression=lambda lines: lines.count(where=lacks_cost(lines))),
)
NET_SALES_WITHOUT_COST = Metric(
    name="net_sales_without_cost",
    title=Words(zh="缺成本的净销售额", en="Net sales without cost"),
    about=Words(
        zh="不知道成本的行的净销售额。= Σ净销售额（缺成本的行）。",
        en="Net sales of lines whose cost is not known. = Σ net sales of those lines.",
    ),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines", expression=lambda lines: lines.net_sales_minor.sum(where=lacks_cost(lines))
    ),
)
FEES_OF_COSTED_LINES = Metric(
    name="fees_of_costed_lines",
    title=Words(zh="已知成本行的费用", en="Fees of lines with a cost"),
    about=Words(
        zh="知道成本的行的渠道费用。= Σ费用（已付款且知道成本的行）。",
        en="Channel fees of the paid lines whose cost is known. = Σ fees of those lines.",
    ),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.fee_minor.sum(where=lines.is_paid & ~lacks_cost(lines)),
    ),
)
COSTED_LINES_WITHOUT_FEES = Metric(
    name="costed_lines_without_fees",
    title=Words(zh="知道成本但缺费率的行", en="Lines with a cost but no fee rate"),
    about=Words(
        zh="知道成本、但渠道没有费率的已付款行数。= 行数。",
        en="Paid lines with a known cost in channels without rates. = count of lines.",
    ),
    unit="lines",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.count(where=lines.is_paid & ~lacks_cost(lines) & lines.fee_minor.isnull()),
    ),
)
KNOWN_FEES = Metric(
    name="known_fees",
    title=Words(zh="已知费用", en="Known fees"),
    about=Words(
        zh="有费率的渠道的费用。= Σ费用（已付款）。", en="Fees of channels that have rates. = Σ fees of paid lines."
    ),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(relation="sale_lines", expression=lambda lines: lines.fee_minor.sum(where=lines.is_paid)),
)
PAID_LINES_WITHOUT_FEES = Metric(
    name="paid_lines_without_fees",
    title=Words(zh="缺费率的行", en="Lines without a fee rate"),
    about=Words(zh="渠道没有费率的已付款行数。= 行数。", en="Paid lines in channels without rates. = count of lines."),
    unit="lines",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.count(where=lines.is_paid & lines.fee_minor.isnull()),
    ),
)
PAID_LINES_WITH_FEES = Metric(
    name="paid_lines_with_fees",
    title=Words(zh="有费率的行", en="Lines with a fee rate"),
    about=Words(zh="渠道有费率的已付款行数。= 行数。", en="Paid lines in channels that have rates. = count of lines."),
    unit="lines",
    grain=LINE,
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.count(where=lines.is_paid & lines.fee_minor.notnull()),
    ),
)
DUE_WITH_COST = Metric(
    name="due_with_cost",
    title=Words(zh="知道成本的货款", en="Due with known cost"),
    about=Words(
        zh="已付款销售行中知道成本的应付货款。= Σ应付货款。",
        en="Due of paid sale lines whose cost is known. = Σ due.",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.due_minor.sum(where=is_sold(lines) & lines.is_paid & lines.cost_minor.notnull()),
    ),
)
DUE_OF_PAID_LINES = Metric(
    name="due_of_paid_lines",
    title=Words(zh="已付款货款", en="Due of paid lines"),
    about=Words(zh="已付款销售行的应付货款。= Σ应付货款。", en="Due of paid sale lines. = Σ due."),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines", expression=lambda lines: lines.due_minor.sum(where=is_sold(lines) & lines.is_paid)
    ),
)

METRICS = (
    COST,
    FEES,
    CONTRIBUTION_PROFIT,
    CONTRIBUTION_MARGIN,
    CONTRIBUTION_AFTER_ADS,
    COST_COVERAGE,
    KNOWN_COST,
    LINES_WITHOUT_COST,
    NET_SALES_WITHOUT_COST,
    FEES_OF_COSTED_LINES,
    COSTED_LINES_WITHOUT_FEES,
    KNOWN_FEES,
    PAID_LINES_WITHOUT_FEES,
    PAID_LINES_WITH_FEES,
    DUE_WITH_COST,
    DUE_OF_PAID_LINES,
)
