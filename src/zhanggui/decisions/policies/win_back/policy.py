"""Which lapsed customers are worth writing to? The policy as the catalogue knows it."""

from __future__ import annotations

from zhanggui.core.money import Money
from zhanggui.core.proposal import Proposal
from zhanggui.core.words import Words
from zhanggui.decisions.policies.win_back.listing import contact_list
from zhanggui.decisions.policies.win_back.params import WinBackParams
from zhanggui.decisions.policies.win_back.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.win_back.readout import measure
from zhanggui.decisions.policies.win_back.words import LABELS, SENTENCES
from zhanggui.decisions.policy import Action, Member, Policy, Reveal


def act(proposal: Proposal, params: WinBackParams, members: tuple[Member, ...], reveal: Reveal) -> Action:
    """The contacts of those who were drawn to be written to, with the offer."""
    offer = str(Money(params.coupon_minor, proposal.cost.currency).major) if params.coupon_minor else ""
    file = contact_list(members, reveal, offer)
    return Action(file=file, after={**proposal.after, "contacted": len(file.rows)}, inverse={})


POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="唤回沉睡顾客", en="Win back lapsed customers"),
    question=Words(
        zh="哪些沉睡顾客值得联系，联系他们能多赚多少？",
        en="Which lapsed customers are worth writing to, and what would it earn?",
    ),
    params=WinBackParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={"orders": ("customer",)},
    ids=("D8", "D9", "E10"),
    propose=propose,
    act=act,
    measure=measure,
)
