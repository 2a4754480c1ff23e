"""How much is left of sales, by whatever they are grouped, and how sure is that?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from zhanggui.analyses.counted_sales import share_of
from zhanggui.core.capability import Params
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault, ShopAtFault
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.formula import value_of
from zhanggui.metrics.metric import Formula, Reduction
from zhanggui.metrics.registry import metric
from zhanggui.metrics.value import DECLARED_LEVEL, MarginAssumption

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesCounted

PROFIT = metric("contribution_profit")
COSTED = ("net_sales", "known_cost", "known_fees")
PARTLY_COSTED = ("net_sales", "known_cost", "fees_of_costed_lines", "lines_without_cost", "net_sales_without_cost")
HALF = 0.5
PROFIT_SUMS = tuple(dict.fromkeys((*COSTED, *PARTLY_COSTED)))
PROFIT_GAPS = {
    "costs_missing": Words(
        zh="已付货款中有 {share} 的商品没有成本，涉及它们的贡献利润未知：请导入成本模板，或声明毛利区间。",
        en="{share} of the goods sold have no cost; where they take part, profit is unknown: load the costs "
        "template, or declare a margin interval.",
    ),
    "margin_assumed": Words(
        zh="已付货款中有 {share} 的商品没有成本，其利润按声明的毛利区间 {margin_low} … {margin_high} 估计：是假设，不是事实。",
        en="{share} of the goods sold have no cost; their profit rests on the declared margin of "
        "{margin_low} … {margin_high}: an assumption, not a fact.",
    ),
    "fees_missing": Words(
        zh="没有费率的渠道占已付货款的 {share}，其平台费用按 0 计，贡献利润偏高。",
        en="Channels without rates sold {share} of the goods; their fees count as 0, so profit is overstated.",
    ),
}


class MarginNotUnderstood(RequestAtFault):
    """A margin interval that is incomplete or out of order."""

    sentence = Words(
        zh="毛利区间要三个数都填，且 下限 ≤ 估计 ≤ 上限，例如 0.2、0.3、0.4。",
        en="A margin interval needs all three numbers, low ≤ estimate ≤ high, such as 0.2, 0.3, 0.4.",
    )


class ProfitNotKnown(ShopAtFault):
    """Something is asked by profit, but costs are missing and no margin is declared."""

    sentence = Words(
        zh="贡献利润未知：已付货款中有 {share} 的商品没有成本。请导入成本模板（zhanggui template costs），声明毛利区间，或改用净销售额。",
        en="Contribution profit is unknown: {share} of the goods sold have no cost. Load the costs template (zhanggui template "
        "costs), declare a margin interval, or ask by net sales.",
    )


def profit_not_known(counted: SalesCounted) -> ProfitNotKnown:
    """The refusal, saying how much of the goods sold has no cost."""
    share = share_of(counted.due_without_cost_minor, counted.due_minor)
    return ProfitNotKnown(share=share.said if share else "–")


class MarginParams(Params):
    """What the owner says is left of net sales where costs are not known; shares, 0.3 for 30 %."""

    margin_low: Annotated[
        float | None,
        Field(ge=-1, le=1),
        described(
            "毛利下限",
            "Margin, low",
            about_zh="没有成本的商品按此估计，0.2 即 20 %",
            about_en="For products without a cost; 0.2 is 20 %",
        ),
    ] = None
    margin_estimate: Annotated[float | None, Field(ge=-1, le=1), described("毛利估计", "Margin, estimate")] = None
    margin_high: Annotated[float | None, Field(ge=-1, le=1), described("毛利上限", "Margin, high")] = None

    @model_validator(mode="after")
    def _margin_is_an_interval(self) -> Self:
        told = [bound for bound in (self.margin_low, self.margin_estimate, self.margin_high) if bound is not None]
        if told and (len(told) < len(("low", "estimate", "high")) or told != sorted(told)):
            raise MarginNotUnderstood
        return self

    @property
    def margin(self) -> MarginAssumption | None:
        """The interval, if one is declared."""
        if self.margin_low is None or self.margin_estimate is None or self.margin_high is None:
            return None
        return MarginAssumption(low=self.margin_low, estimate=self.margin_estimate, high=self.margin_high)


def sums_of(lines: ir.Table, *names: str) -> dict[str, Any]:
    """The sums by which the named metrics are defined, as expressions on sale lines."""
    return {name: _expression(metric(name).formula, lines) for name in names}


def profit_parts(counted: SalesCounted) -> tuple[str, ...]:
    """The sums that profit needs: where every line has a cost, nothing has to be asked about those without."""
    return PARTLY_COSTED if counted.lines_without_cost else COSTED


def sure_profit(sums: ir.Table) -> Any:
    """Net sales − cost − fees of rows that hold the parts of profit; right where every line has a cost."""
    fees = sums["known_fees" if "known_fees" in sums.columns else "fees_of_costed_lines"]
    return sums.net_sales - sums.known_cost.fill_null(0) - fees.fill_null(0)


def contribution(parts: Mapping[str, int], margin: MarginAssumption | None, currency: str) -> MoneyInterval | None:
    """Contribution profit from its parts, absent ones 0; None where costs are missing and no margin is declared."""
    fees = parts.get("fees_of_costed_lines", 0) or parts.get("known_fees", 0)
    value = value_of(PROFIT, {**parts, "fees_of_costed_lines": fees}, {}, margin)
    if value.estimate is None:
        return None
    estimate = Money(round(value.estimate), currency)
    if value.low is None or value.high is None:
        return MoneyInterval.exactly(estimate)
    low, high = Money(round(value.low), currency), Money(round(value.high), currency)
    return MoneyInterval(low=low, estimate=estimate, high=high, level=DECLARED_LEVEL)


def profit_estimate(sums: ir.Table, margin: MarginAssumption | None) -> Any:
    """The estimate of `contribution` for rows that hold its parts, to the cent; empty where it is unknown."""
    import ibis

    uncosted = sums.net_sales_without_cost.fill_null(0)
    sure = (sure_profit(sums) - uncosted).cast("int64")
    assumed = ibis.null("int64") if margin is None else _rounded(uncosted * margin.estimate)
    return ibis.ifelse(sums.lines_without_cost.fill_null(0) == 0, sure, sure + assumed)


def _rounded(number: Any) -> Any:
    """Half to even, as Python rounds and engines mostly do not."""
    import ibis

    below = number.floor().cast("int64")
    rest = number - below
    return below + ibis.cases((rest > HALF, 1), (rest < HALF, 0), else_=below % 2)


def profit_gaps(counted: SalesCounted, margin: MarginAssumption | None) -> tuple[Sentence, ...]:
    """Why profit is unknown, assumed, or too high."""
    said = []
    if counted.lines_without_cost:
        share = _share(counted.due_without_cost_minor, counted)
        bounds = {} if margin is None else {"margin_low": Rate(margin.low), "margin_high": Rate(margin.high)}
        said.append(sentence("margin_assumed" if margin else "costs_missing", share=share, **bounds))
    if counted.lines_without_fee and (counted.lines_without_cost < counted.lines):
        said.append(sentence("fees_missing", share=_share(counted.due_without_fee_minor, counted)))
    return tuple(said)


def _share(part_minor: int, counted: SalesCounted) -> Rate | None:
    return Rate(part_minor / counted.due_minor) if counted.due_minor else None


def _expression(formula: Formula, lines: ir.Table) -> Any:
    if not isinstance(formula, Reduction):
        message = f"Only a sum can be taken of lines, not {formula}."
        raise TypeError(message)
    return formula.expression(lines)
