"""Where on the way to buying do visitors leave?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.customers.event_steps import (
    STEP_NAMES,
    StepNotUnderstood,
    checked_steps,
    split_steps,
    steps_taken,
)
from zhanggui.analyses.customers.funnel_parts import VERDICTS, part_rows, worst
from zhanggui.analyses.customers.funnel_paths import Path, Start, counts, reached
from zhanggui.analyses.customers.funnel_result import (
    FunnelResult,
    Reached,
    StepRow,
    largest_drop,
    stages,
    step_rows,
)
from zhanggui.analyses.customers.order_worth import WORTH_SENTENCES, Worth, order_worth
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.question import DimensionNotLoaded
from zhanggui.warehouse.contracts.behaviour import Events

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

STARTS = {
    "any": Words(zh="任意一次", en="any"),
    "first": Words(zh="第一次", en="the first"),
}


class FunnelParams(PeriodParams, MarginParams):
    """Which steps, in how many days, from which start, split by what."""

    steps: Annotated[
        tuple[str, ...],
        BeforeValidator(split_steps),
        described(
            "步骤",
            "Steps",
            about_zh="按顺序写，用逗号隔开，如 view,cart,purchase；空表示 浏览→加购→提交订单→购买 中已导入的",
            about_en="In order, with commas: view,cart,purchase; empty: view, cart, checkout, purchase as far as loaded",
        ),
    ] = ()
    within_days: Annotated[
        int,
        Field(ge=1, le=365),
        described(
            "窗口期",
            "Within",
            about_zh="从起点到最后一步最多几天",
            about_en="At most so many days from the start to the last step",
            unit="days",
        ),
    ] = 7
    begin: Annotated[
        Start,
        described(
            "起点",
            "Starting from",
            about_zh="any：任意一次第一步都可以作起点；first：只看每位访客的第一次。两种口径相差很大",
            about_en="any: from any first step; first: only from each visitor's first one. The two differ a lot",
        ),
    ] = "any"
    by: Annotated[
        Literal["channel", "device", "traffic_source", "campaign", "category", "sku"] | None,
        described(
            "分组", "Split by", about_zh="按起点那次行为的属性分组", about_en="By a property of the event at the start"
        ),
    ] = None
    priced: Annotated[
        bool,
        described(
            "换算成钱",
            "In money",
            about_zh="分组时，把流失换算成贡献利润（没有成本则为销售额）",
            about_en="With a split, what is lost in contribution profit, or in sales without costs",
        ),
    ] = True
    limit: Annotated[
        int,
        Field(ge=1, le=1_000),
        described(
            "最多分组",
            "Most parts",
            about_zh="只列访客最多的这么多组",
            about_en="Only the parts with the most visitors",
        ),
    ] = 20

    @model_validator(mode="after")
    def _steps_are_known(self) -> Self:
        checked_steps(self.steps)
        return self


def run(warehouse: Warehouse, params: FunnelParams) -> FunnelResult:
    """Count the visitors who took the steps in order, each strictly after the one before, all within the window.

    A visitor reaches step k if some t₁ < … < tₖ with tₖ − t₁ ≤ window exist; step 1 lies in the period, the others may
    follow after it. Conversions carry Wilson's 95 % range.
    """
    _refuse_unloaded_dimension(warehouse, params)
    loaded = _events_loaded(warehouse, params)
    path = _path(params, loaded)
    found = warehouse.fetch(counts(_reached(warehouse, params, path), path)).to_pylist()
    return _result(warehouse, params, path, found, loaded)


def members(warehouse: Warehouse, params: FunnelParams, value: str) -> ir.Table:
    """The visitors who reached one step."""
    import ibis

    path = _path(params, _events_loaded(warehouse, params))
    if value not in path.steps:
        raise StepNotUnderstood(step=value, known=", ".join(path.steps))
    relation = _reached(warehouse, params, path)[path.steps.index(value)]
    visitors = relation.select("visitor").distinct()
    return visitors.select(kind=ibis.literal("visitor"), id=visitors.visitor)


def _refuse_unloaded_dimension(warehouse: Warehouse, params: FunnelParams) -> None:
    if params.by is not None and params.by not in warehouse.loaded("events"):
        column = Events.column(params.by)
        raise DimensionNotLoaded(dimension=column.title, table="events", column=column.name, source=Events.export_hint)


def _events_loaded(warehouse: Warehouse, params: FunnelParams) -> Mapping[str, date]:
    """The kinds of events in the period, each with its first day."""
    events = warehouse.table("events")
    kept = events.filter(params.span(warehouse.as_of).holds(events.happened_day))
    kinds = kept.group_by("kind_of_event").aggregate(first_day=kept.happened_day.min())
    return {row["kind_of_event"]: row["first_day"] for row in warehouse.fetch(kinds).to_pylist()}


def _path(params: FunnelParams, loaded: Mapping[str, date]) -> Path:
    steps = steps_taken(params.steps, frozenset(loaded))
    return Path(steps=steps, within_days=params.within_days, start=params.begin, by=params.by)


def _reached(warehouse: Warehouse, params: FunnelParams, path: Path) -> list[ir.Table]:
    events = warehouse.table("events")
    known = events.filter(events.happened_day <= warehouse.as_of)
    return reached(known, path, params.span(warehouse.as_of))


def _result(
    warehouse: Warehouse, params: FunnelParams, path: Path, found: list[dict[str, Any]], loaded: Mapping[str, date]
) -> FunnelResult:
    whole = {
        row["step"]: Reached(visitors=row["visitors"], wait_seconds=row["wait_seconds"])
        for row in found
        if row["part"] is None
    }
    rows = step_rows(path.steps, [whole[at] for at in range(len(path.steps))])
    parts = _parts(found, len(path.steps))
    listed = dict(list(parts.items())[: params.limit])
    worth = _worth(warehouse, params, loaded) if listed and params.priced else None
    split = part_rows(path.steps, [row.visitors for row in rows], listed, worth or Worth())
    return FunnelResult(
        headline=_headline(rows),
        caveats=(*_caveats(warehouse, params, path, len(parts)), *((worth.told,) if worth else ())),
        first_day=loaded.get(path.steps[0]),
        last_day=params.span(warehouse.as_of).last_day,
        visitors=rows[0].visitors,
        completed=rows[-1].visitors,
        conversion=rows[-1].from_start,
        stages=stages(rows),
        steps=rows,
        finding=worst(split),
        parts=split,
    )


def _worth(warehouse: Warehouse, params: FunnelParams, loaded: Mapping[str, date]) -> Worth:
    """What an order was worth in the days of the funnel; asked of the sales only when the funnel is split."""
    span = params.span(warehouse.as_of)
    period = Period(span.start or min(loaded.values()), span.end)
    return order_worth(warehouse, period, params.margin, by_channel=params.by == "channel")


def _parts(found: Sequence[Mapping[str, Any]], steps: int) -> dict[str, list[int]]:
    """Visitors per step by part, the part with the most visitors first."""
    parts: dict[str, list[int]] = {}
    for row in found:
        if row["part"] is not None:
            parts.setdefault(row["part"], [0] * steps)[row["step"]] = row["visitors"]
    return dict(sorted(parts.items(), key=lambda item: (-item[1][0], item[0])))


def _headline(rows: Sequence[StepRow]) -> Sentence:
    drop = largest_drop(rows)
    if drop is None:
        return sentence("nobody", start=rows[0].name)
    before, after = drop
    stays = after.from_previous.estimate.rate if after.from_previous else 0.0
    return sentence(
        "headline",
        visitors=rows[0].visitors,
        start=rows[0].name,
        last=rows[-1].name,
        completed=rows[-1].visitors,
        conversion=rows[-1].from_start,
        before=before.name,
        after=after.name,
        lost=after.lost,
        lost_share=Rate(1 - stays),
    )


def _caveats(warehouse: Warehouse, params: FunnelParams, path: Path, parts: int) -> tuple[Sentence, ...]:
    said = [sentence("how_counted", begin=STARTS[path.start], start=STEP_NAMES[path.steps[0]], days=path.within_days)]
    if (warehouse.as_of - params.span(warehouse.as_of).last_day).days < path.within_days:
        said.append(sentence("window_open", days=path.within_days))
    if parts > 1:
        said.append(sentence("parts_overlap"))
    if parts > params.limit:
        said.append(sentence("parts_not_listed", count=parts - params.limit))
    return tuple(said)


CAPABILITY = Capability(
    name="customers.funnel",
    title=Words(zh="转化漏斗", en="Funnel"),
    question=Words(zh="访客在购买路上的哪一步离开？", en="Where on the way to buying do visitors leave?"),
    params=FunnelParams,
    result=FunnelResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{visitors} 位访客从「{start}」进入，{completed} 位走到「{last}」，转化率 {conversion}；"
            "流失比例最高的是「{before} → {after}」，{lost} 位（{lost_share}）没有走到下一步。",
            en="{visitors} visitors entered at '{start}', {completed} got to '{last}': {conversion}. "
            "The largest share leaves between '{before}' and '{after}': {lost} visitors ({lost_share}).",
        ),
        "nobody": Words(zh="这段时间没有访客从「{start}」进入。", en="Nobody entered at '{start}' in this period."),
        "how_counted": Words(
            zh="口径：从访客的{begin}「{start}」算起，按先后顺序、{days} 天内完成；同一时刻的行为不算先后。",
            en="Counted from {begin} '{start}' of a visitor, steps in strict order, within {days} {days:day|days}; "
            "events of the same instant are in no order.",
        ),
        "window_open": Words(
            zh="最近 {days} 天内进入的访客还没走完窗口期，之后还可能转化，转化率略偏低。",
            en="Visitors who entered in the last {days} {days:day|days} may still go on, so conversion is slightly understated.",
        ),
        "parts_overlap": Words(
            zh="同一访客可能从多个分组进入，各组访客相加会超过总数。",
            en="A visitor may start in several parts, so the parts add up to more than the total.",
        ),
        "worst_part": Words(
            zh="「{part}」在「{step}」这一步的通过率确定比其余低 {points} 个百分点，多流失 {lost_more} 位访客。",
            en="'{part}' is surely worse at '{step}' than the rest, by {points} points: {lost_more} more visitors are lost.",
        ),
        "worst_part_in_money": Words(
            zh="「{part}」在「{step}」这一步的通过率确定比其余低 {points} 个百分点，多流失 {lost_more} 位访客，约值 {profit_lost_more}。",
            en="'{part}' is surely worse at '{step}' than the rest, by {points} points: {lost_more} more visitors are lost, worth about "
            "{profit_lost_more}.",
        ),
        "no_part_worse": Words(
            zh="没有一个分组在任何一步确定比其余差。", en="No part is surely worse than the rest at any step."
        ),
        **VERDICTS,
        **WORTH_SENTENCES,
        "parts_not_listed": Words(
            zh="另有 {count} 个访客较少的分组没有列出。",
            en="{count} more {count:part|parts} with fewer visitors {count:is|are} not listed.",
        ),
    },
    tables={"events": ("kind_of_event", "visitor", "happened_at")},
    ids=("J1", "J4", "D5", "A6"),
    members=Members(field="steps", key="step", kind="visitor", find=members),
)
