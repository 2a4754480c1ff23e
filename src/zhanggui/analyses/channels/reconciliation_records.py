"""Which records of money does each channel have, from when to when, and how soon does it usually settle?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.channels.reconciliation_orders import (
    FULFILMENT_KINDS,
    own_refunds,
    own_statements,
    record_spans,
    settled_orders,
)
from zhanggui.stats.waiting import usual_wait

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRecords:
    """What is loaded of one channel's money; an instant is None where nothing is."""

    channel: str
    paid_from: datetime | None = None
    paid_until: datetime | None = None
    has_refunds: bool = False
    settled_from: datetime | None = None
    settled_until: datetime | None = None
    is_fulfilled: bool = False
    has_fees: bool = False
    usual_days: int | None = None

    @property
    def checks(self) -> tuple[str, ...]:
        """The comparisons that can be made."""
        possible = {
            "payments": self.paid_from is not None,
            "refunds": self.has_refunds,
            "settlement": self.settled_from is not None,
            "fees": self.settled_from is not None and self.has_fees,
        }
        return tuple(check for check, can in possible.items() if can)


def channel_records(warehouse: Warehouse, channel: str | None) -> dict[str, ChannelRecords]:
    """What is loaded, by channel; every channel that sold or that a record names."""
    found: dict[str, dict[str, Any]] = {}
    for relation in _spans(warehouse):
        for row in warehouse.fetch(relation).to_pylist():
            found.setdefault(row["channel"], {}).update(row)
    return {
        name: ChannelRecords(**told)
        for name, told in sorted(found.items())
        if channel is None or name == channel  # a channel asked for that never sold is refused elsewhere
    }


def with_usual_days(
    warehouse: Warehouse, records: Mapping[str, ChannelRecords], share: float
) -> dict[str, ChannelRecords]:
    """Within how many days of payment this share of the orders is settled; who still waits counts as long as seen."""
    settling = {name: each for name, each in records.items() if each.settled_from}
    if not settling:
        return dict(records)
    found = warehouse.fetch(_waits(warehouse, settling)).to_pylist()
    return {
        name: replace(each, usual_days=_usual([row for row in found if row["channel"] == name], share))
        for name, each in records.items()
    }


def _usual(rows: Sequence[Mapping[str, Any]], share: float) -> int | None:
    """From orders paid since the statements begin; where none of those is settled yet, from all that are."""
    seen = [row for row in rows if row["is_seen"]]
    ended = _counts(row for row in seen if row["is_settled"])
    waiting = _counts(row for row in seen if not row["is_settled"])
    if ended:
        return usual_wait(ended, waiting, share)
    return usual_wait(_counts(row for row in rows if row["is_settled"]), {}, share)


def _counts(rows: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for row in rows:
        counts[int(row["days"])] = counts.get(int(row["days"]), 0) + int(row["orders"])
    return counts


def by_channel(table: ir.Table, values: Mapping[str, Any], kind: str) -> Any:
    """A value that differs by channel; empty for the others."""
    import ibis

    branches = [
        (table.channel == name, ibis.literal(value, kind)) for name, value in values.items() if value is not None
    ]
    return ibis.cases(*branches, else_=ibis.null(kind)) if branches else ibis.null(kind)


def seconds(instant: Any) -> Any:
    """Whole seconds since 1970; cut before they are counted, because some engines round."""
    return instant.truncate("s").epoch_seconds()


def _spans(warehouse: Warehouse) -> Iterable[ir.Table]:
    """What each kind of record says about its channels, one small relation each."""
    import ibis

    yes = ibis.literal(True)
    sold, refunds = warehouse.table("sale_lines"), own_refunds(warehouse)
    lines, fees = own_statements(warehouse), warehouse.table("fees")
    yield sold.select(channel=sold.channel.cast("string")).distinct()
    yield refunds.select("channel").distinct().mutate(has_refunds=yes)
    yield (
        lines.filter(lines.kind_of_amount.isin(FULFILMENT_KINDS)).select("channel").distinct().mutate(is_fulfilled=yes)
    )
    yield from record_spans(warehouse)
    yield fees.select("channel").distinct().mutate(has_fees=yes)


def _waits(warehouse: Warehouse, settling: Mapping[str, ChannelRecords]) -> ir.Table:
    """All paid orders by the days until they were settled, or seen waiting; the days asked for do not matter."""
    import ibis

    money = settled_orders(warehouse)
    first = by_channel(money, {name: each.settled_from for name, each in settling.items()}, "timestamp")
    until = by_channel(money, {name: each.settled_until for name, each in settling.items()}, "timestamp")
    is_settled = money.settled_at.notnull()
    ends = ibis.ifelse(is_settled, money.settled_at, until)
    days = ibis.greatest((seconds(ends) - seconds(money.paid_at)) // DAY_SECONDS, 0)
    told = money.select(
        "channel", "receivable_minor", is_settled=is_settled, days=days, is_seen=(money.paid_at >= first)
    )
    told = told.filter(told.days.notnull(), (told.receivable_minor > 0) | told.is_settled)
    return told.group_by("channel", "is_settled", "is_seen", "days").aggregate(orders=told.count())
