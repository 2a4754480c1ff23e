"""Which programmes write to whom today? The policy as the catalogue knows it."""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.decisions.policies.programmes.acting import act, claim_contacts
from zhanggui.decisions.policies.programmes.params import ProgrammesParams
from zhanggui.decisions.policies.programmes.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.programmes.readout import measure
from zhanggui.decisions.policies.programmes.words import LABELS, SENTENCES
from zhanggui.decisions.policy import Policy

POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="生命周期触达", en="Lifecycle programmes"),
    question=Words(
        zh="今天该联系谁、说什么，能多赚多少？", en="Whom should we write to today, about what, and what would it earn?"
    ),
    params=ProgrammesParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={"orders": ("customer",)},
    ids=("D9", "D10", "D11", "D12", "J3"),
    propose=propose,
    act=act,
    measure=measure,
    claim=claim_contacts,
)
