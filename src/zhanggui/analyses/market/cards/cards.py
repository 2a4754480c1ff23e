"""How does each competitor stand beside the shop on six axes, by which evidence, and what changed?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.analyses.market.cards import judged as judging
from zhanggui.analyses.market.cards.listing import axis_rows, change_row, figure_row, item_row, leads
from zhanggui.analyses.market.cards.measured import Figure, figures
from zhanggui.analyses.market.cards.result import AxisRow, CardsResult
from zhanggui.analyses.market.cards.words import SENTENCES
from zhanggui.analyses.market.sides import Competitor
from zhanggui.core.capability import Capability
from zhanggui.core.described import described
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.requirements import joined, require_tables

if TYPE_CHECKING:
    from zhanggui.analyses.market.cards.judged import Judged
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 91
TEMPLATES = {
    "competitor_notes": "competitor_notes",
    "competitor_offers": "competitors",
    "competitor_reviews": "competitor_reviews",
    "market_sales": "market_sales",
}
ONE_SIDED = frozenset(("ours_missing", "theirs_missing"))


class CardsParams(PeriodParams):
    """Which competitor, which days, and how old a note may be."""

    competitor: Competitor = None
    stale_days: Annotated[
        int,
        Field(ge=1, le=3_650),
        described(
            "记录有效天数",
            "Days a note holds",
            about_zh="更早的打分算过期，不计入",
            about_en="Older scores are stale and not counted",
            unit="days",
        ),
    ] = 180
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 200


def run(warehouse: Warehouse, params: CardsParams) -> CardsResult:
    """Put what was noted and what can be counted of each competitor beside the shop.

    An item's lead is our points less theirs, l = o − t with o, t from 1 to 5, where both have a score that is not
    stale; an axis shows the mean of its items' leads. What is counted is shown beside it and never mixed into a score.
    """
    known = [table for table in TEMPLATES if warehouse.loaded(table)]
    if not known:
        require_tables(warehouse, {"competitor_notes": ("item",)}, CAPABILITY.question)
    period = params.period(warehouse.as_of, USUAL_DAYS)
    notes = judging.newest_notes(warehouse) if "competitor_notes" in known else []
    items = [
        each
        for each in judging.judged(notes, warehouse.as_of, params.stale_days)
        if params.competitor in {None, each.competitor}
    ]
    counted = [each for each in figures(warehouse, period) if params.competitor in {None, each.competitor}]
    moved = judging.changes(warehouse, params.limit) if "competitor_notes" in known else []
    moved = [each for each in moved if params.competitor is None or each.competitor in {None, params.competitor}]
    axes = sorted(axis_rows(items), key=_place)
    listed = sorted(items, key=_item_place)
    return CardsResult(
        headline=_headline(items, axes, counted),
        caveats=tuple(_caveats(warehouse, params, items, counted)),
        first_day=period.start,
        last_day=period.last_day,
        competitors=len(_names(items, counted)),
        compared=sum(each.lead is not None for each in items),
        untold=sum(each.lead is None for each in items),
        leads=leads(axes),
        axes=tuple(axes),
        items=tuple(item_row(each) for each in listed[: params.limit]),
        figures=tuple(figure_row(each) for each in counted[: params.limit]),
        changes=tuple(change_row(each) for each in moved),
    )


def _names(items: Sequence[Judged], counted: Sequence[Figure]) -> set[str]:
    return {each.competitor for each in items} | {each.competitor for each in counted}


def _place(row: AxisRow) -> tuple[float, str, str]:
    """Where we are furthest behind first; what cannot be told last."""
    return (99.0 if row.lead is None else row.lead, row.competitor, row.axis.en)


def _item_place(each: Judged) -> tuple[int, str, str, str]:
    return (99 if each.lead is None else each.lead, each.competitor, each.axis, each.item)


def _headline(items: Sequence[Judged], axes: Sequence[AxisRow], counted: Sequence[Figure]) -> Sentence:
    competitors = len(_names(items, counted))
    if not competitors:
        return sentence("nobody")
    compared = sum(each.lead is not None for each in items)
    if not compared:
        return sentence("figures_only", competitors=competitors)
    facts = {"competitors": competitors, "compared": compared, "untold": len(items) - compared}
    first = axes[0]
    if first.lead is None or first.lead >= 0:
        return sentence("no_axis_behind", **facts)
    return sentence("headline", axis=first.axis, competitor=first.competitor, lead=first.lead, **facts)


def _caveats(
    warehouse: Warehouse, params: CardsParams, items: Sequence[Judged], counted: Sequence[Figure]
) -> Iterator[Sentence]:
    states = Counter(each.state for each in items)
    if states:
        yield sentence("opinions")
    if states["stale"]:
        yield sentence("stale_left_out", count=states["stale"], days=params.stale_days)
    if one_sided := sum(each.state in ONE_SIDED for each in items):
        yield sentence("one_sided", count=one_sided)
    if counted:
        yield sentence("watched_only")
    if missing := [table for table in TEMPLATES if not warehouse.loaded(table)]:
        templates = ", ".join(f"zhanggui template {TEMPLATES[table]}" for table in missing)
        yield sentence("not_loaded", tables=joined(CONTRACTS[table].title for table in missing), templates=templates)
    if hidden := sum(max(len(rows) - params.limit, 0) for rows in (items, counted)):
        yield sentence("not_listed", count=hidden)


CAPABILITY = Capability(
    name="market.competitor_cards",
    title=Words(zh="竞品名片", en="Competitor cards"),
    question=Words(
        zh="每家竞争店铺在六个方面比本店强在哪、弱在哪，凭什么这么说，最近有什么变化？",
        en="Where is each competitor stronger or weaker than the shop on six axes, by which evidence, and what changed?",
    ),
    params=CardsParams,
    result=CardsResult,
    run=run,
    sentences=SENTENCES,
    tables={},
    ids=("C2",),
    roles=("owner", "operator", "analyst"),
)
