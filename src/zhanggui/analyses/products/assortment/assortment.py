"""Which products cost more than they bring, what would their going free, and which deserve a push?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from zhanggui.analyses.contribution import PROFIT_GAPS, MarginParams, profit_gaps
from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted, share_of
from zhanggui.analyses.products.assortment.earning import Earning, Floats, earnings
from zhanggui.analyses.products.assortment.result import AssortmentResult, RangeRow
from zhanggui.core.capability import Capability
from zhanggui.core.currency import minor_digits
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from datetime import date

    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS, YEAR_DAYS = 364, 364  # whole weeks; a year, so that a seasonal product is not judged by its quiet months
LEVEL = 0.9
MUCH, PLENTY_DAYS = 1.25, 60
ACTIONS: Mapping[str, Words] = {
    "drop": Words(zh="去掉：怎么算都更赚", en="Let it go: it pays within the whole range"),
    "reprice": Words(
        zh="先提价或限购：亏本但带来新客", en="Raise its price or limit it: it loses, but brings new buyers"
    ),
    "perhaps": Words(zh="可能该去掉：先停补货看转移", en="Perhaps let it go: stop reordering and see what moves"),
    "push": Words(zh="多推：利润率高，货也够", en="Push it: high margin and stock to sell"),
    "keep": Words(zh="保留", en="Keep"),
}


class TransferOutOfOrder(RequestAtFault):
    """The bounds of the assumed transfer do not rise."""

    sentence = Words(
        zh="需求转移要 下限 ≤ 估计 ≤ 上限，例如 0.2、0.5、0.8。",
        en="Transfer needs low ≤ estimate ≤ high, such as 0.2, 0.5, 0.8.",
    )


class AssortmentParams(SalesParams, MarginParams):
    """Which sales, and what is assumed about stock and about buyers of a product that goes."""

    transfer_low: Annotated[
        float,
        Field(ge=0, le=1),
        described(
            "需求转移下限",
            "Transfer, low",
            about_zh="去掉一个商品后，它的需求转到其他商品的比例；没有实测时的假设",
            about_en="Share of a product's demand that moves to others when it goes; assumed until measured",
            unit="rate",
        ),
    ] = 0.2
    transfer_estimate: Annotated[
        float, Field(ge=0, le=1), described("需求转移估计", "Transfer, estimate", unit="rate")
    ] = 0.5
    transfer_high: Annotated[float, Field(ge=0, le=1), described("需求转移上限", "Transfer, high", unit="rate")] = 0.8
    holding_rate: Annotated[
        float,
        Field(ge=0, le=2),
        described(
            "年持有成本率", "Holding cost a year", about_zh="占成本的比例", about_en="Share of the cost", unit="ratio"
        ),
    ] = 0.25
    upkeep: Annotated[
        float,
        Field(ge=0, le=1_000_000),
        described(
            "每个商品的年维护成本",
            "Upkeep of a product a year",
            about_zh="拍图、上架、客服、盘点，元",
            about_en="Pictures, listing, service, counting; in the shop's currency",
        ),
    ] = 0.0
    age_days: Annotated[
        int,
        Field(ge=0, le=3_650),
        described("上架天数下限", "Age", about_zh="新品不判断", about_en="New products are not judged", unit="days"),
    ] = 180
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 200

    @model_validator(mode="after")
    def _transfer_rises(self) -> Self:
        if not self.transfer_low <= self.transfer_estimate <= self.transfer_high:
            raise TransferOutOfOrder
        return self


def run(warehouse: Warehouse, params: AssortmentParams) -> AssortmentResult:
    """Weigh what every product leaves in a year against what its going would save.

    gain = h · stock · cost + upkeep − (P + β B) (1 − τ): h the holding rate, P its contribution a year, τ the share of
    its demand that moves to other products and earns as much there, B what other products leave in its orders and β
    the share of these that came for it: none, half, all. P ± z √Σx² over its orders x (orders come independently: the
    variance of a compound Poisson sum), scaled to a year. The bounds take what is worst, and best, together. A product
    that loses but starts clearly more buyers than the shop's orders do is to be repriced, not dropped.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    counted = sales_counted(warehouse, asked)
    found = earnings(warehouse, asked, params.margin, period.last_day)
    young, unknown = _too_young(found, params, period.last_day), found["uncosted"] > 0
    judged = np.flatnonzero(~young & ~unknown).tolist()
    made = _rows(found, judged, params, YEAR_DAYS / period.days, warehouse.currency)
    rows = sorted(made, key=_place)
    out = [row for row in rows if row.action == ACTIONS["drop"]]
    freed = Money(sum(row.cash.minor for row in out if row.cash), warehouse.currency)
    gain = MoneyInterval.adding([row.dropped for row in out], warehouse.currency, level=LEVEL)
    return AssortmentResult(
        headline=_headline(rows, out, freed, gain),
        caveats=(
            sentence("assumed", low=Rate(params.transfer_low), high=Rate(params.transfer_high)),
            *(() if warehouse.loaded("stock_levels") else (sentence("no_stock"),)),
            *_not_listed(len(rows) - params.limit),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        first_day=period.start,
        last_day=period.last_day,
        products=len(rows),
        too_young=int((young & ~unknown).sum()),
        unknown=int(unknown.sum()),
        to_drop=len(out),
        freed_cash=freed,
        gain=gain,
        rows=tuple(rows[: params.limit]),
    )


def _too_young(found: Earning, params: AssortmentParams, last_day: date) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    limit = np.datetime64(last_day - timedelta(days=params.age_days))
    seen = found.seen.astype("datetime64[D]")
    young: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.isnat(seen) | (seen > limit)
    return young


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A number of every product within bounds, in minor units."""

    low: Floats
    estimate: Floats
    high: Floats

    def at(self, place: int, currency: str) -> MoneyInterval:
        """The number of one product."""
        low, estimate, high = (
            Money(round(float(each[place])), currency) for each in (self.low, self.estimate, self.high)
        )
        return MoneyInterval(low=low, estimate=estimate, high=high, level=LEVEL)


def _rows(
    found: Earning, judged: Sequence[int], params: AssortmentParams, scale: float, currency: str
) -> Iterator[RangeRow]:
    """One row for every product that can be judged."""
    yearly = _yearly(found, scale)
    cash = np.nan_to_num(found["on_hand"] * found["cost_minor"])
    saved = cash * params.holding_rate + params.upkeep * 10 ** minor_digits(currency)
    gain = _gain(yearly, np.maximum(found["beside"], 0.0) * scale, saved, params)
    whole_net, whole_profit = float(found["net"][judged].sum()), float(found["profit"][judged].sum())
    usual = whole_profit / whole_net if whole_net > 0 else 0.0
    days = PLENTY_DAYS / (YEAR_DAYS / scale)
    pull = found["firsts"].sum() / max(found["known"].sum(), 1.0)
    for at in judged:
        has_stock = np.isnan(found["on_hand"][at]) or found["on_hand"][at] >= found["units"][at] * days
        is_rich = found["net"][at] > 0 and found["profit"][at] > MUCH * usual * found["net"][at]
        reasons = {
            "reprice": yearly.high[at] < 0 and found["firsts"][at] > MUCH * pull * found["known"][at],
            "drop": gain.low[at] > 0,
            "perhaps": gain.estimate[at] > 0,
            "push": is_rich and has_stock and yearly.low[at] > 0,
        }
        action = next((name for name, is_so in reasons.items() if is_so), "keep")
        yield RangeRow(
            sku=found.sku[at],
            product_name=found.product_name[at],
            action=ACTIONS[action],
            units=int(found["units"][at]),
            yearly_profit=yearly.at(at, currency),
            margin=share_of(found["profit"][at], found["net"][at]) if found["net"][at] > 0 else None,
            on_hand=None if np.isnan(found["on_hand"][at]) else int(found["on_hand"][at]),
            cash=None if np.isnan(found["on_hand"][at] * found["cost_minor"][at]) else Money(round(cash[at]), currency),
            dropped=gain.at(at, currency),
            beside=Money(round(found["beside"][at] * scale), currency),
            first_orders=share_of(found["firsts"][at], found["known"][at]),
            break_even=_break_even(yearly.estimate[at], saved[at]),
            sole_buyers=None if np.isnan(found["buyers"][at]) else share_of(found["sole"][at], found["buyers"][at]),
        )


def _yearly(found: Earning, scale: float) -> Bounds:
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * np.sqrt(found["squares"])
    profit = found["profit"]
    return Bounds(low=(profit - reach) * scale, estimate=profit * scale, high=(profit + reach) * scale)


def _gain(yearly: Bounds, beside: Floats, saved: Floats, params: AssortmentParams) -> Bounds:
    """What is saved less the profit that does not move; each bound takes what is worst, or best, for it."""
    stays_most, stays_least = 1 - params.transfer_low, 1 - params.transfer_high
    worst = yearly.high + beside
    most = worst * np.where(worst > 0, stays_most, stays_least)
    least = yearly.low * np.where(yearly.low > 0, stays_least, stays_most)
    middle = (yearly.estimate + beside / 2) * (1 - params.transfer_estimate)
    return Bounds(low=saved - most, estimate=saved - middle, high=saved - least)


def _break_even(profit: float, saved: float) -> Rate | None:
    """The transfer at which nothing is lost: 1 − saved ÷ profit; 0 where it pays in any case."""
    return Rate(0.0) if profit <= saved else Rate(float(1 - saved / profit))


def _place(row: RangeRow) -> tuple[int, int, str]:
    order = list(ACTIONS.values()).index(row.action)
    worth = row.yearly_profit if row.action == ACTIONS["push"] else row.dropped
    return (order, -worth.estimate.minor, row.sku)


def _headline(rows: Sequence[RangeRow], out: Sequence[RangeRow], freed: Money, gain: MoneyInterval) -> Sentence:
    if not rows:
        return sentence("nothing")
    count = {name: sum(row.action == words for row in rows) for name, words in ACTIONS.items()}
    facts: dict[str, Argument] = {"products": len(rows), "reprice": count["reprice"], "push": count["push"]}
    if not out:
        return sentence("none_to_drop", perhaps=count["perhaps"], **facts)
    return sentence("headline", drop=len(out), freed=freed, gain=gain, **facts)


def _not_listed(count: int) -> tuple[Sentence, ...]:
    return (sentence("not_listed", count=count),) if count > 0 else ()


CAPABILITY = Capability(
    name="products.assortment",
    title=Words(zh="商品去留", en="Which products go or stay"),
    question=Words(
        zh="哪些商品该去掉，能放出多少钱、少赚多少？哪些值得多推？",
        en="Which products should go, what would that free and cost, and which deserve a push?",
    ),
    params=AssortmentParams,
    result=AssortmentResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{products} 个商品中有 {drop} 个去掉更好：放出 {freed} 资金，一年多赚 {gain}；{reprice} 个亏本但带来新客，先提价或限购；"
            "{push} 个利润率高、货也够，值得多推。",
            en="{drop} of {products} {products:product|products} would better go: that frees {freed} and gains {gain} a year; "
            "{reprice} {reprice:loses|lose} but {reprice:brings|bring} new buyers: price or limit {reprice:it|them}; {push} "
            "{push:deserves|deserve} a push.",
        ),
        "none_to_drop": Words(
            zh="{products} 个商品中没有哪个去掉一定更好（可能的有 {perhaps} 个）；{reprice} 个亏本但带来新客，先提价或限购；{push} 个利润率高、货也够，值得多推。",
            en="Of {products} {products:product|products} none would surely better go ({perhaps} perhaps); {reprice} "
            "{reprice:loses|lose} but {reprice:brings|bring} new buyers: price or limit {reprice:it|them}; {push} "
            "{push:deserves|deserve} a push.",
        ),
        "nothing": Words(
            zh="没有能判断的商品：要么太新，要么没有成本。",
            en="No product can be judged: all are too new, or have no cost.",
        ),
        "assumed": Words(
            zh="去掉一个商品后有 {low} … {high} 的需求转到其他商品：是假设，先停补货一两个就能测出来。",
            en="That {low} … {high} of the demand moves to other products is an assumption; to stop reordering one or two of "
            "them would measure it.",
        ),
        "no_stock": Words(
            zh="没有库存表：占用资金未知，只按维护成本算。",
            en="No stock is loaded: cash tied up is unknown, only upkeep is counted.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个商品没有列出。", en="{count} more {count:product is|products are} not listed."
        ),
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",)},
    ids=("F16",),
    roles=("owner", "operator", "analyst"),
)
