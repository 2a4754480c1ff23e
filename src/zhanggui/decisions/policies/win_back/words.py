"""What does the win-back policy say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

SENTENCES: Mapping[str, Words] = {
    "title_test": Words(
        zh="试一试：联系 {treated} 位沉睡顾客，另留 {control} 位不联系作对照",
        en="Test: write to {treated} lapsed customers and leave {control} alone to compare",
    ),
    "title_roll_out": Words(
        zh="联系 {treated} 位沉睡顾客，留 {control} 位不联系作对照",
        en="Write to {treated} lapsed customers and leave {control} alone to compare",
    ),
    "why": Words(
        zh="{lapsed} 位顾客离开的时间超过自己购买间隔的 {patience} 倍，其中 {selected} 位可以联系且值得联系；"
        "不联系的话，约 {share} 会在 {days} 天内自己回来。",
        en="{lapsed} customers have been away for more than {patience} times their own rhythm; {selected} of them can be "
        "reached and are worth it. Left alone, about {share} would come back within {days} {days:day|days}.",
    ),
    "why_unknown": Words(
        zh="{lapsed} 位顾客离开的时间超过自己购买间隔的 {patience} 倍，其中 {selected} 位可以联系；"
        "历史太短或利润未知，还算不出谁值得联系。",
        en="{lapsed} customers have been away for more than {patience} times their own rhythm; {selected} of them can be "
        "reached. History is too short, or profit unknown, to say who is worth it.",
    ),
    "expect_test": Words(
        zh="本店还没有实测，按行业区间估计，{days} 天内的增量贡献利润为 {expected}；"
        "这次试验能看清每位顾客 {detectable} 以上的差别，更小的看不清。",
        en="This shop has not measured it yet; by a stated range the extra contribution profit within {days} {days:day|days} is {expected}. "
        "The test can tell differences above {detectable} per customer, not smaller ones.",
    ),
    "expect_test_again": Words(
        zh="本店 {readouts} 次实测还没有定论，{days} 天内的增量贡献利润估计为 {expected}；"
        "再试一次能看清每位顾客 {detectable} 以上的差别。",
        en="What this shop measured before (readouts: {readouts}) does not settle it: the extra contribution profit within "
        "{days} {days:day|days} is put at {expected}. Another test can tell differences above {detectable} per customer.",
    ),
    "expect_measured": Words(
        zh="根据本店 {readouts} 次实测，{days} 天内的增量贡献利润预计为 {expected}（{level} 区间）。",
        en="By what this shop measured before (readouts: {readouts}), the extra contribution profit within {days} {days:day|days} should "
        "be {expected} ({level} range).",
    ),
    "expect_unknown": Words(
        zh="没有成本也没有声明毛利率，或历史太短，所以说不出预期利润；试验会先量出 {days} 天内销售的差别。",
        en="Without costs or a declared margin, or with so short a history, no profit can be promised; "
        "the test measures the difference over {days} {days:day|days} first.",
    ),
    "cost": Words(
        zh="费用约 {cost}（每次触达 {contact}，优惠券 {coupon}）；发出的消息收不回，发送之前随时可以作罢。",
        en="It costs about {cost} ({contact} a contact, coupon {coupon}); what is sent cannot be taken back, "
        "until then it can be dropped at any time.",
    ),
    "do_nothing": Words(zh="什么都不做", en="Do nothing"),
    "contact_all": Words(
        zh="联系全部 {customers} 位可联系的沉睡顾客，不留对照",
        en="Write to all {customers} who can be reached, without a holdout",
    ),
    "contact_tier": Words(
        zh="只联系单次消费最高的三分之一（{customers} 位），不留对照",
        en="Write only to the third with the largest orders ({customers}), without a holdout",
    ),
    "guard_refunds": Words(
        zh="退款率不高于执行前的水平；高出则停止后续触达",
        en="The refund rate stays where it was; if it rises, no further contact",
    ),
    "lift_assumed": Words(
        zh="假设：联系使购买概率提高 {lift}；若毫无作用，结果是 {without}。",
        en="Assumed: a contact raises the chance of a purchase by {lift}; if it does nothing, the outcome is {without}.",
    ),
    "lift_measured": Words(
        zh="按本店实测修正：联系使购买概率提高 {lift}；若毫无作用，结果是 {without}。",
        en="Corrected by what was measured here: a contact raises the chance of a purchase by {lift}; if it does nothing, "
        "the outcome is {without}.",
    ),
    "margin_declared": Words(
        zh="贡献毛利率按店主声明的 {margin} 计算（没有完整的成本表）。",
        en="The contribution margin is the owner's assumption of {margin} (costs are not complete).",
    ),
    "margin_unknown": Words(
        zh="利润未知：请导入成本模板，或在设置中声明毛利率区间。",
        en="Profit is unknown: load the costs template, or declare a margin range in the settings.",
    ),
    "fees_unknown": Words(
        zh="部分渠道没有费率，其费用按 0 计，利润偏高。",
        en="Some channels have no fee rates; theirs count as 0, so profit is overstated.",
    ),
    "consent_unknown": Words(
        zh="没有导入顾客是否接受营销消息；发送前请按平台规则自行核对。",
        en="Whether customers accept messages is not loaded; check it by the platform's rules before sending.",
    ),
    "consent_respected": Words(
        zh="{refused} 位未同意接收消息的顾客已排除。",
        en="{refused} customers who did not accept messages are left out.",
    ),
    "rhythm_pooled": Words(
        zh="{customers} 位只买过两次，用其主要类目的购买间隔代替自己的。",
        en="{customers} bought on two days only; the rhythm of their main category stands in for their own.",
    ),
    "history_short": Words(
        zh="一个核算期之前的沉睡顾客不足 {cases} 位，算不出自然回流率。",
        en="Fewer than {cases} customers were lapsed one horizon ago: too few to say how many come back by themselves.",
    ),
    "noted_itt": Words(
        zh="按抽签时的分组比较 {treated} 位与 {control} 位，不论消息是否送达；用此前消费减少偶然误差。",
        en="Compared as drawn, {treated} against {control}, whether or not the message arrived; earlier spending takes chance out.",
    ),
    "noted_margin": Words(
        zh="利润按声明的毛利率 {margin} 折算；店铺自己让出的优惠全额扣除。",
        en="Profit rests on the declared margin of {margin}; the shop's own discounts are taken off in full.",
    ),
    "noted_ratio": Words(
        zh="可疑：记录到 {treated} 位触达、{control} 位对照，与抽签时触达占 {share} 不符；有人可能没有按名单执行。",
        en="Doubtful: {treated} contacted and {control} held out are on record, but {share} were drawn to be contacted; "
        "the list may not have been followed.",
    ),
    "noted_contacts": Words(zh="已扣除触达费用 {cost}。", en="The contacts' cost of {cost} is taken off."),
}

LABELS: Mapping[str, Words] = {
    "customers": Words(zh="顾客", en="Customers"),
    "lapsed_customers": Words(zh="沉睡顾客", en="Lapsed customers"),
    "contacted": Words(zh="联系人数", en="Contacted"),
    "held_out": Words(zh="对照人数", en="Held out"),
    "left_out": Words(zh="因参加其他决策而未分组", en="Not drawn, being in another decision"),
    "coupon": Words(zh="优惠券", en="Coupon"),
    "horizon_days": Words(zh="核算天数", en="Days that count"),
}
