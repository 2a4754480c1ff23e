"""Which days does a report on several days tell that no other report told?

A shop exports its ads by day and, for some days, by week or month as well. Each day is told by the shortest report on
it; of a longer report only what the shorter ones leave over is added: a week counts once, however it was exported.
"""

from __future__ import annotations

from typing import Any

from zhanggui.warehouse.tables import relation

NEARLY_ALL = 0.99  # reports of one spend differ by the rounding of their rows
KEYS = ("channel", "day", "report_days")
ADDED_UP = frozenset(
    {
        *("cost_minor", "impressions", "clicks", "cart_adds", "favourites", "visits", "consults", "follows"),
        *("new_members", "coupons_taken", "orders_direct", "orders_total", "orders_net", "conversions", "buyers"),
        *("new_buyers", "subsidy_minor", "sales_direct_minor", "sales_total_minor", "sales_presale_minor"),
        *("sales_net_minor", "sales_organic_minor"),
    }
)


def left_over(ads: Any) -> Any:
    """The rows of one level with `report_days`, each amount reduced to its share that no shorter report tells.

    share = (spend − spend of the shorter reports on its days) / spend, at least 0; a hundredth or less is nothing. A
    report of the same length that begins later counts as shorter; one that ends later tells its days evenly.
    """
    shares = told_shares(ads)
    shared = ads.left_join(shares, KEYS)
    share = shared.share.fill_null(1.0)
    reduced = {
        name: (share == 1.0).ifelse(shared[name], _part(shared[name], share))
        for name in ads.columns
        if name in ADDED_UP
    }
    return shared.mutate(**reduced).select(*ads.columns)


def told_shares(ads: Any) -> Any:
    """Of each report on several days that another one overlaps: its spend and the share that counts."""
    reports = ads.group_by(KEYS).aggregate(spend=ads.cost_minor.sum())
    told = _tellers(reports)
    long = _by_day(reports.filter(reports.report_days > 1))
    long = long.rename(of_day="day", of_days="report_days", of_spend="spend", of_daily="daily")
    met = long.join(told, ["channel", "told_day"])
    met = met.filter((met.day != met.of_day) | (met.report_days != met.of_days))
    found = met.group_by("channel", day=met.of_day, report_days=met.of_days).aggregate(
        spend=met.of_spend.max(), others=met.daily.sum()
    )
    told = found.others.round().cast("int64").cast("float64") / found.spend.nullif(0).cast("float64")
    rest = (found.others < found.spend * NEARLY_ALL).ifelse(1 - told, 0.0)
    return found.select(*KEYS, "spend", share=rest.fill_null(0.0))


def _tellers(reports: Any) -> Any:
    """The one report of each channel and day: the shortest, of several as long the one that begins last."""
    import ibis

    days = _by_day(reports)
    first = ibis.row_number().over(group_by=[days.channel, days.told_day], order_by=[days.report_days, days.day.desc()])
    days = days.mutate(place=first)
    return days.filter(days.place == 0).drop("place", "spend")


def _by_day(reports: Any) -> Any:
    """A row for each day of each report, with the spend that falls to it if all its days are alike."""
    days = relation("calendar").select(told_day="day")
    spread = reports.cross_join(days)
    since = spread.told_day.delta(spread.day, unit="day")
    spread = spread.filter(since >= 0, since < spread.report_days)
    return spread.mutate(daily=spread.spend.cast("float64") / spread.report_days.cast("float64"))


def _part(amount: Any, share: Any) -> Any:
    part = amount.cast("float64") * share
    return part if amount.type().is_floating() else part.round().cast("int64")
