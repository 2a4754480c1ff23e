"""What did one day's contacts of a programme bring, against those who were held out?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.core.errors import ShopAtFault
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Readout
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.decisions.measuring import HorizonNotOver, ProfitUnknown
from zhanggui.decisions.policies.programmes.acting import contacts_of
from zhanggui.decisions.policies.programmes.params import ProgrammesParams
from zhanggui.decisions.policies.win_back.proposing import margin_rates
from zhanggui.decisions.policy import Applied, Circumstances
from zhanggui.decisions.profitability import Margin, margin_of
from zhanggui.decisions.programmes.readout import ProgrammeReadout, readouts

if TYPE_CHECKING:
    from zhanggui.core.quantity import Interval
    from zhanggui.warehouse.protocol import Warehouse


class TooFewToCompare(ShopAtFault):
    """A day's audience without two people in each arm."""

    sentence = Words(
        zh="决策“{decision}”里触达 {treated} 人、对照 {control} 人，太少，单独比不出来；请看整个项目：zhanggui programmes readout",
        en="Decision '{decision}' wrote to {treated} and held out {control}: too few to compare alone. Read the programme as "
        "a whole: zhanggui programmes readout",
    )


def measure(warehouse: Warehouse, applied: Applied, at: datetime, circumstances: Circumstances) -> Readout:
    """Profit of those written to less that of those held out, in total, less the messages.

    Everybody counts in the arm they were dealt, as `programmes readout` does for all days together.
    """
    params = applied.params
    assert isinstance(params, ProgrammesParams)  # noqa: S101 - the desk validated them with the policy's own class
    (programme,) = params.programmes
    entries = contacts_of(applied.proposal, params, applied.members, applied.change.at)
    first = params.contact.send_from(applied.change.at, warehouse.timezone).astimezone(ZoneInfo(warehouse.timezone))
    last = first.date() + timedelta(days=programme.horizon_days - 1)
    if warehouse.as_of < last:
        raise HorizonNotOver(decision=applied.proposal.id, last_day=last, as_of=warehouse.as_of)
    margin = margin_of(warehouse, circumstances.margin, last)
    found = readouts(warehouse, entries, margin, horizons={programme.key: (programme.horizon_days,)})
    if found is None:
        raise ProfitUnknown(decision=applied.proposal.id)
    told = found.of(programme.key, programme.horizon_days)
    if told is None or told.total is None:
        counts = (told.treated, told.control) if told else (0, 0)
        raise TooFewToCompare(decision=applied.proposal.id, treated=counts[0], control=counts[1])
    return Readout(
        proposal_id=applied.proposal.id,
        design="randomised_holdout",
        predicted=applied.proposal.expected,
        measured=money_of(told.total, warehouse.currency),
        verdict=told.verdict,
        at=at,
        treated=told.treated,
        control=told.control,
        notes=_notes(told, params, margin, warehouse.currency),
    )


def money_of(found: Interval, currency: str) -> MoneyInterval:
    """Bounds in minor units as money."""
    low, estimate, high = (Money(round(bound), currency) for bound in (found.low, found.estimate, found.high))
    return MoneyInterval(low=low, estimate=estimate, high=high, level=found.level)


def _notes(
    told: ProgrammeReadout, params: ProgrammesParams, margin: Margin | None, currency: str
) -> tuple[Sentence, ...]:
    said = [sentence("noted_itt", treated=told.treated, control=told.control)]
    if len(told.arms) > 1:
        (programme,) = params.programmes
        for arm in told.arms:
            text = programme.message(arm.arm).text
            said.append(sentence("noted_arm", message=text, people=arm.treated, each=money_of(arm.effect, currency)))
        said.append(sentence("noted_together" if told.best is None else "noted_best", best=told.best))
    if margin and margin.source == "declared":
        said.append(sentence("noted_margin", margin=margin_rates(margin)))
    return tuple(said)
