"""Which of the kept sets of offers is worth a campaign?"""

from zhanggui.decisions.policies.campaign.policy import POLICY

__all__ = ["POLICY"]
