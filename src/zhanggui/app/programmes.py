"""How do lifecycle programmes stand: who is due, how often are people written to, and did it pay?"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import TypeAdapter

from zhanggui.books.contacts import HOLDOUT, LATER
from zhanggui.core.described import described
from zhanggui.core.money import MoneyInterval
from zhanggui.core.words import Words
from zhanggui.decisions.measuring import PAY_OFFS
from zhanggui.decisions.policies.programmes.params import ProgrammesParams
from zhanggui.decisions.policies.programmes.proposing import NAME
from zhanggui.decisions.policies.programmes.readout import money_of
from zhanggui.decisions.programmes.paying import STATE_WORDS
from zhanggui.decisions.programmes.readout import verdict_on
from zhanggui.offers.rules.reading import form_of, read

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.books.contacts import Contact
    from zhanggui.books.people import Actor
    from zhanggui.core.quantity import Interval
    from zhanggui.decisions.policy import Circumstances
    from zhanggui.decisions.programmes.audience import Audience, Day
    from zhanggui.decisions.programmes.programme import Programme
    from zhanggui.decisions.programmes.readout import ProgrammeReadout
    from zhanggui.decisions.record import DecisionRecord

OFF = Words(zh="已停用", en="switched off")
LACKS = Words(zh="缺数据", en="lacks data")
ALL = Words(zh="全部项目合计", en="All programmes together")
SPANS = (1, 7, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRow:
    """One programme today."""

    programme: Annotated[str, described("代码", "Code", unit="code")]
    title: Annotated[Words, described("项目", "Programme")]
    state: Annotated[Words, described("状态", "State")]
    due: Annotated[int, described("到期", "Due", unit="customers")]
    contacted: Annotated[int, described("可联系", "To write to", unit="customers")]
    held_out: Annotated[int, described("对照", "Held out", unit="customers")]
    expected_profit: Annotated[MoneyInterval | None, described("预期贡献利润", "Expected profit", unit="money")]
    later: Annotated[int, described("以后再说", "For later", unit="customers")]
    known: Annotated[int, described("已触达或休息中", "Known or resting", unit="customers")]
    refused: Annotated[int, described("未同意或不打扰", "Did not agree", unit="customers")]
    unreachable: Annotated[int, described("无联系方式", "No contact", unit="customers")]
    capped: Annotated[int, described("已到频次上限", "Over the caps", unit="customers")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutRow:
    """What a programme, or one of its messages, brought within so many days."""

    programme: Annotated[str, described("代码", "Code", unit="code")]
    title: Annotated[Words, described("项目", "Programme")]
    message: Annotated[Words | None, described("内容", "Message")]
    horizon_days: Annotated[int, described("天数", "Days", unit="days")]
    treated: Annotated[int, described("触达", "Written to", unit="customers")]
    control: Annotated[int | None, described("对照", "Held out", unit="customers")]
    profit_each: Annotated[MoneyInterval | None, described("每人利润", "Profit a person", unit="money")]
    profit: Annotated[MoneyInterval | None, described("合计利润", "Profit in all", unit="money")]
    verdict: Annotated[Words, described("结论", "Verdict")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapUse:
    """How much of one cap is used: people with any contact in so many days, the most of one, and who is at the cap."""

    days: Annotated[int, described("天数", "Days", unit="days")]
    cap: Annotated[int, described("每人上限", "Cap a person", unit="count")]
    people: Annotated[int, described("触达人数", "People", unit="customers")]
    most: Annotated[int, described("最多的一位", "Most of one", unit="count")]
    at_cap: Annotated[int, described("已到上限", "At the cap", unit="customers")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All programmes as they stand; `lacking` are those without what they need, with what to load."""

    day: date
    rows: tuple[ProgrammeRow, ...]
    lacking: tuple[tuple[Words, Words], ...]
    caps: tuple[CapUse, ...]
    readouts: tuple[ReadoutRow, ...]
    is_profit_known: bool


def params_of(shop: Shop) -> ProgrammesParams:
    """The programmes and the contact policy in force."""
    from zhanggui.books.settings import current

    settings, _ = current(shop.books)
    return ProgrammesParams.model_validate(dict(settings.policy_params.get(NAME, {})))


def check_text(text: str) -> ProgrammesParams:
    """Read programmes and contact rules; what is wrong is said by its place."""
    return read(text, form_of(text), ProgrammesParams, "programmes")


def check_file(file: Path) -> ProgrammesParams:
    """Read them from a file."""
    from zhanggui.app.offers import read_file

    return read_file(file, ProgrammesParams)


def put_in_force(shop: Shop, params: ProgrammesParams, *, actor: Actor) -> int:
    """Make them the shop's own, as a new version of the settings."""
    from zhanggui.books.settings import change, current

    settings, version = current(shop.books)
    told = {**settings.policy_params, NAME: params.model_dump(mode="json")}
    changed = settings.model_copy(update={"policy_params": told})
    return change(shop.books, changed, expected_version=version, by=actor.id, at=shop.clock.now())


def propose(shop: Shop) -> tuple[DecisionRecord, ...]:
    """Ask the programmes alone for today's proposals."""
    from zhanggui.app import catalog
    from zhanggui.books.settings import current
    from zhanggui.decisions import desk

    settings, _ = current(shop.books)
    with closing(shop.warehouse()) as warehouse:
        return desk.propose(
            shop.books, shop.vault, warehouse, catalog.policy(NAME), settings=settings, at=shop.clock.now()
        )


def standing(shop: Shop) -> Standing:
    """Who is due today by programme, how the caps are used, and what the programmes brought so far."""
    from zhanggui.decisions.programmes.audience import gather

    params = params_of(shop)
    with closing(shop.warehouse()) as warehouse:
        send_day = params.contact.send_from(shop.clock.now(), warehouse.timezone).date()
        found = gather(warehouse, params.programmes, params.contact, _circumstances(shop), send_day)
        currency = warehouse.currency
    told = {each.programme.name: _row(each, currency) for each in found.audiences}
    return Standing(
        day=found.day,
        rows=tuple(told.get(each.name) or _switched_off(each) for each in params.programmes),
        lacking=tuple(
            (each.programme.title, cast("Words", each.lack.facts["tables"])) for each in found.audiences if each.lack
        ),
        caps=_cap_use(found.entries, params, send_day),
        readouts=_readout_rows(found, params, currency),
        is_profit_known=found.readouts is not None,
    )


def _circumstances(shop: Shop) -> Circumstances:
    from zhanggui.books.settings import current
    from zhanggui.decisions import desk

    settings, _ = current(shop.books)
    return desk.circumstances_of(shop.books, shop.vault, NAME, settings=settings, at=shop.clock.now())


def _row(found: Audience, currency: str) -> ProgrammeRow:
    return ProgrammeRow(
        programme=found.programme.key,
        title=found.programme.title,
        state=LACKS if found.lack else STATE_WORDS[found.state],
        due=found.due,
        known=found.known,
        refused=found.reached.without_consent + found.reached.excluded,
        unreachable=found.reached.without_contact,
        capped=found.capped,
        contacted=found.treated,
        held_out=found.in_arm(HOLDOUT),
        later=found.in_arm(LATER),
        expected_profit=found.expected(found.treated, currency) if found.treated else None,
    )


def _switched_off(programme: Programme) -> ProgrammeRow:
    nothing = dict.fromkeys(("due", "known", "refused", "unreachable", "capped", "contacted", "held_out", "later"), 0)
    return ProgrammeRow(programme=programme.key, title=programme.title, state=OFF, expected_profit=None, **nothing)


def _cap_use(entries: tuple[Contact, ...], params: ProgrammesParams, day: date) -> tuple[CapUse, ...]:
    used = []
    for span, cap in params.contact.caps.spans:
        since = day - timedelta(days=span - 1)
        counted = Counter(each.customer for each in entries if each.arm != LATER and since <= each.day <= day)
        used.append(
            CapUse(
                days=span,
                cap=cap,
                people=len(counted),
                most=max(counted.values(), default=0),
                at_cap=sum(count >= cap for count in counted.values()),
            )
        )
    return tuple(used)


def _readout_rows(found: Day, params: ProgrammesParams, currency: str) -> tuple[ReadoutRow, ...]:
    if found.readouts is None:
        return ()
    known = {each.key: each for each in params.programmes}
    rows = []
    for told in found.readouts.programmes:
        programme = known.get(told.programme)
        title = programme.title if programme else Words(zh=told.programme, en=told.programme)
        rows.append(_readout_row(told, title, currency))
        if programme and len(told.arms) > 1:
            rows += _arm_rows(told, programme, currency)
    for horizon, total in sorted(found.readouts.in_sum.items()):
        rows.append(_sum_row(horizon, total, found, currency))
    return tuple(rows)


def _readout_row(told: ProgrammeReadout, title: Words, currency: str) -> ReadoutRow:
    return ReadoutRow(
        programme=told.programme,
        title=title,
        message=None,
        horizon_days=told.horizon_days,
        treated=told.treated,
        control=told.control,
        profit_each=money_of(told.each, currency) if told.each else None,
        profit=money_of(told.total, currency) if told.total else None,
        verdict=PAY_OFFS[told.verdict],
    )


def _arm_rows(told: ProgrammeReadout, programme: Programme, currency: str) -> list[ReadoutRow]:
    return [
        ReadoutRow(
            programme=told.programme,
            title=programme.title,
            message=programme.message(arm.arm).text,
            horizon_days=told.horizon_days,
            treated=arm.treated,
            control=None,
            profit_each=money_of(arm.effect, currency),
            profit=None,
            verdict=PAY_OFFS[verdict_on(arm.effect)],
        )
        for arm in told.arms
        if any(message.name == arm.arm for message in programme.messages)
    ]


def _sum_row(horizon: int, total: Interval, found: Day, currency: str) -> ReadoutRow:
    parts = [each for each in (found.readouts.programmes if found.readouts else ()) if each.horizon_days == horizon]
    return ReadoutRow(
        programme="",
        title=ALL,
        message=None,
        horizon_days=horizon,
        treated=sum(each.treated for each in parts if each.total),
        control=sum(each.control for each in parts if each.total),
        profit_each=None,
        profit=money_of(total, currency),
        verdict=PAY_OFFS[verdict_on(total)],
    )


def plain(found: Standing) -> dict[str, Any]:
    """All of it as JSON values."""
    values: dict[str, Any] = TypeAdapter(Standing).dump_python(found, mode="json")
    return values
