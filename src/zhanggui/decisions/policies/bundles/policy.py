"""Which two products are worth a price together? The policy as the catalogue knows it."""

from __future__ import annotations

from datetime import date, timedelta

from zhanggui.core.money import Money
from zhanggui.core.proposal import Proposal
from zhanggui.core.sentence import Argument
from zhanggui.core.words import Words
from zhanggui.decisions.policies.bundles.params import BundlesParams
from zhanggui.decisions.policies.bundles.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.bundles.readout import measure
from zhanggui.decisions.policies.bundles.schedule import days_on
from zhanggui.decisions.policies.bundles.words import LABELS, SENTENCES
from zhanggui.decisions.policy import Action, ExportFile, Member, Policy, Reveal

FIRST = date(2000, 1, 1)  # days are told by number, as nobody knows yet which will be the first


def act(proposal: Proposal, params: BundlesParams, _members: tuple[Member, ...], _reveal: Reveal) -> Action:
    """The draft set for the page Offers, and on which of each two days it is on, counted from the first day."""
    on = [(day - FIRST).days + 1 for day in days_on(proposal.id, FIRST, params.test_days)]
    row = (
        proposal.target["first_sku"],
        proposal.target["second_sku"],
        _major(proposal.after["bundle_price"]),
        _major(proposal.after["price_floor"]),
        params.test_days,
        " ".join(str(day) for day in on),
        (proposal.created_at + timedelta(days=params.valid_days)).date().isoformat(),
        proposal.after["offer_set"],
    )
    columns = ("first_sku", "second_sku", "bundle_price", "price_floor", "days", "on_days", "start_before", "offer_set")
    return Action(
        file=ExportFile(columns=columns, rows=(row,)), after=proposal.after, inverse={"bundle_price": "", "days_on": 0}
    )


def _major(price: Argument) -> str:
    return str(price.major) if isinstance(price, Money) else str(price)


POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="组合销售", en="Bundles"),
    question=Words(
        zh="哪两件商品值得做成套装？卖什么价，怎么试出真假？",
        en="Which two products are worth a bundle, at which price, and by which test would that be known?",
    ),
    params=BundlesParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={"order_lines": ("sku",), "product_costs": ("cost_minor",)},
    ids=("F15", "K2"),
    propose=propose,
    act=act,
    measure=measure,
)
