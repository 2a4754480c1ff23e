"""Which lapsed customers are worth writing to, by how much, and did it pay?"""

from zhanggui.decisions.policies.win_back.policy import POLICY

__all__ = ["POLICY"]
