"""Which lifecycle programmes should write to whom today, and did they pay?"""

from zhanggui.decisions.policies.programmes.policy import POLICY

__all__ = ["POLICY"]
