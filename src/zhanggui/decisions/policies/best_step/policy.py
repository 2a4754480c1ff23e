"""Which one step of a price earns most? The policy as the catalogue knows it."""

from __future__ import annotations

from datetime import timedelta

from zhanggui.core.money import Money
from zhanggui.core.proposal import Proposal
from zhanggui.core.words import Words
from zhanggui.decisions.policies.best_step.params import BestStepParams, StepParams
from zhanggui.decisions.policies.best_step.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.best_step.readout import measure
from zhanggui.decisions.policies.best_step.schedule import changes
from zhanggui.decisions.policies.best_step.words import LABELS, SENTENCES
from zhanggui.decisions.policy import Action, ExportFile, Member, Policy, Reveal

COLUMNS = ("day", "channel", "sku", "price_before", "price", "start_before")


def act(proposal: Proposal, params: StepParams, _members: tuple[Member, ...], _reveal: Reveal) -> Action:
    """Which price holds in which channel from which day on, counted from 1, for whoever changes prices by hand."""
    last = (proposal.created_at + timedelta(days=params.valid_days)).date().isoformat()
    sku = proposal.target["sku"]
    rows = tuple(
        (day, channel, sku, _major(now, proposal), _major(then, proposal), last)
        for day, channel, now, then in changes(proposal)
    )
    by_channel = {
        channel: ExportFile(columns=COLUMNS, rows=tuple(row for row in rows if row[1] == channel))
        for channel in dict.fromkeys(row[1] for row in rows)
    }
    return Action(
        file=ExportFile(columns=COLUMNS, rows=rows),
        after=proposal.after,
        inverse={"prices": proposal.before["prices"]},
        by_channel=by_channel,
    )


def _major(minor: int, proposal: Proposal) -> str:
    return str(Money(minor, proposal.cost.currency).major)


POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="最赚钱的一步调价", en="The price step that earns most"),
    question=Words(
        zh="哪个商品调一步价更赚钱，有多少把握？说不准的，做什么试验能知道？",
        en="Which product earns more at another price, how sure is that, and which test would tell where nobody knows?",
    ),
    params=BestStepParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={"order_lines": ("sku",), "price_history": ("price_minor",), "product_costs": ("cost_minor",)},
    ids=("G7", "G8"),
    propose=propose,
    act=act,
    measure=measure,
)
