"""What would the rule "run the set that looks best" have promised in the past, and what would have come of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.promotions.replay.params import NAMES, SetsParams
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import major
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.decisions.offer_sets import KeptSet
from zhanggui.decisions.policies.campaign.back_test_result import BackTestResult, BackTestRow
from zhanggui.decisions.policies.campaign.back_test_words import SENTENCES
from zhanggui.decisions.policies.campaign.params import CampaignReach
from zhanggui.decisions.policies.campaign.weighing import Case, best_of, foremost, see, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from zhanggui.warehouse.protocol import Warehouse


class BackTestParams(CampaignReach, MarginParams, SetsParams):
    """Which sets, on which days each choice is made, and how demand is taken to react."""

    times: Annotated[
        int,
        Field(ge=1, le=26),
        described(
            "回测几次",
            "Times",
            about_zh="往回数几段活动，每段开始前重做一次选择",
            about_en="So many campaigns back, each chosen anew before it begins",
            unit="count",
        ),
    ] = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One past choice: what was weighed on the days before, and the same sets on the days that followed."""

    first: date
    foremost: Case | None
    runs: bool
    after: dict[int, Case]

    @property
    def came(self) -> Case | None:
        """What looked best, on the days that followed; None also where nothing of it was bought then."""
        return self.after.get(self.foremost.kept.number) if self.foremost else None

    @property
    def best(self) -> Case | None:
        """The set that did best on the days that followed; None: no set."""
        return best_of(list(self.after.values()))


def run(warehouse: Warehouse, params: BackTestParams) -> BackTestResult:
    """Before each past span the sets are weighed on the days before it, then on the baskets of the span itself.

    Both at the same assumed elasticity: what differs is the baskets. So the choice and the assumption that days to come
    are like days gone by are tested on the shop's history; how customers would have reacted is not, and never can be.
    """
    choices = [found for first in _firsts(warehouse, params) if (found := _choice(warehouse, params, first))]
    zero = Money(0, warehouse.currency)
    rows = tuple(_row(each, params, zero) for each in choices)
    ran = [row for row in rows if row.runs]
    foreseen = sum((row.foreseen.estimate.minor for row in ran if row.foreseen), 0)
    came = sum((row.came.estimate.minor for row in ran if row.came), 0)
    unmoved = sum((row.unmoved.estimate.minor for row in ran if row.unmoved), 0)
    known = [row for row in rows if row.is_within is not None]
    told = [Money(minor, warehouse.currency) for minor in (foreseen, came, unmoved)]
    return BackTestResult(
        headline=_headline(rows, params, told),
        caveats=tuple(_caveats(rows, params, choices)),
        times=len(rows),
        ran=len(ran),
        foreseen=told[0],
        came=told[1],
        unmoved=told[2],
        missed=Money(sum(row.missed.minor for row in rows), warehouse.currency),
        within=share_of(sum(bool(row.is_within) for row in known), len(known)),
        rows=rows,
        by_start=_by_start(rows, warehouse.currency),
    )


def _firsts(warehouse: Warehouse, params: BackTestParams) -> Iterable[date]:
    """The first days of the spans, the latest of which ends with the last loaded day."""
    end = warehouse.as_of + timedelta(days=1)
    return [end - timedelta(days=params.horizon_days * back) for back in range(params.times, 0, -1)]


def _choice(warehouse: Warehouse, params: BackTestParams, first: date) -> Choice | None:
    """None where no basket was bought on the days before, or on the days that followed."""
    sets = [KeptSet(number=NAMES.index(name) + 1, text=text) for name, text in params.sets]
    if not sets:
        return None
    before_first = first - timedelta(days=params.window_days)
    before = see(warehouse, params, params.margin, days=params.window_days, first=before_first)
    after = see(warehouse, params, params.margin, days=params.horizon_days, first=first)
    if not (before.past.orders and after.past.orders):
        return None
    weighed = [case for kept in sets if (case := weigh(before, kept, warehouse))]
    followed = [case for kept in sets if (case := weigh(after, kept, warehouse))]
    best = best_of(weighed)
    later = {case.kept.number: case for case in followed}
    return Choice(first=first, foremost=best or foremost(weighed), runs=best is not None, after=later)


def _row(choice: Choice, params: BackTestParams, zero: Money) -> BackTestRow:
    looked, came, best = choice.foremost, choice.came, choice.best
    followed = came.expected.estimate if came else zero
    did = followed if choice.runs else zero
    could = best.expected.estimate if best else zero
    foreseen = looked.expected if looked else None
    return BackTestRow(
        first_day=choice.first,
        last_day=choice.first + timedelta(days=params.horizon_days - 1),
        foremost=_named(looked),
        runs=choice.runs,
        foreseen=foreseen,
        came=came.expected if came else None,
        unmoved=came.unmoved if came else None,
        is_within=foreseen.low.minor <= followed.minor <= foreseen.high.minor if foreseen else None,
        best=_named(best),
        missed=Money(max(could.minor - did.minor, 0), zero.currency),
    )


def _named(case: Case | None) -> Sentence:
    return sentence("set", set=NAMES[case.kept.number - 1]) if case else sentence("no_set_ran")


def _headline(rows: Sequence[BackTestRow], params: BackTestParams, told: Sequence[Money]) -> Sentence:
    if not params.sets:
        return sentence("no_set")
    if not rows:
        return sentence("nothing", window=params.window_days, days=params.horizon_days)
    ran = sum(row.runs for row in rows)
    if not ran:
        return sentence("never", times=len(rows), days=params.horizon_days)
    foreseen, came, unmoved = told
    facts: dict[str, Argument] = {
        "times": len(rows),
        "days": params.horizon_days,
        "ran": ran,
        "foreseen": foreseen,
        "came": came,
    }
    if unmoved.minor < 0:
        return sentence("would_have_cost", **facts, cost=Money(-unmoved.minor, unmoved.currency))
    return sentence("would_have_brought", **facts, unmoved=unmoved)


def _caveats(rows: Sequence[BackTestRow], params: BackTestParams, choices: Sequence[Choice]) -> Iterable[Sentence]:
    if not rows:
        return
    yield sentence("reaction_unknown")
    yield sentence("same_reaction")
    yield sentence("offers_of_the_time")
    if len(rows) < params.times:
        yield sentence("fewer_times", times=len(rows), asked=params.times)
    if any(not each.after for each in choices):
        yield sentence("not_told")
    left = {name for each in choices for case in each.after.values() for name in case.not_priced}
    if left:
        yield sentence("not_priced", offers=", ".join(sorted(left)))


def _by_start(rows: Sequence[BackTestRow], currency: str) -> Series:
    """Foreseen, on the days that followed, and if nobody had reacted."""
    told = (
        (Words(zh="事前预计", en="Foreseen"), [row.foreseen for row in rows]),
        (Words(zh="随后的购物车上", en="On the baskets that followed"), [row.came for row in rows]),
        (Words(zh="若无人反应", en="Had nobody reacted"), [row.unmoved for row in rows]),
    )
    return Series(
        title=Words(zh="每次选择的利润变化", en="Change of profit by choice"),
        x_title=Words(zh="活动第一天", en="First day"),
        unit="money",
        x=tuple(row.first_day.isoformat() for row in rows),
        lines=tuple(
            Line(
                name=name,
                values=tuple(float(major(each.estimate.minor, currency)) if each else None for each in values),
            )
            for name, values in told
        ),
    )


CAPABILITY = Capability(
    name="promotions.back_test",
    title=Words(zh="上线规则回测", en="Back-test of campaigns"),
    question=Words(
        zh="“上线看起来最好的一套优惠”这条规则，过去会让店铺多赚还是少赚？",
        en="Would the rule 'run the set of offers that looks best' have paid in the past?",
    ),
    params=BackTestParams,
    result=BackTestResult,
    run=run,
    sentences=SENTENCES,
    tables={"orders": ()},
    ids=("H2",),
    roles=("owner", "operator", "analyst"),
)
