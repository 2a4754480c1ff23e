"""How does the member programme stand, and how is another put into force in the browser?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from zhanggui.app.loyalty.drawing import LotteryVerdict, check_lottery_text, publish_lottery_text
from zhanggui.app.loyalty.lotteries import SENTENCES as LOTTERY_SENTENCES
from zhanggui.app.loyalty.lotteries import LotteryStanding, lottery_standings, prizes_to_hand_over
from zhanggui.app.loyalty.opening import ProgrammeVerdict, check_programme_text, publish_programme_text
from zhanggui.app.loyalty.overview import SENTENCES, programme_standing
from zhanggui.app.loyalty.steering import SENTENCES as STEERING_SENTENCES
from zhanggui.app.loyalty.steering import Asked, steering
from zhanggui.checkout.members.programmes import NoProgramme
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.moments import when
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.core.sentence import show as shown_as
from zhanggui.offers.members.checking import FLAWS
from zhanggui.offers.members.lottery_checking import LOTTERY_FLAWS
from zhanggui.surfaces.lottery_tables import STATES, limits_text, lotteries_table, owed_table, prizes_table
from zhanggui.surfaces.loyalty_tables import (
    close_table,
    measured,
    rights_table,
    rule_facts,
    tiers_table,
)
from zhanggui.surfaces.web.pages.prices import text_of
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OwnerVisit, Visit

if TYPE_CHECKING:
    from zhanggui.app.loyalty.overview import ProgrammeStanding

router = APIRouter()
PAGE = "/loyalty"
SHOWN = {"running", "coming"}


@router.get(PAGE)
def page(visit: AnalystVisit, within: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Tiers with counts, rights with cost, liability, and who is close to the next tier."""
    return _page(visit, within=within)


@router.post(PAGE)
def publish(visit: OwnerVisit, form: Form) -> Response:
    """Check a programme, and put it into force if that was asked."""
    text = ""
    try:
        text = text_of(form, "file", "text")
        verdict = check_programme_text(text)
        if form.text("do") == "publish" and verdict.may_go_live:
            publish_programme_text(visit.shop, text, actor=visit.person.actor)
            return go(visit, PAGE, done="programme_published")
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal, text=text)
    return _page(visit, verdict=verdict, text=text)


@router.post(f"{PAGE}/lotteries")
def declare(visit: OwnerVisit, form: Form) -> Response:
    """Check a lottery, and declare it if that was asked."""
    text = ""
    try:
        text = text_of(form, "file", "text")
        verdict = check_lottery_text(visit.shop, text)
        if form.text("do") == "publish" and verdict.may_go_live:
            publish_lottery_text(visit.shop, text, actor=visit.person.actor)
            return go(visit, PAGE, done="lottery_published")
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal, lottery_text=text)
    return _page(visit, verdict=verdict, lottery_text=text)


def _page(
    visit: Visit,
    *,
    within: str = "",
    problem: ZhangguiError | None = None,
    verdict: ProgrammeVerdict | LotteryVerdict | None = None,
    text: str = "",
    lottery_text: str = "",
) -> Response:
    try:
        found: ProgrammeStanding | None = programme_standing(visit.shop)
    except NoProgramme:
        found = None
    trouble: ZhangguiError | None = None
    close: dict[str, Any] = {}
    if found and within:
        try:
            close = _close(found, _limit(found, within), visit)
        except ZhangguiError as refusal:
            trouble = refusal
    first = problem or trouble
    return show(
        visit,
        "loyalty.html",
        status=first.http_status if first else 200,
        room="offers",
        problem=problem and problem.text(visit.language),
        trouble=trouble and trouble.text(visit.language),
        verdict=verdict,
        flaws=_flaws(verdict, visit),
        told=text,
        lottery_told=lottery_text,
        **_lotteries(visit),
        within=within,
        close=close,
        **(_standing(found, visit) if found else {"found": None}),
    )


def _standing(found: ProgrammeStanding, visit: Visit) -> dict[str, Any]:
    owed = found.liability
    return {
        "found": found,
        "rule": rule_facts(found.programme, visit.language),
        "unknown": sum(right.cost_minor is None for right in found.programme.rights),
        "tiers": tiers_table(found, visit.language),
        "rights": rights_table(found.programme, visit.language),
        "liability_said": render(owed.said, SENTENCES, visit.language),
        "expected": shown_as(owed.expected, visit.language) if owed.expected else None,
        "by_money": found.programme.tiers.measure == "spend",
    }


def _flaws(verdict: ProgrammeVerdict | LotteryVerdict | None, visit: Visit) -> list[tuple[str, str]]:
    known = {**FLAWS, **LOTTERY_FLAWS}
    return [(flaw.severity, render(flaw.said, known, visit.language)) for flaw in verdict.flaws] if verdict else []


def _lotteries(visit: Visit) -> dict[str, Any]:
    """All lotteries in a table, and those that run or are to come one by one."""
    found = lottery_standings(visit.shop)
    shown = [each for each in found if each.declared.state in SHOWN]
    table = lotteries_table(found, visit.shop.facts.timezone, visit.language)
    owed = prizes_to_hand_over(visit.shop) if visit.may("operator") else ()
    return {
        "lotteries": [_lottery(each, visit) for each in shown],
        "all_lotteries": table,
        "owed_prizes": owed_table(owed, visit.shop.facts.timezone, visit.language),
    }


def _lottery(found: LotteryStanding, visit: Visit) -> dict[str, Any]:
    declared, zone, language = found.declared, visit.shop.facts.timezone, visit.language
    instead = next((each.title for each in declared.prizes if each.prize == declared.when_gone), None)
    return {
        "found": found,
        "title": declared.title.text(language),
        "state": STATES[declared.state].text(language),
        "running": declared.state == "running",
        "starts": when(declared.starts_at, zone),
        "ends": when(declared.ends_at, zone),
        "limits": limits_text(found, language),
        "instead": instead and instead.text(language),
        "cap": declared.cap and Money(declared.cap.most_minor, declared.currency),
        "source": declared.cap and declared.cap.source.text(language),
        "said": render(found.said, LOTTERY_SENTENCES, language),
        "prizes": prizes_table(found, language),
    }


def _limit(found: ProgrammeStanding, within: str) -> int:
    """What was typed, in the measure of the tiers."""
    if found.programme.tiers.measure == "spend":
        return Money.of(within.strip(), found.programme.currency).minor
    return Money.of(within.strip(), "JPY").minor  # a currency without decimals: whole numbers alone


def _close(found: ProgrammeStanding, limit: int, visit: Visit) -> dict[str, Any]:
    steered = steering(visit.shop, Asked(within=limit))
    total = sum(each.close.missing for each in steered.members)
    return {
        "n": len(steered.members),
        "total": measured(found.programme, total, visit.language),
        "said": [render(each, STEERING_SENTENCES, visit.language) for each in steered.said],
        "table": close_table(found.programme, steered.members, visit.language),
    }
