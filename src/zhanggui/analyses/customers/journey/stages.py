"""Which stage of a decision does an act belong to, and who reached which stage when?

Need, information, evaluation, purchase and what follows: J. F. Engel, D. T. Kollat and R. D. Blackwell, Consumer
Behavior, 1968. Acts are seen, states of mind are not: a stage is what somebody did, nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.asked_period import Span
    from zhanggui.warehouse.protocol import Warehouse

COMPARED = 2  # products looked at on one day, from which on somebody compares
LONGEST_PATH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage: its place on the way, its words, and which acts show it."""

    code: str
    name: Words
    acts: Words
    kinds: frozenset[str]


STAGES: tuple[Stage, ...] = (
    Stage(
        code="need",
        name=Words(zh="产生需求", en="Need"),
        acts=Words(zh="看到、点击、浏览", en="saw, clicked, viewed"),
        kinds=frozenset({"impression", "click", "view"}),
    ),
    Stage(
        code="information",
        name=Words(zh="搜集信息", en="Information"),
        acts=Words(zh="搜索，或一天内看过几件商品", en="searched, or looked at several products on one day"),
        kinds=frozenset({"search", "compare"}),
    ),
    Stage(
        code="evaluation",
        name=Words(zh="评估比较", en="Evaluation"),
        acts=Words(zh="收藏、加购、咨询、提交订单", en="favourited, put into the cart, asked, went to the checkout"),
        kinds=frozenset({"favourite", "cart", "consult", "checkout"}),
    ),
    Stage(
        code="purchase",
        name=Words(zh="购买", en="Purchase"),
        acts=Words(zh="第一次购买（有记录以来）", en="bought for the first time on record"),
        kinds=frozenset({"purchase"}),
    ),
    Stage(
        code="after",
        name=Words(zh="买后", en="After"),
        acts=Words(zh="再次购买、评价、分享", en="bought again, reviewed, shared"),
        kinds=frozenset({"again", "review", "share"}),
    ),
)
PLACES: Mapping[str, int] = MappingProxyType({stage.code: at for at, stage in enumerate(STAGES)})
BOUGHT = ("purchase", "again")


def acts(warehouse: Warehouse, days: Span) -> ir.Table:
    """One row a person, day and kind of act in the days, with its stage; `customer` where somebody signed in.

    A person is the customer as whom a visitor ever signed in, else the visitor. Two kinds are made here: `compare`, on
    a day on which several products were viewed, and `again`, which a purchase is on a later day than the first.
    """
    import ibis

    everything = _by_person(warehouse, days.last_day)
    done = _by_day(everything.filter(days.holds(everything.day)))
    compared = done.filter(done.kind == "view", done.products >= COMPARED).mutate(
        kind=ibis.literal("compare"), first_at=done.last_at
    )
    bought = everything.filter(everything.kind == "purchase")
    first = bought.group_by("person").aggregate(first_bought=bought.day.min())
    done = done.left_join(first, "person").drop("person_right")
    is_again = ((done.kind == "purchase") & (done.day > done.first_bought)).fill_null(False)
    done = done.mutate(kind=is_again.ifelse("again", done.kind)).drop("first_bought")
    told = ibis.union(done, compared, distinct=False)
    return told.mutate(place=_place(told.kind))


def standing(found: ir.Table, span: Span) -> ir.Table:
    """One row a person who did anything in the days: the furthest stage, and the customer if they signed in."""
    within = found.filter(span.holds(found.day))
    return within.group_by("person").aggregate(place=within.place.max(), customer=within.customer.max())


def moved(found: ir.Table, span: Span, within_days: int) -> ir.Table:
    """How many entered each stage in the days (`place`), and how far they came (`furthest`) in those that followed.

    Somebody enters a stage with the first of its acts in the span; what counts is what they did strictly later, at most
    so many days. Columns: people, and of them those who `bought` later.
    """
    import ibis

    pairs = _followed(found, span)
    in_time = (pairs.wait <= within_days).fill_null(False)
    has_bought = (in_time & pairs.reached_kind.isin(BOUGHT)).fill_null(False)
    people = pairs.group_by("person", "place").aggregate(
        furthest=ibis.greatest(pairs.place.max(), pairs.reached.max(where=in_time).fill_null(0)),
        bought=has_bought.ifelse(1, 0).max(),
    )
    return people.group_by("place", "furthest").aggregate(people=people.count(), bought=people.bought.sum())


def waits(found: ir.Table, span: Span, within_days: int) -> ir.Table:
    """The median days from entering a stage to any further one, of those who moved on in time."""
    pairs = _followed(found, span)
    on = pairs.filter((pairs.reached > pairs.place) & (pairs.wait <= within_days))
    shortest = on.group_by("person", "place").aggregate(wait=on.wait.min())
    return shortest.group_by("place").aggregate(median_days=shortest.wait.cast("float64").median())


def _followed(found: ir.Table, span: Span) -> ir.Table:
    """Each entry into a stage beside everything the person did strictly later; one row of blanks where nothing."""
    started = found.filter(span.holds(found.day))
    entries = started.group_by("person", "place").aggregate(entered=started.first_at.min(), entry_day=started.day.min())
    later = found.select(
        who=found.person, day=found.day, at=found.last_at, reached=found.place, reached_kind=found.kind
    )
    pairs = entries.left_join(later, [entries.person == later.who, later["at"] > entries.entered])
    return pairs.mutate(wait=pairs.day.delta(pairs.entry_day, unit="day"))


def paths(found: ir.Table, span: Span) -> ir.Table:
    """In which order people first did what they did in the days: `path`, people, and how many of them bought."""
    import ibis

    within = found.filter(span.holds(found.day))
    firsts = within.group_by("person", "kind").aggregate(at=within.first_at.min())
    in_order = ibis.window(group_by=firsts.person, order_by=[firsts["at"], firsts.kind])
    ranked = firsts.mutate(step=ibis.row_number().over(in_order))
    columns = {f"step_{at}": ranked.kind.max(where=ranked.step == at) for at in range(LONGEST_PATH)}
    has_bought = ranked.kind.isin(BOUGHT).ifelse(1, 0).max()
    people = ranked.group_by("person").aggregate(bought=has_bought, **columns)
    return people.group_by(*columns).aggregate(people=people.count(), bought=people.bought.sum())


def _by_person(warehouse: Warehouse, last_day: date) -> ir.Table:
    events = warehouse.table("events")
    events = events.filter(events.happened_day <= last_day, events.kind_of_event.isin(_kinds()))
    signed_in = events.filter(events.customer.notnull())
    known = signed_in.group_by("visitor").aggregate(known_as=signed_in.customer.max())
    told = events.left_join(known, "visitor")
    return told.select(
        person=told.known_as.fill_null(told.visitor),
        customer=told.known_as,
        day=told.happened_day,
        at=told.happened_at,
        kind=told.kind_of_event,
        sku=told.sku,
    )


def _by_day(done: ir.Table) -> ir.Table:
    return done.group_by("person", "day", "kind").aggregate(
        customer=done.customer.max(), first_at=done["at"].min(), last_at=done["at"].max(), products=done.sku.nunique()
    )


def _kinds() -> Sequence[str]:
    return sorted(kind for stage in STAGES for kind in stage.kinds)


def _place(kind: Any) -> Any:
    import ibis

    first, *others = ((kind.isin(sorted(stage.kinds)), at) for at, stage in enumerate(STAGES))
    return ibis.cases(first, *others)
