"""Which products lie too long, and what does a lower price for some weeks bring?"""

from zhanggui.decisions.policies.clear_slow_movers.policy import POLICY

__all__ = ["POLICY"]
