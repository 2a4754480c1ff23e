"""How are decisions read, made, carried out and looked back on in the browser?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import catalog, deciding
from zhanggui.app.exports import take_file
from zhanggui.app.price_decisions import days_decided, plan_decided, planned_for
from zhanggui.books import people
from zhanggui.checkout.price_book import STATUSES
from zhanggui.core.errors import NotFound, ZhangguiError
from zhanggui.core.moments import moment
from zhanggui.core.proposal import Verdict
from zhanggui.core.sentence import Sentence, render
from zhanggui.core.sentence import show as shown
from zhanggui.core.words import Words
from zhanggui.decisions.record import OPEN, RUNNING, STATUS_WORDS
from zhanggui.surfaces.decisions_table import decisions_table
from zhanggui.surfaces.files import MEDIA_TYPES, Written, written
from zhanggui.surfaces.http.errors import shown as safe
from zhanggui.surfaces.web.pages.analyses import sent
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OperatorVisit, Posted, Visit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.core.money import Money
    from zhanggui.core.sentence import Argument
    from zhanggui.decisions.record import DecisionRecord
    from zhanggui.decisions.track import Ranked

router = APIRouter()
GROUPS: Mapping[str, frozenset[str]] = {
    "open": frozenset(OPEN),
    "running": frozenset(RUNNING),
    "measured": frozenset({"measured"}),
    "closed": frozenset({"rejected", "expired"}),
}
TONES = {
    "approved": "good",
    "applied": "good",
    "confirmed": "good",
    "rejected": "bad",
    "deferred": "warn",
    "expired": "",
}
LOCAL = "local:"  # an actor at the command line of the shop's own machine
MOST_DIGITS = 5
PAY_OFF_TONES = {"paid": "good", "lost": "bad", "unclear": "warn"}


class NothingToWrite(NotFound):
    """A file of decisions was asked for where there are none."""

    sentence = Words(zh="这一组没有决策，没有可下载的内容。", en="There are no decisions in this group to download.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A decision as a list shows it."""

    record: DecisionRecord
    title: str
    why: tuple[str, ...]
    policy: str
    status: str
    tone: str
    shrunk: Money | None = None


@router.get("/decisions")
def listing(visit: AnalystVisit, group: str = "open", policy: str = "") -> Response:
    """Decisions of one group, of all policies or one; open ones by what is left of their promise."""
    chosen = group if group in GROUPS else "open"
    of_policy = catalog.policy(policy) if policy else None
    every = deciding.records(visit.shop, policy=of_policy.name if of_policy else None)
    ranked, tracks = deciding.ranking(visit.shop)
    shrunk = {row.record.proposal.id: row.shrunk for row in ranked}
    return show(
        visit,
        "decisions.html",
        room="decisions",
        group=chosen,
        policy=of_policy,
        counts={name: sum(record.status in statuses for record in every) for name, statuses in GROUPS.items()},
        cards=[card(record, visit, shrunk.get(record.proposal.id)) for record in _of_group(every, chosen, ranked)],
        tracks=[(catalog.policy(track.policy).title, track) for track in tracks.values() if track.measured],
        pay_off_tones=PAY_OFF_TONES,
        lacking=deciding.lacking_data(visit.shop) if visit.shop.has_data else (),
    )


@router.post("/decisions/propose")
def propose(visit: OperatorVisit, form: Form) -> Response:
    """Ask every policy again."""
    deciding.propose_all(visit.shop)
    return go(visit, "/decisions", done="proposed")


@router.get("/decisions/file.{kind}")
def listing_file(visit: AnalystVisit, kind: str, group: str = "open", policy: str = "") -> Response:
    """The decisions of one group as a file."""
    chosen = group if group in GROUPS else "open"
    ranked, _ = deciding.ranking(visit.shop)
    every = deciding.records(visit.shop, policy=catalog.policy(policy).name if policy else None)
    found = _of_group(every, chosen, ranked)
    if not found:
        raise NothingToWrite
    today = visit.shop.clock.now().date()
    return sent(written(decisions_table(found, visit.language), kind, f"decisions-{chosen}-{today}", visit.language))


@router.get("/decisions/{decision}")
def one(visit: AnalystVisit, decision: str) -> Response:
    """Everything about one decision."""
    return _detail(visit, decision)


@router.post("/decisions/{decision}/decide")
def decide(visit: OperatorVisit, form: Form, decision: str) -> Response:
    """Approve, reject or defer, with the reason that will be read when the result is in."""
    verdict: Verdict | None = next((each for each in get_args(Verdict) if each == form.text("verdict")), None)
    if verdict is None:
        return _detail(visit, decision)
    return _step(
        visit,
        decision,
        lambda: deciding.decide(
            visit.shop,
            decision,
            verdict=verdict,
            actor=visit.person.actor,
            why=form.text("why"),
        ),
        done=f"decided_{verdict}",
    )


@router.post("/decisions/{decision}/apply")
def carry_out(visit: OperatorVisit, form: Form, decision: str) -> Response:
    """Write the file and put the change on record."""
    return _step(
        visit, decision, lambda: deciding.apply(visit.shop, decision, actor=visit.person.actor), done="applied"
    )


@router.post("/decisions/{decision}/confirm")
def confirm(visit: OperatorVisit, form: Form, decision: str) -> Response:
    """A person did it by hand: with which actual values, and when."""

    def confirmed() -> object:
        told = moment(form.text("done_at"), visit.shop.facts.timezone)
        return deciding.confirm(
            visit.shop,
            decision,
            actual=_actual(form),
            done_at=told or visit.shop.clock.now(),
            actor=visit.person.actor,
        )

    return _step(visit, decision, confirmed, done="confirmed")


@router.post("/decisions/{decision}/plan-prices")
def plan_prices(visit: OperatorVisit, form: Form, decision: str) -> Response:
    """Draft the change of the price lists that the decision makes on one of its days."""
    told = form.text("day") or "1"
    day = int(told) if told.isdecimal() and len(told) < MOST_DIGITS else 0
    try:
        plan_decided(visit.shop, decision, actor=visit.person.actor, day=day)
    except ZhangguiError as refusal:
        return _detail(visit, decision, refusal)
    return go(visit, "/prices", done="prices_planned")


@router.post("/decisions/{decision}/measure")
def measure(visit: OperatorVisit, form: Form, decision: str) -> Response:
    """Read out whether it paid."""
    return _step(
        visit, decision, lambda: deciding.measure(visit.shop, decision, actor=visit.person.actor), done="measured"
    )


@router.get("/decisions/{decision}/file")
def export(visit: OperatorVisit, decision: str) -> Response:
    """The file that applying wrote; taking it is on record."""
    file = take_file(visit.shop, deciding.find(visit.shop, decision), visit.person.actor)
    return sent(Written(name=file.name, media_type=MEDIA_TYPES["csv"], content=file.read_bytes()))


def card(record: DecisionRecord, visit: Visit, shrunk: Money | None = None) -> Card:
    """A decision for a list, in the visitor's language."""
    policy = catalog.policy(record.proposal.policy)
    language = visit.language
    return Card(
        record=record,
        title=render(record.proposal.title, policy.sentences, language),
        why=tuple(render(each, policy.sentences, language) for each in record.proposal.rationale),
        policy=policy.title.text(language),
        status=STATUS_WORDS[record.status].text(language),
        tone=TONES.get(record.status, ""),
        shrunk=shrunk,
    )


def _of_group(every: Sequence[DecisionRecord], group: str, ranked: Sequence[Ranked]) -> list[DecisionRecord]:
    """Open decisions by what is left of their promise, others by their age."""
    place = {row.record.proposal.id: at for at, row in enumerate(ranked)}
    found = [record for record in every if record.status in GROUPS[group]]
    found.sort(key=lambda record: record.proposal.created_at, reverse=True)
    found.sort(key=lambda record: place.get(record.proposal.id, len(place)))
    return found


def _detail(visit: Visit, decision: str, problem: ZhangguiError | None = None) -> Response:
    record = deciding.find(visit.shop, decision)
    policy = catalog.policy(record.proposal.policy)
    price_days = days_decided(record)

    def said(sentence: Sentence) -> str:
        return render(sentence, policy.sentences, visit.language)

    return show(
        visit,
        "decision.html",
        status=problem.http_status if problem else 200,
        room="decisions",
        card=card(record, visit),
        record=record,
        proposal=record.proposal,
        policy=policy,
        said=said,
        shown=lambda value: shown(value, visit.language),
        name_of=lambda name: policy.label(name).text(visit.language),
        who=names(visit),
        history=_history(record),
        price_days=price_days,
        price_changes=planned_for(visit.shop, decision) if price_days else (),
        price_statuses=STATUSES,
        problem=problem and safe(problem).text(visit.language),
        pay_off_tones=PAY_OFF_TONES,
        evidence=[(each, _evidence_path(each.capability)) for each in record.proposal.evidence],
    )


def _step(visit: Visit, decision: str, step: Callable[[], object], *, done: str) -> Response:
    """Take a step and go back to the decision; what is refused is said there."""
    try:
        step()
    except ZhangguiError as refusal:
        return _detail(visit, decision, refusal)
    return go(visit, f"/decisions/{decision}", done=done)


def _actual(form: Posted) -> dict[str, Argument]:
    told = {name.removeprefix("actual_"): form.text(name) for name in form.form if name.startswith("actual_")}
    return {name: value for name, value in told.items() if value}


def names(visit: Visit) -> Callable[[str], str]:
    """People by their login, policies by their title; whoever is neither by their id."""
    logins = {user.id: user.login for user in people.users(visit.shop.books)}

    def who(actor: str) -> str:
        if actor in catalog.POLICIES:
            return catalog.policy(actor).title.text(visit.language)
        if actor.startswith(LOCAL):
            return visit.say("who_local", name=actor.removeprefix(LOCAL))
        return logins.get(actor, actor)

    return who


def _history(record: DecisionRecord) -> Sequence[tuple[str, Any]]:
    """The steps with the code of their words; a verdict has words of its own."""
    verdicts = iter(record.decisions)
    found = []
    for step in record.steps:
        kind = step.kind.removeprefix("decision.")
        found.append((f"step_{next(verdicts).verdict}" if kind == "decided" else f"step_{kind}", step))
    return found


def _evidence_path(name: str) -> str | None:
    return f"/analyses/{name}" if name in catalog.capability_names() else None
