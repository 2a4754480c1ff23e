"""How many orders, and how much advertising told twice, do not count, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.metrics.ad_levels import told_twice
from zhanggui.metrics.relations import RELATIONS
from zhanggui.warehouse.exchanged import without_rate

if TYPE_CHECKING:
    from datetime import date

    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Orders of a period on the exclusion list, and orders in another currency than the shop's."""

    excluded: int = 0
    foreign: int = 0


def left_out(warehouse: Warehouse, period: Period) -> LeftOut:
    """Count the orders that no metric sees."""
    lines = warehouse.table("sale_lines")
    days = lines.ordered_day.between(period.start, period.last_day)
    foreign = ~lines.is_excluded & (lines.currency != warehouse.currency)
    counts = lines.filter(days & (lines.is_excluded | foreign)).aggregate(
        excluded=lines.order_no.nunique(where=lines.is_excluded), foreign=lines.order_no.nunique(where=foreign)
    )
    (found,) = warehouse.fetch(counts).to_pylist()
    return LeftOut(excluded=found["excluded"] or 0, foreign=found["foreign"] or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatelessAds:
    """Ad spend in another currency of days for which no rate is known."""

    spend: Money
    first: date
    last: date


def rateless_ads(warehouse: Warehouse, period: Period) -> tuple[RatelessAds, ...]:
    """What no metric sees of the advertising of a period, by currency."""
    ads = warehouse.table("ad_stats")
    ads = without_rate(warehouse, ads.filter(ads.day.between(period.start, period.last_day)), day=ads.day)
    sums = ads.group_by("currency").aggregate(cost=ads.cost_minor.sum(), first=ads.day.min(), last=ads.day.max())
    rows = sorted(warehouse.fetch(sums).to_pylist(), key=lambda row: str(row["currency"]))
    return tuple(
        RatelessAds(spend=Money(int(row["cost"]), row["currency"]), first=row["first"], last=row["last"])
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTwice:
    """Ad reports on several days of which other reports tell some days as well, and the spend that does not count."""

    reports: int = 0
    cost_minor: int = 0


def ads_told_twice(warehouse: Warehouse, period: Period) -> ToldTwice:
    """What the ad reports that begin in the period repeat of shorter ones."""
    if "days" not in warehouse.loaded("ad_stats"):
        return ToldTwice()
    found = told_twice(RELATIONS["ad_stats"].rows(warehouse))
    found = found.filter(found.day.between(period.start, period.last_day))
    repeated = (found.spend * (1 - found.share)).sum().fill_null(0.0).round().cast("int64")
    (sums,) = warehouse.fetch(found.aggregate(reports=found.count(), cost_minor=repeated)).to_pylist()
    return ToldTwice(reports=sums["reports"], cost_minor=sums["cost_minor"])
