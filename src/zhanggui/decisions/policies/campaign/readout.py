"""Did the campaign pay, against the days before it?"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.analyses.promotions.replay.outcome import happened
from zhanggui.analyses.promotions.replay.params import ReplayParams
from zhanggui.analyses.promotions.replay.past_baskets import Numbers, past_baskets, sums_by
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Readout
from zhanggui.core.sentence import sentence
from zhanggui.decisions.measuring import HorizonNotOver, ProfitUnknown, verdict_of
from zhanggui.decisions.policies.campaign.params import CampaignParams
from zhanggui.decisions.policy import Applied, Circumstances

if TYPE_CHECKING:
    from zhanggui.books.settings import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.95
NORMAL_REACH = 1.959964
EPOCH = date(1970, 1, 1)


def measure(warehouse: Warehouse, applied: Applied, at: datetime, circumstances: Circumstances) -> Readout:
    """Daily contribution profit during the campaign less that of the days before, times the days of the campaign.

    gain = H (x̄₁ − x̄₀), bounds H · 1.96 √(s₁² ÷ H + s₀² ÷ W). Weak evidence: seasons are in it.
    """
    assert isinstance(applied.params, CampaignParams)  # noqa: S101 - the desk validated them with the policy's own class
    params = applied.params
    first = applied.change.at.astimezone(ZoneInfo(warehouse.timezone)).date()
    last = first + timedelta(days=params.horizon_days - 1)
    if warehouse.as_of < last:
        raise HorizonNotOver(decision=applied.proposal.id, last_day=last, as_of=warehouse.as_of)
    before = _daily(warehouse, first - timedelta(days=params.window_days), params.window_days, circumstances.margin)
    during = _daily(warehouse, first, params.horizon_days, circumstances.margin)
    if before is None or during is None:
        raise ProfitUnknown(decision=applied.proposal.id)
    measured = _gain(during, before, warehouse.currency)
    note = sentence("noted_pre_post", days=params.horizon_days, before=params.window_days)
    return Readout(
        proposal_id=applied.proposal.id,
        design="pre_post",
        predicted=applied.proposal.expected,
        measured=measured,
        verdict=verdict_of(measured),
        at=at,
        treated=len(during),
        control=len(before),
        notes=(note,),
    )


def _daily(warehouse: Warehouse, first: date, days: int, margin: MarginAssumption | None) -> Numbers | None:
    """Contribution profit of each day, days without a sale included; None where a cost is missing."""
    past = past_baskets(warehouse, ReplayParams(start=first, days=days))
    outcome = happened(past)
    if outcome.base.any() and margin is None:
        return None
    share = margin.estimate if margin else 0.0
    place = past.days - (first - EPOCH).days
    return sums_by(place, outcome.sure + share * outcome.base, days)


def _gain(during: Numbers, before: Numbers, currency: str) -> MoneyInterval:
    days = len(during)
    estimate = days * float(during.mean() - before.mean())
    spread = sum(float(each.var(ddof=1)) / len(each) if len(each) > 1 else 0.0 for each in (during, before))
    reach = days * NORMAL_REACH * math.sqrt(spread)
    low, middle, high = (Money(round(value), currency) for value in (estimate - reach, estimate, estimate + reach))
    return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)
