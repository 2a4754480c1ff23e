"""On which stage of deciding does everybody stand, how many move on, and what is lost where?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses.asked_period import DayParams, Span
from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams, counted_lines, purchases, share_of
from zhanggui.analyses.customers.journey.result import (
    JourneyResult,
    StageRow,
    Standing,
    Watched,
    flows,
    now_chart,
    path_rows,
    stage_rows,
)
from zhanggui.analyses.customers.journey.stages import PLACES, STAGES, acts, moved, paths, standing, waits
from zhanggui.analyses.customers.order_worth import WORTH_SENTENCES, Worth, order_worth
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

LEAST_COVERED = 0.8


class JourneyParams(DayParams, MarginParams):
    """Which days say where somebody stands now, and how long somebody has to move on."""

    days: Annotated[
        int,
        Field(ge=1, le=365),
        described(
            "最近天数",
            "Latest days",
            about_zh="这些天里走得最远的一步，就是现在的阶段",
            about_en="The furthest step in these days is where somebody stands now",
            unit="days",
        ),
    ] = 30
    within_days: Annotated[
        int,
        Field(ge=1, le=365),
        described(
            "往前走的期限",
            "Time to move on",
            about_zh="走进一个阶段后，多少天内没有往前走算停下",
            about_en="Who does not move on within so many days after entering a stage has stayed behind",
            unit="days",
        ),
    ] = 14


def run(warehouse: Warehouse, params: JourneyParams) -> JourneyResult:
    """Sort what people did into the five stages of a decision, and follow those who entered each a while ago.

    Stands now: the furthest stage of the latest `days`. Moved on: of those who entered stage k in the `days` before the
    last `within_days`, who did anything of a later stage strictly afterwards and within `within_days`; everybody is
    watched for equally long. Lost in money = stayed behind × P(bought | moved on) × contribution an order.
    """
    last = params.last_day(warehouse.as_of)
    now, past = _spans(params, last)
    found = acts(warehouse, Span(start=past.start, end=now.end))
    watched = _watched(warehouse, found, past, params.within_days)
    worth = order_worth(warehouse, Period(past.start or last, now.end), params.margin, by_channel=False)
    stood = _standing(warehouse, found, now)
    rows = stage_rows(stood, watched, worth)
    people = sum(each.people for each in stood.values())
    covered = _covered(warehouse, found, now)
    return JourneyResult(
        headline=_headline(rows, people, params),
        caveats=_caveats(warehouse, params, covered, worth),
        first_day=now.start or last,
        last_day=last,
        people=people,
        covered=covered,
        watched_from=past.start or last,
        watched_to=past.last_day,
        stages=rows,
        paths=path_rows(warehouse.fetch(paths(found, now)).to_pylist(), people),
        now=now_chart(rows),
        flows=flows(watched),
    )


def members(warehouse: Warehouse, params: JourneyParams, value: str) -> ir.Table:
    """The signed-in customers who stand on one stage now; nobody knows who the other visitors are."""
    import ibis

    if value not in PLACES:
        listing = "zhanggui run customers.journey"
        raise UnknownName(kind=Words(zh="阶段", en="stage"), name=value, near=", ".join(PLACES), listing=listing)
    now, _ = _spans(params, params.last_day(warehouse.as_of))
    people = standing(acts(warehouse, now), now)
    chosen = people.filter(people.place == PLACES[value], people.customer.notnull())
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def stage_of(warehouse: Warehouse, day: date) -> ir.Table:
    """One row a signed-in customer who did anything lately: the code of their stage at the end of a day."""
    import ibis

    now, _ = _spans(JourneyParams(), day)
    people = standing(acts(warehouse, now), now)
    first, *others = ((people.place == at, stage.code) for at, stage in enumerate(STAGES))
    named = people.filter(people.customer.notnull())
    return named.select("customer", journey=ibis.cases(first, *others))


def _spans(params: JourneyParams, last: date) -> tuple[Span, Span]:
    """The latest days, and as many of which everybody's time to move on is over."""
    tomorrow = last + timedelta(days=1)
    watched = tomorrow - timedelta(days=params.within_days)
    length = timedelta(days=params.days)
    return Span(start=tomorrow - length, end=tomorrow), Span(start=watched - length, end=watched)


def _standing(warehouse: Warehouse, found: ir.Table, span: Span) -> Mapping[int, Standing]:
    people = standing(found, span)
    counted = people.group_by("place").aggregate(people=people.count(), reachable=people.customer.nunique())
    return {
        row["place"]: Standing(people=row["people"], reachable=row["reachable"])
        for row in warehouse.fetch(counted).to_pylist()
    }


def _watched(warehouse: Warehouse, found: ir.Table, span: Span, within_days: int) -> Mapping[int, Watched]:
    told: dict[int, dict[int, tuple[int, int]]] = {}
    for row in warehouse.fetch(moved(found, span, within_days)).to_pylist():
        told.setdefault(row["place"], {})[row["furthest"]] = (row["people"], int(row["bought"]))
    rows = warehouse.fetch(waits(found, span, within_days)).to_pylist()
    wait = {row["place"]: row["median_days"] for row in rows}
    return {place: Watched(by_furthest=each, wait=wait.get(place)) for place, each in told.items()}


def _covered(warehouse: Warehouse, found: ir.Table, span: Span) -> Rate | None:
    """Of the known customers who paid for an order in the days: those of whom any act is known."""
    if not warehouse.loaded("sale_lines"):
        return None
    lines = counted_lines(warehouse, SalesParams(start=span.start, end=span.end))
    buyers = lines.filter(lines.customer.notnull(), purchases(lines) == 1).select("customer").distinct()
    seen = found.filter(span.holds(found.day), found.customer.notnull()).select("customer").distinct()
    both = buyers.left_join(seen, "customer")
    sums = both.aggregate(everybody=both.count(), seen=both.customer_right.count())
    (row,) = warehouse.fetch(sums).to_pylist()
    return share_of(row["seen"], row["everybody"])


def _headline(rows: Sequence[StageRow], people: int, params: JourneyParams) -> Sentence:
    if not people:
        return sentence("nobody", days=params.days)
    weighing = next(row for row in rows if row.stage == "evaluation")
    facts = {"people": people, "days": params.days, "weighing": weighing.people, "reachable": weighing.reachable}
    lossy = [row for row in rows[:-1] if row.entered and row.lost]
    if not lossy:
        return sentence("nobody_watched", **facts)
    worst = max(lossy, key=lambda row: (row.profit_lost.estimate.minor if row.profit_lost else 0, row.lost))
    at_worst: dict[str, Argument] = {**facts, "stage": worst.name, "lost": worst.lost, "within": params.within_days}
    if worst.profit_lost is None:
        return sentence("lost", **at_worst)
    return sentence("lost_money", **at_worst, profit_lost=worst.profit_lost.estimate)


def _caveats(warehouse: Warehouse, params: JourneyParams, covered: Rate | None, worth: Worth) -> tuple[Sentence, ...]:
    said = [sentence("acts_not_minds", within=params.within_days), sentence("visitors_are_many")]
    if covered is not None and covered.rate < LEAST_COVERED:
        said.append(sentence("not_covered", share=replace(covered, rate=1 - covered.rate)))
    events = warehouse.table("events")
    kinds = set(warehouse.fetch(events.select("kind_of_event").distinct())["kind_of_event"].to_pylist())
    missing = [
        stage.name for stage in STAGES[1:] if not kinds & stage.kinds and stage.code not in {"information", "after"}
    ]
    said += [sentence("stage_not_loaded", stage=name) for name in missing]
    return (*said, worth.told)


CAPABILITY = Capability(
    name="customers.journey",
    title=Words(zh="决策旅程", en="Journey to the purchase"),
    question=Words(
        zh="现在有多少人在决策的哪一步，多少人往前走，钱在哪一步流失？",
        en="How many stand on which stage of deciding, how many move on, and where is money lost?",
    ),
    params=JourneyParams,
    result=JourneyResult,
    run=run,
    sentences={
        "lost_money": Words(
            zh="最近 {days} 天有 {people} 人来过，{weighing} 人正在评估比较（{reachable} 人联系得到）；"
            "流失最值钱的一步是“{stage}”：{lost} 人 {within} 天内没有再往前走，约值 {profit_lost}（上限）。",
            en="{people} people came in the latest {days} days, {weighing} are weighing it up ({reachable} can be reached). Most is "
            "lost at '{stage}': {lost} did not move on within {within} days, worth at most about {profit_lost}.",
        ),
        "lost": Words(
            zh="最近 {days} 天有 {people} 人来过，{weighing} 人正在评估比较（{reachable} 人联系得到）；"
            "停下最多的一步是“{stage}”：{lost} 人 {within} 天内没有再往前走。",
            en="{people} people came in the latest {days} days, {weighing} are weighing it up ({reachable} can be reached). Most "
            "stay behind at '{stage}': {lost} did not move on within {within} days.",
        ),
        "nobody_watched": Words(
            zh="最近 {days} 天有 {people} 人来过，{weighing} 人正在评估比较（{reachable} 人联系得到）；更早的行为没有导入，不知道多少人往前走。",
            en="{people} people came in the latest {days} days, {weighing} are weighing it up ({reachable} can be reached). What came "
            "before is not loaded: how many move on is unknown.",
        ),
        "nobody": Words(zh="最近 {days} 天没有任何行为。", en="Nobody did anything in the latest {days} days."),
        "acts_not_minds": Words(
            zh="阶段是按行为分的，不是读心：{within} 天内没有再往前走的人，也可能在别处买了。",
            en="Stages are told by what people did, nobody reads minds: who did not move on within {within} days may have bought "
            "elsewhere.",
        ),
        "visitors_are_many": Words(
            zh="没登录的人按设备算，一个人可能算成几个；登录过的按顾客合并。",
            en="Who never signed in counts once per device, so one person may be several; customers who signed in are one.",
        ),
        "not_covered": Words(
            zh="同期付款的已知顾客里有 {share} 没有任何行为记录（别的渠道，或没有登录），他们不在这里。",
            en="{share} of the known customers who paid in these days left no event (another channel, or not signed in); they are "
            "not in here.",
        ),
        "stage_not_loaded": Words(
            zh="没有导入任何“{stage}”阶段的行为，这一步看起来没有人。",
            en="No act of the stage '{stage}' is loaded, so nobody seems to stand there.",
        ),
        **WORTH_SENTENCES,
    },
    tables={"events": ("kind_of_event", "visitor", "happened_at")},
    ids=("D4", "D5"),
    members=Members(field="stages", key="stage", kind="customer", find=members),
)
