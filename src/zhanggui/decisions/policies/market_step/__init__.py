"""Which price follows the market, or leaves a loss, and earns more by it?"""

from zhanggui.decisions.policies.market_step.policy import POLICY

__all__ = ["POLICY"]
