"""What would merging or unmerging change, before anybody decides?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.app.same.members import counted_members, member_id, merged_or_refused, proposed, standing
from zhanggui.app.same.record import member_record
from zhanggui.core.period import Period

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.warehouse.protocol import Warehouse

LATELY_DAYS = 90
COUNTS = ("buyers", "repeat_buyers", "new_buyers")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerCounts:
    """The shop's buyers of all loaded days, and of the latest 90 of them."""

    buyers: int
    repeat_buyers: int
    buyers_lately: int
    new_buyers_lately: int

    @property
    def repeat_rate(self) -> float | None:
        """Repeat buyers over buyers."""
        return self.repeat_buyers / self.buyers if self.buyers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerFacts:
    """Recency, frequency and money of one customer, as the segments of customers.rfm take them."""

    customer: str
    days_since: int
    purchase_days: int
    net_sales_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The effect on the whole shop and on the person, before and after."""

    id: str
    currency: str
    customers: tuple[str, ...]
    member: str
    before: BuyerCounts
    after: BuyerCounts
    people_before: tuple[BuyerFacts, ...]
    people_after: tuple[BuyerFacts, ...]


def preview_of(shop: Shop, member: str) -> Preview:
    """What the next decision about a group would change: merging what is proposed, unmerging what was merged."""
    merged = {member_id(names) for names in member_record(shop).members.values()}
    return preview_unmerge(shop, member) if member in merged else preview_merge(shop, member)


def preview_merge(shop: Shop, member: str) -> Preview:
    """What the shop's figures would be if a proposal were merged."""
    group = proposed(shop, member).group
    record = member_record(shop)
    customers = {name for each in group.names for name in record.together(each)}
    name = standing(shop, group, record)
    return _preview(shop, member_id(group.names), customers, dict.fromkeys(customers - {name}, name), name)


def preview_unmerge(shop: Shop, member: str) -> Preview:
    """What the shop's figures would be if a member were taken apart again."""
    names = merged_or_refused(member_record(shop), member)
    return _preview(shop, member, set(names), {}, names[0])


def _preview(shop: Shop, name: str, customers: set[str], then: Mapping[str, str], member: str) -> Preview:
    """Whole shop after = whole shop before − the group as it counts now + the group as it would count.

    Buyers are counted by the metrics themselves, over the sales of the group alone, derived twice.
    """
    with closing(shop.warehouse()) as warehouse:
        counted = counted_members(warehouse)
        now = {customer: counted[customer] for customer in customers if customer in counted}
        days = _days(warehouse)
        whole = _counts(warehouse, *days)
        currency = warehouse.currency
        mine, people = _supposed(shop, customers, now, days)
        after, people_after = _supposed(shop, customers, then, days)
    return Preview(
        id=name,
        currency=currency,
        customers=tuple(sorted(customers)),
        member=member,
        before=whole,
        after=BuyerCounts(
            **{
                field: getattr(whole, field) - getattr(mine, field) + getattr(after, field)
                for field in BuyerCounts.__slots__
            }
        ),
        people_before=people,
        people_after=people_after,
    )


def _supposed(
    shop: Shop, customers: Collection[str], counts_as: Mapping[str, str], days: tuple[Period, Period]
) -> tuple[BuyerCounts, tuple[BuyerFacts, ...]]:
    from zhanggui.warehouse.snapshots import open_current
    from zhanggui.warehouse.supposing import suppose

    with closing(open_current(shop.folder)) as current:
        published = current.facts
    with closing(suppose(shop.folder, customers, counts_as, published)) as supposed:
        return _counts(supposed, *days), _people(supposed)


def _counts(warehouse: Warehouse, ever: Period, lately: Period) -> BuyerCounts:
    from zhanggui.metrics.measure import measure
    from zhanggui.metrics.question import Question

    long = {row.metric: row.value for row in measure(warehouse, Question(metrics=COUNTS[:2], period=ever)).rows}
    short = {row.metric: row.value for row in measure(warehouse, Question(metrics=COUNTS, period=lately)).rows}
    return BuyerCounts(
        buyers=int(long["buyers"] or 0),
        repeat_buyers=int(long["repeat_buyers"] or 0),
        buyers_lately=int(short["buyers"] or 0),
        new_buyers_lately=int(short["new_buyers"] or 0),
    )


def _people(warehouse: Warehouse) -> tuple[BuyerFacts, ...]:
    from zhanggui.analyses.customers.rfm import RfmParams, scored_customers

    scored = scored_customers(warehouse, RfmParams())
    rows = warehouse.fetch(scored.select("customer", "days_since", "purchase_days", "money_minor")).to_pylist()
    return tuple(
        BuyerFacts(
            customer=row["customer"],
            days_since=row["days_since"],
            purchase_days=row["purchase_days"],
            net_sales_minor=row["money_minor"],
        )
        for row in sorted(rows, key=lambda row: row["customer"])
    )


def _days(warehouse: Warehouse) -> tuple[Period, Period]:
    lines = warehouse.table("sale_lines")
    first: date | None = warehouse.fetch(lines.aggregate(first=lines.ordered_day.min()))["first"].to_pylist()[0]
    end = warehouse.as_of + timedelta(days=1)
    lately = end - timedelta(days=LATELY_DAYS)
    return Period(min(first or lately, lately), end), Period(lately, end)
