"""Where do own prices stand against other sellers', and should they follow, differ or challenge?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted
from zhanggui.analyses.next_step import ActionRow
from zhanggui.analyses.pricing.competitors import seen as looking
from zhanggui.analyses.pricing.competitors.listing import Shown, drawn, offer_rows, product_row, unmatched_rows
from zhanggui.analyses.pricing.competitors.own import own_prices
from zhanggui.analyses.pricing.competitors.result import CompetitorsResult, RivalRow
from zhanggui.analyses.pricing.competitors.whose import Paired, paired
from zhanggui.analyses.pricing.competitors.words import ADVICE, SENTENCES
from zhanggui.analyses.pricing.ending import EndingKnob
from zhanggui.analyses.products.same.codes import codes_of
from zhanggui.core.capability import Capability
from zhanggui.core.described import described
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called
from zhanggui.metrics.registry import dimension
from zhanggui.offers.prices.endings import Ending

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 28


class CompetitorsParams(SalesParams):
    """Which own sales, how old a price may be, and what the rules take as given."""

    sku: Annotated[
        str | None, described("SKU", "SKU", about_zh="只看一个商品；空表示全部", about_en="Only this one; empty: all")
    ] = None
    fresh_days: Annotated[
        int,
        Field(ge=0, le=365),
        described(
            "价格有效天数",
            "Days a price holds",
            about_zh="更早的观察算过期，不计入",
            about_en="Older observations are stale and left out",
            unit="days",
        ),
    ] = 14
    least_margin: Annotated[
        float,
        Field(ge=-0.5, lt=1),
        described(
            "最低净利率",
            "Least margin",
            about_zh="底价要留下的，占净销售额",
            about_en="What the floor leaves of net sales",
            unit="rate",
        ),
    ] = 0.05
    close: Annotated[
        float,
        Field(ge=0, le=0.5),
        described("多近算持平", "Counts as close", about_zh="与中位价之差", about_en="To the median", unit="rate"),
    ] = 0.03
    ending: EndingKnob = None
    with_likely: Annotated[
        bool,
        described(
            "计入仅凭标题的匹配",
            "Count matches by title",
            about_zh="还没有人确认的匹配也计入",
            about_en="Matches that nobody confirmed count as well",
        ),
    ] = False
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 200


def run(warehouse: Warehouse, params: CompetitorsParams) -> CompetitorsResult:
    """Put every own product beside the newest valid price of each other seller, and apply the rules with their floor.

    Price index of a product: own price ÷ median of the others, one price a seller (its cheapest valid offer). Of the
    shop: the geometric mean over products, I = (∏ pᵢ / mᵢ)^(1/n), whose inverse is exactly the index of the market
    against the shop (Jevons; ILO, IMF et al., Consumer Price Index Manual, 2004, chapter 20).
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    counted = sales_counted(warehouse, asked)
    usable = looking.usable(warehouse)
    offers = looking.newest(warehouse, usable, params.fresh_days)
    pairs = paired(offers, codes_of(warehouse))
    known = [each for each in pairs if params.with_likely or each.way != "title"]
    chosen = [each for each in known if params.sku in {None, each.sku}]
    own = own_prices(warehouse, asked, period, params.least_margin)
    shown = Shown(
        titles=called(warehouse, dimension("channel")),
        currency=warehouse.currency,
        own=own,
        ending=Ending.asked(params.ending, warehouse.currency),
    )
    rows = sorted((product_row(sku, its, shown, params.close) for sku, its in _by_sku(chosen).items()), key=_place)
    told = rows[0].sku if rows else None
    listed = {row.sku for row in rows[: params.limit]}
    index = _index(rows)
    return CompetitorsResult(
        headline=_headline(rows, index, len(offers)),
        caveats=(
            *_caveats(chosen, params, rows, looking.left_out(warehouse)),
            *left_out(counted, warehouse.currency),
        ),
        first_day=period.start,
        last_day=period.last_day,
        products=len(rows),
        compared=sum(row.own_to_market is not None for row in rows),
        own_to_market=None if index is None else Rate(index),
        market_to_own=None if index is None else Rate(1 / index),
        rows=tuple(rows[: params.limit]),
        actions=tuple(_actions(rows)),
        history=drawn(
            looking.history(warehouse, usable, [each.seen for each in chosen if each.sku == told]),
            rows,
            warehouse.currency,
        ),
        offers=tuple(offer_rows([each for each in chosen if each.sku in listed], shown)),
        unmatched=tuple(unmatched_rows(offers, pairs, known, shown)),
    )


def _by_sku(pairs: Sequence[Paired]) -> Mapping[str, list[Paired]]:
    found: dict[str, list[Paired]] = {}
    for each in pairs:
        found.setdefault(each.sku, []).append(each)
    return found


def _place(row: RivalRow) -> tuple[float, str]:
    """The largest gaps in proportion first, either way; what has none last."""
    return (0.0 if row.own_to_market is None else -abs(log(row.own_to_market.rate)), row.sku)


def _index(rows: Sequence[RivalRow]) -> float | None:
    """The geometric mean of the products' indices."""
    logs = [log(row.own_to_market.rate) for row in rows if row.own_to_market]
    return exp(sum(logs) / len(logs)) if logs else None


def _headline(rows: Sequence[RivalRow], index: float | None, listings: int) -> Sentence:
    if not listings:
        return sentence("nothing_seen")
    if index is None:
        return sentence("nothing_compared", listings=listings)
    first = next(row for row in rows if row.own_to_market)
    return sentence(
        "headline",
        compared=sum(row.own_to_market is not None for row in rows),
        index=Rate(index),
        product=first.product_name or first.sku,
        own=first.own_price,
        market=first.market_price,
        advice=first.advice,
    )


def _actions(rows: Sequence[RivalRow]) -> Iterator[ActionRow]:
    """What the advice leads to; nothing is done by itself."""
    advised, why = Counter(row.advice for row in rows), Counter(row.reason.code for row in rows)
    for code, count, where in (
        ("do_follow", advised[ADVICE["follow"]], "pricing.elasticity"),
        ("do_differentiate", advised[ADVICE["differentiate"]], "pricing.targets"),
        ("do_cost", why["no_cost"], "pricing.targets"),
    ):
        if count:
            yield ActionRow(what=sentence(code, count=count), where=where)


def _caveats(
    chosen: Sequence[Paired], params: CompetitorsParams, rows: Sequence[RivalRow], lost: looking.LeftOut
) -> Iterator[Sentence]:
    if chosen:
        yield sentence("buyers_prices")
        yield sentence("demand_untold")
    counts = {
        "stale_left_out": sum(each.seen.state == "stale" for each in chosen),
        "likely_counted": sum(each.way == "title" for each in chosen),
        "rateless": lost.rateless,
        "ahead": lost.ahead,
        "not_listed": max(len(rows) - params.limit, 0),
    }
    days = {"stale_left_out": params.fresh_days, "ahead": looking.MOST_DAYS_AHEAD}
    for code, count in counts.items():
        if count:
            yield sentence(code, count=count, **({"days": days[code]} if code in days else {}))


CAPABILITY = Capability(
    name="pricing.competitors",
    title=Words(zh="竞品比价", en="Competitors' prices"),
    question=Words(
        zh="别家卖多少钱，本店贵还是便宜，该跟随、差异化还是挑战？",
        en="What do other sellers ask, are we dearer or cheaper, and should we follow, differ or challenge?",
    ),
    params=CompetitorsParams,
    result=CompetitorsResult,
    run=run,
    sentences={**SENTENCES, **LEFT_OUT},
    tables={"order_lines": ("sku",), "competitor_offers": ("price_minor",)},
    ids=("C1", "G3"),
    roles=("owner", "operator", "analyst"),
)
