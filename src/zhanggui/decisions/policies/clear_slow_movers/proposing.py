"""Which markdowns are proposed, with which numbers?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.decisions.policies.clear_slow_movers.markdown import Markdown, best_markdown, markdown
from zhanggui.decisions.policies.clear_slow_movers.params import ClearanceParams
from zhanggui.decisions.policies.clear_slow_movers.stock import SlowMover, slow_movers
from zhanggui.decisions.policy import Circumstances, Draft, with_id
from zhanggui.warehouse.protocol import Warehouse

NAME = "products.clear_slow_movers"
VERSION = 1
LEVEL = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One slow mover with its best markdown."""

    mover: SlowMover
    best: Markdown
    params: ClearanceParams
    currency: str
    snapshot: str

    def money(self, minor: float) -> Money:
        """An amount in the shop's currency."""
        return Money(round(minor), self.currency)

    @property
    def price(self) -> Money:
        """The usual price."""
        return self.money(self.mover.price_minor)

    @property
    def marked_down(self) -> Money:
        """The price during the markdown."""
        return self.money(self.mover.price_minor * (1 - self.best.share))


def propose(
    warehouse: Warehouse,
    params: ClearanceParams,
    at: datetime,
    _circumstances: Circumstances,
) -> tuple[Draft, ...]:
    """One proposal for each slow mover for which some markdown beats waiting, the most profitable first."""
    cases = [
        Case(mover=mover, best=best, params=params, currency=warehouse.currency, snapshot=warehouse.snapshot)
        for mover in slow_movers(warehouse, params, warehouse.as_of)
        if (best := best_markdown(mover, params))
    ]
    cases.sort(key=lambda case: (-case.best.gain_minor, case.mover.sku))
    return tuple(Draft(proposal=with_id(_proposal(case, at))) for case in cases[: params.most_proposals])


def _proposal(case: Case, at: datetime) -> Proposal:
    params, best = case.params, case.best
    return Proposal(
        id="",
        policy=NAME,
        policy_version=VERSION,
        created_at=at,
        title=sentence("title", product=case.mover.name, discount=Rate(best.share), days=params.horizon_days),
        rationale=(
            _why(case),
            _expect(case),
            sentence("cost", cost=case.money(best.given_away_minor), price=case.price),
        ),
        action="markdown",
        target={"sku": case.mover.sku},
        before=_before(case),
        after={"price": case.marked_down, "discount": Rate(best.share), "days": params.horizon_days},
        expected=_gain(case, best),
        horizon_days=params.horizon_days,
        cost=case.money(best.given_away_minor),
        guardrails=_guardrails(case),
        reversibility="reversible",
        expires_at=at + timedelta(days=params.valid_days),
        alternatives=_alternatives(case),
        evidence=(Evidence(run_id=f"{NAME}@{case.snapshot}", capability=NAME, snapshot=case.snapshot),),
        assumptions=_assumptions(params),
    )


def _before(case: Case) -> dict[str, Argument]:
    return {
        "price": case.price,
        "stock_units": case.mover.stock,
        "units_sold": case.mover.units,
        "days_of_cover": round(case.mover.cover_days),
        "unit_cost": case.money(case.mover.cost_minor),
        "worth_if_kept": case.money(case.best.worth_if_kept_minor),
    }


def _why(case: Case) -> Sentence:
    return sentence(
        "why",
        product=case.mover.name,
        stock=case.mover.stock,
        units=case.mover.units,
        ahead=case.mover.ahead_units,
        window=case.params.window_days,
        cover=round(case.mover.cover_days),
        tied=case.money(case.mover.stock * case.mover.cost_minor),
    )


def _expect(case: Case) -> Sentence:
    return sentence(
        "expect",
        expected=_gain(case, case.best),
        freed=case.money(case.best.freed_minor),
        days=case.params.horizon_days,
    )


def _gain(case: Case, found: Markdown) -> MoneyInterval:
    low, estimate, high = (case.money(m) for m in (found.gain_low_minor, found.gain_minor, found.gain_high_minor))
    return MoneyInterval(low=low, estimate=estimate, high=high, level=LEVEL)


def _guardrails(case: Case) -> tuple[Guardrail, ...]:
    return (
        Guardrail(metric="refund_rate", bound=sentence("guard_refunds")),
        Guardrail(metric="price_per_unit", bound=sentence("guard_price", price=case.marked_down)),
    )


def _alternatives(case: Case) -> tuple[Alternative, ...]:
    nothing = Alternative(title=sentence("do_nothing"), expected=MoneyInterval.exactly(Money(0, case.currency)))
    lowest = case.params.least_price_share * case.mover.cost_minor
    others = [
        markdown(case.mover, share, case.params)
        for share in case.params.markdowns
        if share != case.best.share and case.mover.price_minor * (1 - share) >= lowest
    ]
    said = [
        Alternative(title=sentence("other_markdown", discount=Rate(other.share)), expected=_gain(case, other))
        for other in others
    ]
    return (nothing, *said)


def _assumptions(params: ClearanceParams) -> tuple[Sentence, ...]:
    elasticity = Interval(
        low=params.elasticity_low,
        estimate=params.elasticity_estimate,
        high=params.elasticity_high,
        level=LEVEL,
    )
    stock = sentence(
        "stock_assumed",
        holding=Rate(params.holding_rate),
        season=params.season_days,
        salvage=Rate(params.salvage_share),
        window=params.window_days,
    )
    return sentence("elasticity_assumed", elasticity=elasticity), stock
