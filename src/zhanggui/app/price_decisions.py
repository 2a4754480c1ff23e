"""How does a decision about prices become a change of the price lists?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.analyses.pricing.one.decided import PriceDecision, told_decisions
from zhanggui.app import catalog, deciding
from zhanggui.app.prices import WantedChange, WantedPrice, plan, price_book
from zhanggui.core.errors import Conflict, NotFound
from zhanggui.core.sentence import render
from zhanggui.core.words import Words
from zhanggui.decisions.measuring import PAY_OFFS
from zhanggui.decisions.policies.best_step.proposing import PRICE_ACTIONS
from zhanggui.decisions.policies.best_step.schedule import changes
from zhanggui.decisions.policies.clear_slow_movers.proposing import MARKDOWN
from zhanggui.decisions.record import STATUS_WORDS
from zhanggui.offers.prices.price_changes import PriceHasMoved

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.checkout.price_book import PlannedChange
    from zhanggui.decisions.record import DecisionRecord
    from zhanggui.offers.prices.price_lists import PriceList


class NoPricesDecided(Conflict):
    """A decision that changes no price on that day, or was not applied."""

    sentence = Words(
        zh="决策“{decision}”在第 {day} 天没有已执行的改价。先批准并执行：zhanggui decisions apply {decision}",
        en="Decision '{decision}' changes no price on day {day}, or was not applied. First: zhanggui decisions apply {decision}",
    )


class NoListSellsIt(NotFound):
    """No price list holds the product for a channel."""

    sentence = Words(
        zh="渠道“{channel}”没有含 {sku} 的价目表；通用价目表只在各渠道改成同一个价时可用。先定价目表：zhanggui prices define",
        en="No price list of channel '{channel}' holds {sku}; a general one serves only where all channels get one price. First set the "
        "lists: zhanggui prices define",
    )


def days_decided(record: DecisionRecord) -> tuple[int, ...]:
    """On which of its days, counted from 1, an applied decision changes prices; none where it is not about prices."""
    if record.proposal.action not in PRICE_ACTIONS or record.change is None:
        return ()
    return tuple(sorted({day for day, *_ in changes(record.proposal)}))


def planned_for(shop: Shop, decision: str) -> tuple[PlannedChange, ...]:
    """The changes of prices that were drafted from a decision, the latest first."""
    return tuple(each for each in price_book(shop).changes if each.change.reason == decision)


def decisions_on(shop: Shop, sku: str, named: str = "") -> str:
    """What the record has of a product's price, the latest first, as the knob of `pricing.one` holds it.

    With numbers of decisions only those; what expired before anybody decided is left out.
    """
    wanted = {each.strip() for each in named.split(",") if each.strip()}
    found = [
        each
        for each in deciding.records(shop)
        if each.proposal.action in (*PRICE_ACTIONS, MARKDOWN)
        and str(each.proposal.target.get("sku")) == sku
        and (each.proposal.id in wanted if wanted else each.status != "expired")
    ]
    found.sort(key=lambda each: (each.proposal.created_at, each.proposal.id), reverse=True)
    return told_decisions(tuple(_told(each, shop.facts.timezone) for each in found))


def _told(record: DecisionRecord, zone: str) -> PriceDecision:
    proposal, readout, change = record.proposal, record.readout, record.change
    sentences = catalog.policy(proposal.policy).sentences
    return PriceDecision(
        decision=proposal.id,
        title=Words(zh=render(proposal.title, sentences, "zh-CN"), en=render(proposal.title, sentences, "en")),
        status=STATUS_WORDS[record.status],
        applied_on=change.at.astimezone(ZoneInfo(zone)).date() if change else None,
        expected=proposal.expected,
        measured=readout.measured if readout else None,
        verdict=PAY_OFFS[readout.verdict] if readout else None,
        pay_off=readout.verdict if readout else None,
    )


def plan_decided(shop: Shop, decision: str, *, actor: Actor, day: int = 1) -> PlannedChange:
    """Draft the change that a decision makes on one of its days (a test has several), against the lists as they are."""
    record = deciding.find(shop, decision)
    proposal = record.proposal
    if day not in days_decided(record):
        raise NoPricesDecided(decision=decision, day=day)
    rows = [(channel, now, then) for at, channel, now, then in changes(proposal) if at == day]
    sku, lists = str(proposal.target["sku"]), price_book(shop).lists.lists
    one_price = len({then for _, _, then in rows}) == 1
    wanted = {}
    for channel, now, then in rows:
        for each in _lists_of(lists, channel, sku, one_price=one_price):
            if each.prices[sku] != now:
                raise PriceHasMoved(list=each.id, sku=sku, now=each.prices[sku], before=now)
            wanted[each.id] = WantedPrice(list=each.id, sku=sku, price_minor=then)
    return plan(shop, WantedChange(reason=decision, rows=tuple(wanted.values())), actor=actor)


def _lists_of(lists: Sequence[PriceList], channel: str, sku: str, *, one_price: bool) -> Sequence[PriceList]:
    """The lists of the channel; the general ones where every channel gets one price and none is the channel's own."""
    own = [each for each in lists if sku in each.prices and channel in each.channels]
    general = [each for each in lists if sku in each.prices and not each.channels and one_price]
    if not own and not general:
        raise NoListSellsIt(channel=channel, sku=sku)
    return own or general
