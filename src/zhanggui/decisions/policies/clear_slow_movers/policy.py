"""Which products lie too long, and at which price are they better sold? The policy as the catalogue knows it."""

from __future__ import annotations

from datetime import timedelta

from zhanggui.core.money import Money
from zhanggui.core.proposal import Proposal
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument
from zhanggui.core.words import Words
from zhanggui.decisions.policies.clear_slow_movers.params import ClearanceParams
from zhanggui.decisions.policies.clear_slow_movers.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.clear_slow_movers.readout import measure
from zhanggui.decisions.policies.clear_slow_movers.words import LABELS, SENTENCES
from zhanggui.decisions.policy import Action, ExportFile, Member, Policy, Reveal


def act(proposal: Proposal, params: ClearanceParams, _members: tuple[Member, ...], _reveal: Reveal) -> Action:
    """A price list for whoever changes the price by hand, with the price to go back to."""
    product = proposal.title.arguments["product"]
    discount = proposal.after["discount"]
    told = discount.percent if isinstance(discount, Rate) else ""
    row = (proposal.target["sku"], product, told, _major(proposal.before["price"]), _major(proposal.after["price"]))
    days = (params.horizon_days, (proposal.created_at + timedelta(days=params.valid_days)).date().isoformat())
    return Action(
        file=ExportFile(
            columns=("sku", "product", "discount", "price_before", "price_during", "days", "start_before"),
            rows=((*row, *days),),
        ),
        after=proposal.after,
        inverse={"price": proposal.before["price"]},
    )


def _major(price: Argument) -> str:
    return str(price.major) if isinstance(price, Money) else str(price)


POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="清理滞销商品", en="Clear slow movers"),
    question=Words(
        zh="哪些商品压货太久，降价清理是否比等着划算？",
        en="Which products lie too long, and does marking them down beat waiting?",
    ),
    params=ClearanceParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={"stock_levels": ("on_hand",), "product_costs": ("cost_minor",), "orders": ()},
    ids=("F16",),
    propose=propose,
    act=act,
    measure=measure,
)
