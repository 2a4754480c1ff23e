"""What is known to have happened between two weeks?"""

from __future__ import annotations

from datetime import date

from zhanggui.analyses.goals.why.compared_periods import Compared
from zhanggui.analyses.goals.why.known_events import known_events
from zhanggui.core.period import Period
from zhanggui.warehouse.inline import inline_warehouse

PERIODS = Compared(
    now=Period(date(2026, 3, 23), date(2026, 3, 30)),
    before=Period(date(2026, 3, 16), date(2026, 3, 23)),
    span_days=7,
    spans=8,
)


def spent(day, cost_minor, currency):
    return {"channel": "own_site", "day": day, "campaign": "a", "cost_minor": cost_minor, "currency": currency}


def rate(day, per_dollar):
    return {"day": day, "currency": "USD", "quote_currency": "CNY", "rate": per_dollar}


def ads(rows, rates=()):
    """What is told of the ads: the code and by how much they changed."""
    with_rates = {"fx_rates": list(rates)} if rates else {}
    warehouse = inline_warehouse({"ad_stats": rows, **with_rates})
    found = [each.told for each in known_events(warehouse, PERIODS, None) if each.kind == "ads"]
    warehouse.close()
    return [(each.code, round(each.arguments["change"].rate, 9)) for each in found]


def test_ad_spend_is_compared_in_the_shops_currency():
    account_changed = [spent("2026-03-17", 70_000, "CNY"), spent("2026-03-24", 10_000, "USD")]
    halved = [spent("2026-03-17", 70_000, "CNY"), spent("2026-03-24", 5_000, "USD")]
    rates = [rate("2026-03-01", 7.0)]

    assert ads(account_changed, rates) == []
    assert ads(halved, rates) == [("ads_cut", 0.5)]


def test_ad_spend_without_a_rate_is_not_compared():
    assert ads([spent("2026-03-17", 70_000, "CNY"), spent("2026-03-24", 7_000, "USD")]) == []
