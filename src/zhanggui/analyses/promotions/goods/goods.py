"""Which goods should a campaign reduce, by stock, margin, pull and floor, and why not the others?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhanggui.analyses.counted_sales import LEFT_OUT, left_out, sales_counted
from zhanggui.analyses.promotions.goods.candidates import candidates
from zhanggui.analyses.promotions.goods.params import GoodsParams
from zhanggui.analyses.promotions.goods.result import GoodsResult, GoodsRow
from zhanggui.analyses.promotions.goods.weighing import Weighed, weigh
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars
from zhanggui.core.currency import MINOR_DIGITS, major
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.choosing import best_choice

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 91
LEVEL = 0.8
NO_CATEGORY = "-"


def run(warehouse: Warehouse, params: GoodsParams) -> GoodsResult:
    """The goods whose expected gains are largest in sum, within count, categories and budget; solved exactly.

    Who may take part: a known cost, stock for what would be sold, and the floor margin at the offered price.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    counted = sales_counted(warehouse, asked)
    weighed = [weigh(each, params, period.days) for each in candidates(warehouse, asked)]
    chosen = _chosen(weighed, params, warehouse.currency)
    taken = [weighed[at] for at in sorted(chosen)]
    rows = [
        _row(each, _verdict(each, at in chosen, taken, params), params, warehouse.currency)
        for at, each in enumerate(weighed)
    ]
    rows.sort(key=_rank)
    return GoodsResult(
        headline=_headline(taken, weighed, params, warehouse.currency),
        caveats=(*_caveats(weighed, params), *left_out(counted, warehouse.currency)),
        first_day=period.start,
        last_day=period.last_day,
        chosen=len(taken),
        considered=len(weighed),
        expected_profit=_sum(taken, warehouse.currency),
        given_away=Money(round(sum(each.given_away for each in taken)), warehouse.currency),
        gain_by_product=_bars(taken, warehouse.currency),
        rows=tuple(rows[: params.limit]),
    )


def _chosen(weighed: Sequence[Weighed], params: GoodsParams, currency: str) -> frozenset[int]:
    open_ = [at for at, each in enumerate(weighed) if each.barred is None]
    found = best_choice(
        [_worth(weighed[at]) for at in open_],
        [weighed[at].candidate.category for at in open_],
        most=params.goods,
        most_of_a_kind=params.of_a_category,
        costs=[weighed[at].given_away for at in open_],
        budget=None if params.budget is None else params.budget * 10 ** MINOR_DIGITS[currency],
    )
    return frozenset(open_[at] for at in found)


def _worth(each: Weighed) -> float:
    return each.gain[1] if each.gain else 0.0


def _verdict(each: Weighed, is_chosen: bool, taken: Sequence[Weighed], params: GoodsParams) -> Sentence:  # noqa: FBT001
    """Why it is in, or what kept it out: itself, its category, or that others bring more."""
    if each.barred is not None:
        return each.barred
    if is_chosen:
        return sentence("chosen")
    alike = sum(other.candidate.category == each.candidate.category for other in taken)
    if params.of_a_category is not None and alike >= params.of_a_category:
        return sentence("category_full", count=alike)
    return sentence("others_bring_more" if len(taken) >= params.goods else "over_budget")


def _row(each: Weighed, verdict: Sentence, params: GoodsParams, currency: str) -> GoodsRow:
    candidate = each.candidate

    def money(minor: float) -> Money:
        return Money(round(minor), currency)

    return GoodsRow(
        verdict=verdict,
        sku=candidate.sku,
        product_name=candidate.name,
        category=candidate.category or NO_CATEGORY,
        expected_profit=_sum([each], currency) if each.gain else None,
        price=money(candidate.price_minor),
        price_offered=money(candidate.price_minor * (1 - params.depth)),
        unit_cost=None if candidate.cost_minor is None else Money(candidate.cost_minor, currency),
        margin_offered=None if each.margin is None else Rate(each.margin),
        units_usual=round(each.usual),
        units_expected=round(each.needed),
        on_hand=candidate.on_hand,
        pulled_profit=money(candidate.pulled_minor),
        given_away=money(each.given_away),
    )


def _rank(row: GoodsRow) -> tuple[bool, bool, int, str]:
    gain = row.expected_profit
    return (row.verdict.code != "chosen", gain is None, -(gain.estimate.minor if gain else 0), row.sku)


def _sum(taken: Sequence[Weighed], currency: str) -> MoneyInterval | None:
    gains = [each.gain for each in taken if each.gain]
    if not gains:
        return None
    low, middle, high = (Money(round(sum(each)), currency) for each in zip(*gains, strict=True))
    return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)


def _bars(taken: Sequence[Weighed], currency: str) -> Bars:
    ranked = sorted(taken, key=lambda each: (-_worth(each), each.candidate.sku))
    return Bars(
        title=Words(zh="入选商品预计多赚", en="Expected gain of the chosen goods"),
        unit="money",
        labels=tuple(each.candidate.name for each in ranked),
        values=tuple(float(major(round(_worth(each)), currency)) for each in ranked),
    )


def _headline(taken: Sequence[Weighed], weighed: Sequence[Weighed], params: GoodsParams, currency: str) -> Sentence:
    if not weighed:
        return sentence("nothing")
    facts: dict[str, Argument] = {"considered": len(weighed), "depth": Rate(params.depth)}
    if taken:
        return sentence("some", **facts, chosen=len(taken), days=params.event_days, gain=_sum(taken, currency))
    if all(each.barred and each.barred.code in {"cost_unknown", "stock_unknown"} for each in weighed):
        return sentence("cannot_tell", **facts)
    return sentence("none", **facts)


def _caveats(weighed: Sequence[Weighed], params: GoodsParams) -> list[Sentence]:
    reactions = (params.elasticity_low, params.elasticity_estimate, params.elasticity_high)
    elasticity = Interval(low=reactions[0], estimate=reactions[1], high=reactions[2], level=LEVEL)
    said = [sentence("elasticity_assumed", elasticity=elasticity), sentence("pull_counted", pull=Rate(params.pull))]
    for code in ("cost_unknown", "stock_unknown"):
        count = sum(each.barred is not None and each.barred.code == code for each in weighed)
        if count:
            said.append(sentence(f"many_{code}", count=count, considered=len(weighed)))
    return said


CAPABILITY = Capability(
    name="promotions.goods",
    title=Words(zh="活动选品", en="Goods for a campaign"),
    question=Words(
        zh="活动该选哪些商品？按库存、利润、连带和底价，每个没选上的是为什么？",
        en="Which goods should a campaign reduce, by stock, margin, pull and floor, and why not the others?",
    ),
    params=GoodsParams,
    result=GoodsResult,
    run=run,
    sentences={
        "some": Words(
            zh="考察 {considered} 款，选 {chosen} 款降 {depth}：{days} 天贡献利润预计比不参加多 {gain}。",
            en="Of {considered} {considered:product|products}, {chosen} {chosen:is|are} chosen at {depth} off: {gain} more contribution profit in {days} {days:day|days} than without.",
        ),
        "none": Words(
            zh="考察 {considered} 款，降 {depth} 没有一款划算：看每款的原因，或换一个折让。",
            en="Of {considered} {considered:product|products} none pays at {depth} off: see the reason of each, or try another depth.",
        ),
        "cannot_tell": Words(
            zh="考察 {considered} 款，都缺成本或库存，降 {depth} 划不划算说不出来：请导入成本模板和库存。",
            en="All {considered} {considered:product|products} lack a cost or a count of stock, so nobody can tell what {depth} off brings: load costs and stock.",
        ),
        "nothing": Words(zh="这段时间没有销售。", en="Nothing was sold in this period."),
        "chosen": Words(zh="入选", en="Chosen"),
        "cost_unknown": Words(zh="说不出：没有成本", en="Cannot tell: no cost"),
        "stock_unknown": Words(zh="说不出：没有库存数", en="Cannot tell: no count of stock"),
        "below_floor": Words(
            zh="活动利润率 {margin}，低于底线 {floor}", en="Keeps {margin}, below the floor of {floor}"
        ),
        "stock_short": Words(zh="库存 {stock} 件，不够预计的 {needed} 件", en="{stock} in stock, {needed} needed"),
        "does_not_pay": Words(zh="多卖的补不回让利", en="What more it sells does not make up for the reduction"),
        "category_full": Words(zh="同类目已选 {count} 款", en="Its category has {count} already"),
        "others_bring_more": Words(zh="名额给了更赚的", en="The places went to goods that bring more"),
        "over_budget": Words(zh="超出让利预算", en="Beyond the budget"),
        "elasticity_assumed": Words(
            zh="假设价格弹性为 {elasticity}，没有实测：区间就来自这里。",
            en="A price elasticity of {elasticity} is assumed, not measured: hence the bounds.",
        ),
        "pull_counted": Words(
            zh="连带：同单其他商品的利润按 {pull} 算给多卖的每一单；没有成本的不算。",
            en="Pull: {pull} of the profit of other goods in its baskets counts for each further sale; goods without a cost count nothing.",
        ),
        "many_cost_unknown": Words(
            zh="{considered} 款中有 {count} 款没有成本：请导入成本模板（zhanggui template costs）。",
            en="{count} of {considered} {considered:product|products} {count:has|have} no cost: load the costs template (zhanggui template costs).",
        ),
        "many_stock_unknown": Words(
            zh="{considered} 款中有 {count} 款没有库存数：请导入库存。",
            en="{count} of {considered} {considered:product|products} {count:has|have} no count of stock: load stock levels.",
        ),
        **LEFT_OUT,
    },
    tables={"order_lines": ("sku",)},
    ids=("H4",),
    roles=("owner", "operator", "analyst"),
)
