"""Did writing to lapsed customers pay, against those who were left alone?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Readout
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.decisions.experiment import HOLDOUT, TREATMENT, Comparison, compare
from zhanggui.decisions.measuring import HorizonNotOver, ProfitUnknown, verdict_of
from zhanggui.decisions.policies.win_back.params import WinBackParams
from zhanggui.decisions.policies.win_back.proposing import margin_rates
from zhanggui.decisions.policy import Applied, Circumstances
from zhanggui.decisions.profitability import Margin, margin_of
from zhanggui.metrics.kinds import lacks_cost
from zhanggui.stats.sample_ratio import sample_ratio_doubt
from zhanggui.warehouse.protocol import Warehouse

LEAST_CHANCE = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one customer brought within the horizon; `goods_minor` is net sales before the shop's own discounts."""

    net_minor: int
    goods_minor: int
    profit_minor: int | None


def measure(warehouse: Warehouse, applied: Applied, at: datetime, circumstances: Circumstances) -> Readout:
    """Profit of the contacted less that of the held-out."""
    assert isinstance(applied.params, WinBackParams)  # noqa: S101 - the desk validated them with the policy's own class
    terms = applied.params
    return contact_readout(
        warehouse,
        applied,
        at,
        circumstances,
        horizon_days=terms.horizon_days,
        contact_cost_minor=terms.contact_cost_minor,
    )


def contact_readout(
    warehouse: Warehouse,
    applied: Applied,
    at: datetime,
    circumstances: Circumstances,
    *,
    horizon_days: int,
    contact_cost_minor: int,
) -> Readout:
    """Profit of the contacted less that of the held-out, in total, less the contacts.

    The days from the day of the contact count, `horizon_days` of them, by order day and after refunds so far. Profit is
    net sales − cost − fees where every cost is known, otherwise by the declared margin, whose bounds widen the range.
    """
    first = applied.change.at.astimezone(ZoneInfo(warehouse.timezone)).date()
    last = first + timedelta(days=horizon_days - 1)
    if warehouse.as_of < last:
        raise HorizonNotOver(decision=applied.proposal.id, last_day=last, as_of=warehouse.as_of)
    outcomes = outcomes_within(warehouse, first, last)
    margin = margin_of(warehouse, circumstances.margin, last)
    found = _comparisons(applied, outcomes, margin)
    contacts = Money(contact_cost_minor * found[0].treated, warehouse.currency)
    measured = _together(found, contacts)
    return Readout(
        proposal_id=applied.proposal.id,
        design="randomised_holdout",
        predicted=applied.proposal.expected,
        measured=measured,
        verdict=verdict_of(measured),
        at=at,
        treated=found[0].treated,
        control=found[0].control,
        notes=(*_notes(found[0], margin, contacts), *_doubts(warehouse, applied, found[0])),
    )


def outcomes_within(warehouse: Warehouse, first: date, last: date) -> dict[str, Outcome]:
    """What every known customer brought in some days, the last one included."""
    lines = warehouse.table("sale_lines")
    lines = lines.filter(
        lines.is_paid,
        ~lines.is_excluded,
        lines.customer.notnull(),
        lines.ordered_day >= first,
        lines.ordered_day <= last,
    )
    sums = lines.group_by("customer").aggregate(
        net=lines.net_sales_minor.sum(),
        discount=lines.discount_merchant_minor.sum().fill_null(0),
        cost=lines.cost_minor.sum().fill_null(0),
        fee=lines.fee_minor.sum().fill_null(0),
        gaps=lacks_cost(lines).ifelse(1, 0).sum(),
    )
    return {
        row["customer"]: Outcome(
            net_minor=row["net"],
            goods_minor=row["net"] + row["discount"],
            profit_minor=None if row["gaps"] else row["net"] - row["cost"] - row["fee"],
        )
        for row in warehouse.fetch(sums).to_pylist()
    }


def _comparisons(applied: Applied, outcomes: dict[str, Outcome], margin: Margin | None) -> list[Comparison]:
    """The comparison of profits; where profit is a margin of sales, one for its estimate and one for each bound."""
    ours = {member.customer for member in applied.members if member.arm is not None}
    contacted = {member.customer for member in applied.members if member.arm == TREATMENT}
    found = profits(outcomes, ours, contacted, margin)
    if not found:
        raise ProfitUnknown(decision=applied.proposal.id)
    return [compare(applied.members, profit) for profit in found]


def profits(
    outcomes: Mapping[str, Outcome], ours: Collection[str], contacted: Collection[str], margin: Margin | None
) -> list[dict[str, float]]:
    """The profit of each of ours: exact where costs are known, else by the declared margin and by each of its bounds.

    Declared: net sales − κ · (net sales + the shop's own discounts), κ the cost that the margin implies for whoever was
    not contacted: what a coupon takes off the price does not make the goods cheaper to buy in. Empty: not known.
    """
    mine = {customer: outcome for customer, outcome in outcomes.items() if customer in ours}
    exact = {who: float(one.profit_minor) for who, one in mine.items() if one.profit_minor is not None}
    if len(exact) == len(mine) and (margin is None or margin.source == "costs"):
        return [exact]
    if margin is None:
        return []
    usual = [outcome for customer, outcome in outcomes.items() if customer not in contacted]
    net, goods = sum(one.net_minor for one in usual), sum(one.goods_minor for one in usual)
    part = net / goods if goods > 0 else 1.0
    return [
        {who: one.net_minor - (1 - share) * part * one.goods_minor for who, one in mine.items()}
        for share in dict.fromkeys((margin.estimate, margin.low, margin.high))
    ]


def _together(found: Sequence[Comparison], contacts: Money) -> MoneyInterval:
    intervals: list[Interval] = [comparison.effect.interval for comparison in found]
    ends = (min(i.low for i in intervals), intervals[0].estimate, max(i.high for i in intervals))
    low, estimate, high = (Money(round(value), contacts.currency) - contacts for value in ends)
    return MoneyInterval(low=low, estimate=estimate, high=high, level=intervals[0].level)


def _notes(found: Comparison, margin: Margin | None, contacts: Money) -> tuple[Sentence, ...]:
    said = [
        sentence("noted_itt", treated=found.treated, control=found.control),
        sentence("noted_contacts", cost=contacts),
    ]
    if margin and margin.source == "declared":
        said.append(sentence("noted_margin", margin=margin_rates(margin)))
    return tuple(said)


def _doubts(warehouse: Warehouse, applied: Applied, found: Comparison) -> tuple[Sentence, ...]:
    """Whether the contacts that the warehouse knows of still have the proportion of the draw."""
    if not warehouse.loaded("exposures"):
        return ()
    rows = warehouse.table("exposures")
    ours = rows.filter(rows.experiment == applied.proposal.id)
    counted = warehouse.fetch(ours.group_by("arm").aggregate(customers=ours.count())).to_pylist()
    known = {row["arm"]: int(row["customers"]) for row in counted}
    treated, control = known.get(TREATMENT, 0), known.get(HOLDOUT, 0)
    share = found.treated / (found.treated + found.control)
    if not known or sample_ratio_doubt(treated, control, share) >= LEAST_CHANCE:
        return ()
    return (sentence("noted_ratio", treated=treated, control=control, share=Rate(share)),)
