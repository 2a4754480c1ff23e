"""May a proposal be approved without a person?"""

from __future__ import annotations

from zhanggui.books.settings import Settings
from zhanggui.core.proposal import Proposal


def may_approve_itself(proposal: Proposal, settings: Settings) -> bool:
    """Only when the owner has switched it on for the policy, and the proposal keeps three rules.

    It can be undone; it costs no more than the policy's bound, nor the bound above which two persons are needed; and
    guardrails are watched.
    """
    bounds = [rule.most_cost_minor for rule in settings.automatic if rule.policy == proposal.policy]
    if not bounds:
        return False
    bound = min(*bounds, settings.four_eyes_above_minor)
    return proposal.reversibility == "reversible" and proposal.cost.minor <= bound and bool(proposal.guardrails)
