"""How soon does each channel of an ordinary tea shop settle, and where do its statements err?"""

from __future__ import annotations

from datetime import date, timedelta

from zhanggui.worlds.tea_shop.truth import SettlementTruth

_OVERCHARGED_DAYS_BEFORE_END = 75


def settlements(end: date) -> tuple[SettlementTruth, ...]:
    """Marketplaces settle after receipt is confirmed, the own site's payment provider the day after payment.

    Douyin charges one point more commission than was agreed, since 75 days before the last day.
    """
    return (
        SettlementTruth(
            channel="tmall",
            account="alipay",
            counts_from="completion",
            first_day=0.0,
            spread_days=1.0,
            lost_share=0.001,
            repeated_share=0.0,
            lost_payment_share=0.002,
            overcharge=0.0,
            overcharged_from=None,
        ),
        SettlementTruth(
            channel="jd",
            account="jd_wallet",
            counts_from="completion",
            first_day=7.0,
            spread_days=3.0,
            lost_share=0.003,
            repeated_share=0.0,
            lost_payment_share=0.0,
            overcharge=0.0,
            overcharged_from=None,
        ),
        SettlementTruth(
            channel="douyin",
            account="platform_wallet",
            counts_from="completion",
            first_day=3.0,
            spread_days=4.0,
            lost_share=0.002,
            repeated_share=0.002,
            lost_payment_share=0.0,
            overcharge=0.01,
            overcharged_from=end - timedelta(days=_OVERCHARGED_DAYS_BEFORE_END),
        ),
        SettlementTruth(
            channel="own_site",
            account="wechat",
            counts_from="payment",
            first_day=1.0,
            spread_days=0.5,
            lost_share=0.0,
            repeated_share=0.0,
            lost_payment_share=0.004,
            overcharge=0.0,
            overcharged_from=None,
        ),
    )
