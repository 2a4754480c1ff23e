"""Which of the kept sets of offers is worth a campaign? The policy as the catalogue knows it."""

from __future__ import annotations

from datetime import timedelta

from zhanggui.core.proposal import Proposal
from zhanggui.core.words import Words
from zhanggui.decisions.policies.campaign.params import CampaignParams
from zhanggui.decisions.policies.campaign.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.campaign.readout import measure
from zhanggui.decisions.policies.campaign.words import LABELS, SENTENCES
from zhanggui.decisions.policy import Action, ExportFile, Member, Policy, Reveal


def act(proposal: Proposal, params: CampaignParams, _members: tuple[Member, ...], _reveal: Reveal) -> Action:
    """A work order for whoever puts the set into force: nothing starts by itself."""
    start_before = (proposal.created_at + timedelta(days=params.valid_days)).date().isoformat()
    row = (proposal.target["set"], proposal.after["offers"], params.horizon_days, start_before)
    return Action(
        file=ExportFile(columns=("set", "offers", "days", "start_before"), rows=(row,)),
        after=proposal.after,
        inverse={"set": 0, "offers": ""},
    )


POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="上线一套优惠", en="Run a set of offers"),
    question=Words(
        zh="最近检查的几套优惠，哪一套值得上线？",
        en="Of the sets of offers that were checked last, which is worth a campaign?",
    ),
    params=CampaignParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={"orders": ()},
    ids=("H2",),
    propose=propose,
    act=act,
    measure=measure,
)
