"""Who gets a coupon of which face value? The policy as the catalogue knows it."""

from __future__ import annotations

from datetime import datetime

from zhanggui.core.money import Money
from zhanggui.core.proposal import Proposal, Readout
from zhanggui.core.words import Words
from zhanggui.decisions.policies.coupons.params import CouponParams
from zhanggui.decisions.policies.coupons.proposing import NAME, VERSION, propose
from zhanggui.decisions.policies.coupons.words import LABELS, SENTENCES
from zhanggui.decisions.policies.win_back.listing import contact_list
from zhanggui.decisions.policies.win_back.readout import contact_readout
from zhanggui.decisions.policy import Action, Applied, Circumstances, Member, Policy, Reveal
from zhanggui.warehouse.protocol import Warehouse


def act(proposal: Proposal, _params: CouponParams, members: tuple[Member, ...], reveal: Reveal) -> Action:
    """The contacts of those who were drawn to get a coupon, with its face value: one list a face value."""
    coupon = proposal.after["coupon"]
    file = contact_list(members, reveal, str(coupon.major) if isinstance(coupon, Money) else "")
    return Action(file=file, after={**proposal.after, "contacted": len(file.rows)}, inverse={})


def measure(warehouse: Warehouse, applied: Applied, at: datetime, circumstances: Circumstances) -> Readout:
    """Profit of those who were given the coupon less that of the held-out, as drawn, less the contacts."""
    assert isinstance(applied.params, CouponParams)  # noqa: S101 - the desk validated them with the policy's own class
    terms = applied.params
    return contact_readout(
        warehouse,
        applied,
        at,
        circumstances,
        horizon_days=terms.horizon_days,
        contact_cost_minor=terms.contact_cost_minor,
    )


POLICY = Policy(
    name=NAME,
    version=VERSION,
    title=Words(zh="按预算发券", en="Coupons under a budget"),
    question=Words(
        zh="预算之内，哪些顾客发多大面额的券最赚？",
        en="Within a budget, which customers should get a coupon of which face value?",
    ),
    params=CouponParams,
    sentences=SENTENCES,
    labels=LABELS,
    tables={"orders": ("customer",)},
    ids=("H3", "D9"),
    propose=propose,
    act=act,
    measure=measure,
)
