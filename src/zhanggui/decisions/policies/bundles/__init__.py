"""Which two products are worth a price together, and by which test would that be known?"""

from zhanggui.decisions.policies.bundles.policy import POLICY

__all__ = ["POLICY"]
