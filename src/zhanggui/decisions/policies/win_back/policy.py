"""Which lapsed customers are worth writing to? The policy as the catalogue knows it."""

from __future__ import annotations

from collections import defaultdict

from zhanggui.core.money import Money
from zhanggui.core.proposal import Proposal
from zhanggui.core.words import Words
from zhanggui.decisions.experiment import TREATMENT
from zhanggui.decisions.policies.win_back.params import WinBackParams
from zhanggui.decisions.policies.win_back.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.win_back.readout import measure
from zhanggui.decisions.policies.win_back.words import LABELS, SENTENCES
from zhanggui.decisions.policy import Action, ExportFile, Member, Policy, Reveal


def act(proposal: Proposal, params: WinBackParams, members: tuple[Member, ...], reveal: Reveal) -> Action:
    """Open the vault for those who were drawn to be contacted and list their contacts with the offer.

    No contact twice: two customers may share a phone. The list is in the order of the contacts, so that it tells
    nothing about the draw.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for member in members:
        if member.arm == TREATMENT:
            wanted[member.contact_kind].append(member.customer)
    offer = str(Money(params.coupon_minor, proposal.cost.currency).major) if params.coupon_minor else ""
    rows = [
        (contact, kind, offer)
        for kind, people in sorted(wanted.items())
        for contact in sorted(set(reveal(people, kind).values()))
    ]
    after = {**proposal.after, "contacted": len(rows)}
    return Action(
        file=ExportFile(columns=("contact", "kind_of_contact", "coupon"), rows=tuple(rows)),
        after=after,
        inverse={},
    )


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
