"""What is known of one product's price: how demand answers, what others ask, what changes did, what next?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted
from zhanggui.analyses.next_step import ActionRow
from zhanggui.analyses.pricing.bands.bands import placed_row
from zhanggui.analyses.pricing.bands.params import BandsParams
from zhanggui.analyses.pricing.bands.positions import OUT
from zhanggui.analyses.pricing.bands.words import SENTENCES as BANDS
from zhanggui.analyses.pricing.competitors import competitors
from zhanggui.analyses.pricing.competitors.words import SENTENCES as RIVALS
from zhanggui.analyses.pricing.elasticity import elasticity
from zhanggui.analyses.pricing.elasticity.known import beliefs_in, beliefs_of, demands_of
from zhanggui.analyses.pricing.elasticity.listing import curves, told_row, untold_row
from zhanggui.analyses.pricing.one.by_channel import in_channel_row
from zhanggui.analyses.pricing.one.changing import Stretch, change_rows, stretches, weeks_of
from zhanggui.analyses.pricing.one.decided import decided_rows, pay_off_told, read_decisions
from zhanggui.analyses.pricing.one.params import OnePriceParams
from zhanggui.analyses.pricing.one.result import InChannelRow, OnePriceResult
from zhanggui.analyses.pricing.one.words import SENTENCES
from zhanggui.analyses.pricing.parity.judging import OTHERS, OWN
from zhanggui.analyses.pricing.parity.params import ParityParams
from zhanggui.analyses.pricing.parity.parity import rows_of
from zhanggui.analyses.pricing.parity.words import SENTENCES as PARITY
from zhanggui.analyses.products.one import facts
from zhanggui.analyses.products.one.one import NoSuchProduct
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import minor_digits
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from zhanggui.analyses.pricing.bands.result import OutRow
    from zhanggui.analyses.pricing.competitors.result import RivalRow
    from zhanggui.analyses.pricing.elasticity.result import ElasticityRow, UntoldRow
    from zhanggui.analyses.pricing.parity.result import ParityRow
    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse

MOST_CHANGES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What sales at every price tell of the product: one of the rows, or neither where it was not sold."""

    told: tuple[ElasticityRow, ...] = ()
    untold: tuple[UntoldRow, ...] = ()
    channels: tuple[InChannelRow, ...] = ()
    profit: Series | None = None
    demand: Series | None = None
    has_cost: bool = False

    @property
    def row(self) -> ElasticityRow | UntoldRow | None:
        """The one that stands."""
        rows: tuple[ElasticityRow | UntoldRow, ...] = (*self.told, *self.untold)
        return rows[0] if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The product beside other sellers, its band and its other channels."""

    rivals: tuple[RivalRow, ...]
    positions: tuple[OutRow, ...]
    parity: tuple[ParityRow, ...]


def run(
    warehouse: Warehouse, params: OnePriceParams, models_price_elasticity: FittedModel | None = None
) -> OnePriceResult:
    """Gather what the pricing analyses say of one product; every number is that of its own analysis.

    Beliefs about demand are drawn to other products' of all categories, so the whole shop is read: by its category
    alone a product would be told something else than in `pricing.elasticity`. What was decided is told by `decisions`.
    A part whose table is lacking says so.
    """
    period = params.period(warehouse.as_of, elasticity.USUAL_DAYS)
    asked = SalesParams(channel=params.channel, start=period.start, end=period.end)
    counted = sales_counted(warehouse, asked)
    card = facts.card(warehouse, params.sku)
    if not card and not _was_sold(warehouse, params.sku):
        raise NoSuchProduct(sku=params.sku)
    channel, weeks = weeks_of(warehouse, asked, period, params.sku)
    found = stretches(weeks)
    answers, beside = _answers(warehouse, params, models_price_elasticity), _beside(warehouse, params)
    changes = tuple(change_rows(found, warehouse.currency))
    decisions = read_decisions(params.decisions)
    row, told = answers.row, next(iter(answers.told), None)
    named_by = row or next(iter(beside.positions), None)
    product = card.get("product_name") or (named_by.product_name if named_by else None)
    return OnePriceResult(
        headline=_headline(product or params.sku, answers, is_sold=bool(weeks)),
        caveats=(
            *pay_off_told(decisions),
            *_caveats(warehouse, beside, has_answer=row is not None, changes=len(changes), is_sold=bool(weeks)),
            *left_out(counted, warehouse.currency),
        ),
        first_day=period.start,
        last_day=period.last_day,
        sku=params.sku,
        product_name=product,
        price_now=row.price_now if row else None,
        best_price=told.best_price if told else None,
        gain=told.gain if told else None,
        elasticity=told.elasticity if told else None,
        main_channel=named(called(warehouse, dimension("channel")), channel) if channel else None,
        profit_curve=answers.profit,
        demand_curve=answers.demand,
        weekly=_weekly(found, warehouse.currency),
        actions=tuple(_actions(answers, beside)),
        decided=tuple(decided_rows(decisions)),
        changes=changes[:MOST_CHANGES],
        told=answers.told,
        by_channel=answers.channels if len(answers.channels) > 1 else (),
        untold=answers.untold,
        rivals=beside.rivals,
        positions=beside.positions,
        parity=beside.parity,
    )


def _was_sold(warehouse: Warehouse, sku: str) -> bool:
    lines = warehouse.table("sale_lines")
    return bool(warehouse.fetch(lines.filter(lines.sku == sku).select("sku").limit(1)).num_rows)


def _answers(warehouse: Warehouse, params: OnePriceParams, learnt: FittedModel | None) -> Answers:
    period = params.period(warehouse.as_of, elasticity.USUAL_DAYS)
    asked = params.asked(warehouse.currency)
    found = beliefs_in(beliefs_of(warehouse, params.within(period), period, learnt), params.channel)
    mine = next((each for each in found if each.product.sku == params.sku), None)
    if mine is None or mine.code == "no_price_history":
        return Answers()
    demand = demands_of(warehouse, params.channel, [mine], asked, period.last_day).get(params.sku)
    if mine.own is None:
        return Answers(untold=(untold_row(mine, demand, asked),), has_cost=demand is not None)
    row = told_row(mine, mine.own, demand, asked)
    profit, units = curves(demand, mine.product.product_name or params.sku, asked) if demand else (None, None)
    titles = called(warehouse, dimension("channel"))
    channels = tuple(in_channel_row(each, titles, warehouse.currency) for each in mine.channels)
    return Answers(told=(row,), channels=channels, profit=profit, demand=units, has_cost=demand is not None)


def _beside(warehouse: Warehouse, params: OnePriceParams) -> Beside:
    days: dict[str, Any] = {"start": params.start, "end": params.end, "days": params.days}
    sales = days | {"channel": params.channel}
    rivals: tuple[RivalRow, ...] = ()
    if warehouse.loaded("competitor_offers"):
        its = competitors.CompetitorsParams(
            sku=params.sku, least_margin=params.least_margin, ending=params.ending, **sales
        )
        rivals = competitors.run(warehouse, its).rows
    position = placed_row(warehouse, BandsParams(positions=params.positions, **sales), params.sku)
    return Beside(
        rivals=rivals,
        positions=(position,) if position else (),
        parity=rows_of(warehouse, ParityParams(**days), params.sku),
    )


def _headline(product: str, answers: Answers, *, is_sold: bool) -> Sentence:
    told, row = next(iter(answers.told), None), answers.row
    if told and told.best_price:
        return sentence("step", product=product, now=told.price_now, best=told.best_price, gain=told.gain)
    if told:
        return sentence("stay", product=product, now=told.price_now, elasticity=told.elasticity)
    if row:
        return sentence("cannot_tell", product=product)
    return sentence("no_prices" if is_sold else "unsold", product=product)


def _caveats(
    warehouse: Warehouse, beside: Beside, *, has_answer: bool, changes: int, is_sold: bool
) -> Iterator[Sentence]:
    if not warehouse.loaded("price_history"):
        yield sentence("prices_paid" if has_answer else "prices_not_loaded")
    if not warehouse.loaded("competitor_offers"):
        yield sentence("rivals_not_loaded")
    elif not beside.rivals:
        yield sentence("rivals_none")
    if is_sold and not beside.positions:
        yield sentence("band_untold")
    if is_sold and not beside.parity:
        yield sentence("one_channel_only")
    if changes:
        yield sentence("before_after")
    if changes > MOST_CHANGES:
        yield sentence("more_changes", count=changes - MOST_CHANGES)


def _actions(answers: Answers, beside: Beside) -> Iterator[ActionRow]:
    """What the parts lead to; nothing is done by itself."""
    for row in answers.told:
        if row.best_price:
            what = sentence("do_step", now=row.price_now, best=row.best_price)
            yield ActionRow(what=what, where="pricing.best_step")
    for untold in answers.untold:
        if untold.test_days:
            yield ActionRow(what=sentence("do_test", days=untold.test_days), where="pricing.best_step")
    if answers.row and not answers.has_cost:
        yield ActionRow(what=sentence("do_cost"), where="pricing.targets")
    for rival in beside.rivals:
        yield ActionRow(what=sentence("do_rivals", advice=rival.advice), where="pricing.competitors")
    if any(each.verdict.code in OUT for each in beside.positions):
        yield ActionRow(what=sentence("do_band"), where="pricing.bands")
    if any(each.verdict.code in {*OWN, *OTHERS} for each in beside.parity):
        yield ActionRow(what=sentence("do_parity"), where="pricing.parity")
    yield ActionRow(what=sentence("do_product"), where="products.one")


def _weekly(found: Sequence[Stretch], currency: str) -> Series | None:
    """The usual price by week; a week without a sale keeps the price before it."""
    weeks = [(week, each.price_minor) for each in found for week in each.weeks]
    if not weeks:
        return None
    scale = 10 ** minor_digits(currency)
    values = tuple((usual if week.price_minor is None else week.price_minor) / scale for week, usual in weeks)
    return Series(
        title=Words(zh="每周买家实付单价（中位数）", en="What buyers paid a unit, by week (median)"),
        x_title=Words(zh="一周的第一天", en="First day of the week"),
        unit="money",
        x=tuple(f"{week.first_day:%Y-%m-%d}" for week, _ in weeks),
        lines=(Line(name=Words(zh="实付单价", en="Price paid"), values=values),),
    )


CAPABILITY = Capability(
    name="pricing.one",
    title=Words(zh="一个商品的价格", en="One price"),
    question=Words(
        zh="这个商品该卖多少钱：需求怎样回应、竞品和各渠道卖多少、以前变价前后如何、下一步做什么？",
        en="What should this product cost: how does demand answer, what do others and other channels ask, what came after changes, and what next?",
    ),
    params=OnePriceParams,
    result=OnePriceResult,
    run=run,
    sentences={**elasticity.CAPABILITY.sentences, **BANDS, **PARITY, **RIVALS, **SENTENCES, **LEFT_OUT},
    tables={"order_lines": ("sku",)},
    ids=("G6", "G7", "G8"),
    needs=("models.price_elasticity",),
    roles=("owner", "operator", "analyst"),
)
