"""Which products lie too long, and at which price are they better sold? The policy as the catalogue knows it."""

from __future__ import annotations

from datetime import timedelta

from zhanggui.core.money import Money
from zhanggui.core.proposal import Proposal
from zhanggui.core.sentence import Argument
from zhanggui.core.words import Words
from zhanggui.decisions.policies.clear_slow_movers.params import ClearanceParams
from zhanggui.decisions.policies.clear_slow_movers.proposing import NAME, VERSION, propose, steps_of
from zhanggui.decisions.policies.clear_slow_movers.readout import measure
from zhanggui.decisions.policies.clear_slow_movers.words import LABELS, SENTENCES
from zhanggui.decisions.policy import Action, ExportFile, Member, Policy, Reveal


def act(proposal: Proposal, params: ClearanceParams, _members: tuple[Member, ...], _reveal: Reveal) -> Action:
    """Which price holds from which day on, counted from 1, for whoever changes prices by hand; and the price before."""
    product, before = proposal.title.arguments["product"], proposal.before["price"]
    last = (proposal.created_at + timedelta(days=params.valid_days)).date().isoformat()
    sku, currency = proposal.target["sku"], proposal.cost.currency
    prices = [before, *(Money(minor, currency) for _, minor in steps_of(proposal))]
    rows = tuple(
        (day, sku, product, _major(then), _major(now), last)
        for (day, _), then, now in zip(steps_of(proposal), prices[:-1], prices[1:], strict=True)
    )
    return Action(
        file=ExportFile(columns=("day", "sku", "product", "price_before", "price", "start_before"), rows=rows),
        after=proposal.after,
        inverse={"price": before},
    )


def _major(price: Argument) -> str:
    return str(price.major) if isinstance(price, Money) else str(price)


POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="清理滞销商品", en="Clear slow movers"),
    question=Words(
        zh="哪些商品压货太久或在衰退，按什么计划降价比等着划算？",
        en="Which products lie too long or decline, and which schedule of lower prices beats waiting?",
    ),
    params=ClearanceParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={"stock_levels": ("on_hand",), "product_costs": ("cost_minor",), "orders": ()},
    ids=("F16", "L4"),
    propose=propose,
    act=act,
    measure=measure,
)
