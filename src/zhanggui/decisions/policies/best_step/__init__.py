"""Which one step of a price earns most inside the guardrails, and which test would tell where nobody knows?"""

from zhanggui.decisions.policies.best_step.policy import POLICY

__all__ = ["POLICY"]
