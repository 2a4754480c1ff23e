"""Who gets a coupon of which face value under a budget, and did it pay?"""

from zhanggui.decisions.policies.coupons.policy import POLICY

__all__ = ["POLICY"]
