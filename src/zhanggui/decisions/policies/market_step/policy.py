"""Which step follows the market? The policy as the catalogue knows it."""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.decisions.policies.best_step.policy import act
from zhanggui.decisions.policies.best_step.readout import measure
from zhanggui.decisions.policies.best_step.words import LABELS
from zhanggui.decisions.policies.market_step.params import MarketStepParams
from zhanggui.decisions.policies.market_step.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.market_step.words import SENTENCES
from zhanggui.decisions.policy import Policy

POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="跟随市场的一步调价", en="The price step towards the market"),
    question=Words(
        zh="哪个商品跟着别家的价走一步更赚钱，有多少把握？",
        en="Which product earns more by a step towards other sellers' prices, and how sure is that?",
    ),
    params=MarketStepParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={
        "order_lines": ("sku",),
        "competitor_offers": ("price_minor",),
        "price_history": ("price_minor",),
        "product_costs": ("cost_minor",),
    },
    ids=("G3",),
    propose=propose,
    act=act,
    measure=measure,
)
