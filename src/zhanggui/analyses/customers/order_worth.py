"""What is one more purchase worth to the shop?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.period import Period
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.metrics.value import DECLARED_LEVEL

if TYPE_CHECKING:
    from zhanggui.metrics.answer import Answer, Row
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

Basis = Literal["contribution", "sales"]
WORTH_SENTENCES: Mapping[str, Words] = {
    "worth_contribution": Words(
        zh="少赚 = 流失访客 × 之后的转化率 × 每单贡献利润 {profit_an_order}；假设留下来的会和走完的一样买，是上限。",
        en="Lost = visitors lost × conversion from there on × contribution an order of {profit_an_order}; it takes those who "
        "left to be like those who stayed, so it is an upper bound.",
    ),
    "worth_sales": Words(
        zh="没有成本，按每单销售额 {sales_an_order} 计，不是利润：少卖 = 流失访客 × 之后的转化率 × 笔单价，是上限。",
        en="Without costs it is sales of {sales_an_order} an order, not profit: visitors lost × conversion from there on × "
        "order value, an upper bound.",
    ),
    "worth_unknown": Words(
        zh="没有导入订单，流失不能换算成钱。", en="No orders are loaded: what is lost has no price."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What one order leaves, in all and by part; nothing where it is not known."""

    basis: Basis | None = None
    in_all: MoneyInterval | None = None
    by_part: Mapping[str, MoneyInterval] = field(default_factory=dict)

    def of(self, part: str) -> MoneyInterval | None:
        """The worth in one part, else in all."""
        return self.by_part.get(part, self.in_all)

    @property
    def told(self) -> Sentence:
        """How it was counted."""
        if self.basis == "contribution":
            return sentence("worth_contribution", profit_an_order=self.in_all)
        return sentence("worth_sales", sales_an_order=self.in_all) if self.basis else sentence("worth_unknown")


def order_worth(warehouse: Warehouse, period: Period, margin: MarginAssumption | None, *, by_channel: bool) -> Worth:
    """Contribution profit ÷ paid orders of the period; paid sales ÷ paid orders where profit is not known."""
    if not warehouse.loaded("sale_lines"):
        return Worth()
    names = ("contribution_profit", "paid_sales", "paid_orders")
    whole = measure(warehouse, Question(metrics=names, period=period, margin=margin))
    basis: Basis = "sales" if whole.row("contribution_profit").value is None else "contribution"
    in_all = _an_order(whole, basis, {})
    if in_all is None:
        return Worth()
    by_part: dict[str, MoneyInterval] = {}
    if by_channel:
        split = measure(warehouse, Question(metrics=names, by=("channel",), period=period, margin=margin))
        for channel in dict.fromkeys(row.dimensions["channel"] for row in split.rows):
            found = _an_order(split, basis, {"channel": channel})
            by_part |= {channel: found} if found else {}
    return Worth(basis=basis, in_all=in_all, by_part=by_part)


def priced(purchases: float, worth: MoneyInterval | None) -> MoneyInterval | None:
    """What so many purchases would leave; unknown where one is."""
    if worth is None:
        return None
    low, estimate, high = (
        Money(round(purchases * each.minor), each.currency) for each in (worth.low, worth.estimate, worth.high)
    )
    return MoneyInterval(low=low, estimate=estimate, high=high, level=worth.level)


def _an_order(answer: Answer, basis: Basis, of: Mapping[str, str]) -> MoneyInterval | None:
    orders = answer.row("paid_orders", **of).value
    row: Row = answer.row("contribution_profit" if basis == "contribution" else "paid_sales", **of)
    if not orders or row.value is None:
        return None
    low, high = (row.value if bound is None else bound for bound in (row.low, row.high))
    ends = [Money(round(each / orders), answer.currency) for each in (low, row.value, high)]
    return MoneyInterval(low=ends[0], estimate=ends[1], high=ends[2], level=DECLARED_LEVEL if row.is_assumed else 1.0)
