"""For every programme: who is due today, who of them is taken in, and what is that expected to earn?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.books.contacts import HOLDOUT, LATER, Contact
from zhanggui.core.errors import TablesMissing
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.decisions.counting import present_names
from zhanggui.decisions.profitability import Margin, margin_of
from zhanggui.decisions.programmes.choosing import Case, choose
from zhanggui.decisions.programmes.contact_policy import ContactPolicy
from zhanggui.decisions.programmes.deal import arm_of
from zhanggui.decisions.programmes.due import due
from zhanggui.decisions.programmes.paying import State, Usual, believed, learnt, state_of, treated_share
from zhanggui.decisions.programmes.programme import Programme
from zhanggui.decisions.programmes.reach import Reached, reach
from zhanggui.decisions.programmes.readout import Readouts, readouts
from zhanggui.decisions.programmes.usual import usual
from zhanggui.stats.belief import Belief
from zhanggui.warehouse.requirements import require_tables

if TYPE_CHECKING:
    from zhanggui.core.quantity import Interval
    from zhanggui.decisions.policy import Circumstances
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.8
NOBODY = Reached(channels={}, excluded=0, without_consent=0, without_contact=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """One programme on one day.

    Of all who are `due`, `known` had this occasion before, rest, or take part in another decision; `reached` says who
    of the others may be written to; `cases` are those whom the caps leave room for, dealt into their arms, and
    `capped` how many they left out. `lack` names what is not loaded.
    """

    programme: Programme
    lack: TablesMissing | None = None
    due: int = 0
    known: int = 0
    reached: Reached = NOBODY
    cases: tuple[Case, ...] = ()
    capped: int = 0
    usual: Usual | None = None
    belief: Belief | None = None
    state: State = "testing"
    share: float = 0.0
    readout: Interval | None = None
    contact_minor: float = 0.0

    def in_arm(self, arm: str) -> int:
        """How many fell into an arm."""
        return sum(case.arm == arm for case in self.cases)

    @property
    def treated(self) -> int:
        """How many are to be written to."""
        return len(self.cases) - self.in_arm(HOLDOUT) - self.in_arm(LATER)

    def expected(self, people: float, currency: str) -> MoneyInterval | None:
        """What contacting so many of them should earn; None where profit is not known."""
        if self.belief is None:
            return None
        one = self.belief.interval(LEVEL)
        low, estimate, high = (Money(round(bound * people), currency) for bound in (one.low, one.estimate, one.high))
        return MoneyInterval(low=low, estimate=estimate, high=high, level=LEVEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All programmes on one day, with what is known of profit and of earlier contacts."""

    day: date
    audiences: tuple[Audience, ...]
    margin: Margin | None
    readouts: Readouts | None
    entries: tuple[Contact, ...]


def gather(
    warehouse: Warehouse,
    programmes: Sequence[Programme],
    policy: ContactPolicy,
    circumstances: Circumstances,
    send_day: date,
) -> Day:
    """Ask the tables and the books about every programme that is in use; `send_day` is when messages would go out.

    Nothing here looks at the arm before the arm is dealt, so that both arms are chosen alike.
    """
    day = warehouse.as_of
    margin = margin_of(warehouse, circumstances.margin, day)
    entries = _under_present_names(warehouse, circumstances.contacts())
    found = readouts(warehouse, entries, margin)
    known = _Known(entries=entries, engaged=circumstances.engaged_elsewhere, day=day)
    scene = _Scene(warehouse=warehouse, policy=policy, circumstances=circumstances, margin=margin)
    prepared = [_prepared(scene, programme, known, found) for programme in programmes if programme.is_on]
    cases = choose([case for each in prepared for case in each.cases], known.contacted, policy.caps, send_day)
    by_programme: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_programme[case.programme].append(case)
    audiences = [
        replace(each, cases=tuple(mine), capped=len(each.cases) - len(mine))
        for each in prepared
        for mine in (by_programme[each.programme.key],)
    ]
    return Day(day=day, audiences=tuple(audiences), margin=margin, readouts=found, entries=entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    warehouse: Warehouse
    policy: ContactPolicy
    circumstances: Circumstances
    margin: Margin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the books know of people: by programme their occasions and last day, and over all programmes their days."""

    entries: tuple[Contact, ...]
    engaged: frozenset[str]
    day: date

    @property
    def contacted(self) -> Mapping[str, Sequence[date]]:
        days: dict[str, list[date]] = defaultdict(list)
        for entry in self.entries:
            if entry.arm != LATER:
                days[entry.customer].append(entry.day)
        return days

    def resting(self, programme: Programme) -> tuple[set[tuple[str, str]], set[str]]:
        """The occasions that are taken, and the people who are not to be taken in again yet."""
        mine = [entry for entry in self.entries if entry.programme == programme.key]
        since = self.day - timedelta(days=programme.rest_days)
        return {(each.customer, each.occasion) for each in mine}, {each.customer for each in mine if each.day > since}


def _prepared(scene: _Scene, programme: Programme, known: _Known, found: Readouts | None) -> Audience:
    try:
        require_tables(scene.warehouse, programme.trigger.tables, programme.title)
    except TablesMissing as lack:
        return Audience(programme=programme, lack=lack)
    day = scene.warehouse.as_of
    rows = scene.warehouse.fetch(due(scene.warehouse, programme.trigger, day, programme.patience_days)).to_pylist()
    occasions = {
        row["customer"]: row["occasion"] for row in sorted(rows, key=lambda row: (row["customer"], row["day"]))
    }
    taken, resting = known.resting(programme)
    free = {
        who: occasion
        for who, occasion in occasions.items()
        if (who, occasion) not in taken and who not in resting and who not in known.engaged
    }
    reached = reach(scene.warehouse, programme, scene.policy, free, scene.circumstances.reachable)
    audience = Audience(programme=programme, due=len(occasions), known=len(occasions) - len(free), reached=reached)
    return _dealt(scene, _judged(scene, audience, found), free)


def _judged(scene: _Scene, audience: Audience, found: Readouts | None) -> Audience:
    programme, channels = audience.programme, audience.reached.channels.values()
    contact = sum(scene.policy.channel(name).cost_minor for name in channels) / len(channels) if channels else 0.0
    measured = found and found.of(programme.key, programme.horizon_days)
    each = measured.each if measured else None
    past = usual(scene.warehouse, programme, scene.warehouse.as_of) if channels else None
    belief = None
    if past and scene.margin:
        margins = (scene.margin.low, scene.margin.estimate, scene.margin.high)
        belief = learnt(believed(programme, past, margins, contact), each)
    state = state_of(belief, is_measured=each is not None) if belief else "testing"
    return replace(
        audience,
        usual=past,
        belief=belief,
        state=state,
        share=treated_share(programme, state),
        readout=each,
        contact_minor=contact,
    )


def _dealt(scene: _Scene, audience: Audience, occasions: Mapping[str, str]) -> Audience:
    """Everybody who may be written to with their arm; nobody where the programme loses money."""
    if audience.state in {"losing", "hopeless"}:
        return audience
    programme, expected = audience.programme, audience.belief.mean if audience.belief else 0.0
    cases = tuple(
        Case(
            customer=who,
            programme=programme.key,
            occasion=occasions[who],
            arm=arm_of(programme, who, audience.share, scene.circumstances.number),
            channel=channel,
            expected_minor=expected,
        )
        for who, channel in sorted(audience.reached.channels.items())
    )
    return replace(audience, cases=cases)


def _under_present_names(warehouse: Warehouse, entries: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Entries under the names by which this version counts people."""
    names = present_names(warehouse) if entries else {}
    return tuple(replace(entry, customer=names.get(entry.customer, entry.customer)) for entry in entries)
