"""What does the coupon policy say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words
from zhanggui.decisions.policies.win_back.words import SENTENCES as CONTACT_SENTENCES

SHARED = (
    "do_nothing",
    "margin_declared",
    "fees_unknown",
    "consent_unknown",
    "consent_respected",
    "noted_itt",
    "noted_margin",
    "noted_ratio",
    "noted_contacts",
)
SENTENCES: Mapping[str, Words] = {
    "title_test": Words(
        zh="试一试：给 {treated} 位顾客发 {coupon} 的券，另留 {control} 位不发作对照",
        en="Test: give {treated} customers a coupon of {coupon} and leave {control} without to compare",
    ),
    "title_roll_out": Words(
        zh="给 {treated} 位顾客发 {coupon} 的券，留 {control} 位不发作对照",
        en="Give {treated} customers a coupon of {coupon} and leave {control} without to compare",
    ),
    "why": Words(
        zh="{groups} 组共 {customers} 位可联系的顾客，{coupon} 是预算 {budget} 之内对他们最划算的面额；人数最多的组：{named}。",
        en="Of all face values, {coupon} is worth most within the budget of {budget} to {customers} customers in {groups} "
        "{groups:group|groups} who can be reached; the largest: {named}.",
    ),
    "expect_test": Words(
        zh="本店还没有实测，按声明的反应估计，{days} 天内的增量贡献利润为 {expected}，已扣本来就会买的人用掉的券；"
        "这次试验能看清每位顾客 {detectable} 以上的差别，更小的看不清。",
        en="This shop has not measured it yet; by the declared response the extra contribution profit within {days} {days:day|days} is {expected}, "
        "after the coupons used by those who would have bought anyway. The test can tell differences above {detectable} per customer, not smaller ones.",
    ),
    "expect_test_again": Words(
        zh="本店 {experiments} 次实测还没有定论，{days} 天内的增量贡献利润估计为 {expected}；"
        "再试一次能看清每位顾客 {detectable} 以上的差别。",
        en="What this shop measured before (experiments: {experiments}) does not settle it: the extra contribution profit within "
        "{days} {days:day|days} is put at {expected}. Another test can tell differences above {detectable} per customer.",
    ),
    "expect_measured": Words(
        zh="根据本店 {experiments} 次实测，{days} 天内的增量贡献利润预计为 {expected}（{level} 区间），已扣本来就会买的人用掉的券。",
        en="By what this shop measured before (experiments: {experiments}), the extra contribution profit within {days} {days:day|days} should be "
        "{expected} ({level} range), after the coupons used by those who would have bought anyway.",
    ),
    "cost": Words(
        zh="按 {share} 的核销估计花费约 {cost}，人人都用也不超过 {most}；发出的券收不回，发送之前随时可以作罢。",
        en="With {share} redeemed it costs about {cost}, and never more than {most} if everybody uses theirs; what is sent cannot be taken "
        "back, until then it can be dropped at any time.",
    ),
    "give_all": Words(
        zh="不看预算，给全部 {customers} 位可联系的顾客发这个面额",
        en="Whatever the budget, give this face value to all {customers} who can be reached",
    ),
    "guard_quota": Words(
        zh="券的发放量设为 {coupons} 张、每人一张，用完为止；店铺让利占比超出平时则停止后续发放",
        en="Limit the coupon to {coupons}, one each; if discounts exceed their usual share, give out no more",
    ),
    "same_in_group": Words(
        zh="公平：分组只按声明的规则（距上次购买、客单高低、是否常用优惠），同组面额相同，预算不够时抽签；不按个人出价。",
        en="Fairness: groups follow declared rules alone (time since purchase, size of orders, use of discounts); everybody in a group is offered the same, "
        "by lot where the budget does not reach; nobody is priced individually.",
    ),
    "gap": Words(
        zh="各面额合计预期 {worth}；任何其他分配最多再多 {gap}。",
        en="All face values together are expected to bring {worth}; no other choice could bring more than {gap} on top.",
    ),
    "response_assumed": Words(
        zh="假设：面额为笔单价一成时，很少来的顾客购买率提高 {lift}（常用优惠的为 {factor} 倍），随面额的平方根增减；实际强度是它的 {strength} 倍。",
        en="Assumed: a coupon of a tenth of the order raises the chance of a purchase of who seldom comes by {lift} ({factor} times as much of those used to discounts), with the root of the face value; the true strength is "
        "{strength} times that.",
    ),
    "response_measured": Words(
        zh="{groups} 组按各自的实测修正；没有试过的组，实际强度是假设的 {strength} 倍。",
        en="{groups} {groups:group is|groups are} corrected by what was measured of each; of groups never tried the true strength is put at {strength} times the assumed.",
    ),
    **{code: CONTACT_SENTENCES[code] for code in SHARED},
}

LABELS: Mapping[str, Words] = {
    "customers": Words(zh="顾客", en="Customers"),
    "face_value": Words(zh="面额", en="Face value"),
    "contacted": Words(zh="发券人数", en="Given a coupon"),
    "held_out": Words(zh="对照人数", en="Held out"),
    "left_out": Words(zh="因参加其他决策而未分组", en="Not drawn, being in another decision"),
    "coupon": Words(zh="优惠券", en="Coupon"),
    "horizon_days": Words(zh="核算天数", en="Days that count"),
}
