"""What does the policy of lifecycle programmes say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

SENTENCES: Mapping[str, Words] = {
    "title": Words(
        zh="{programme}：联系 {treated} 位，另留 {control} 位不联系作对照",
        en="{programme}: write to {treated}, leave {control} alone to compare",
    ),
    "why": Words(
        zh="“{programme}”有 {due} 位到期；{known} 位已联系过、正在休息或参与别的决策，{refused} 位未同意或不可打扰，"
        "{unreachable} 位没有联系方式，{capped} 位已到频次上限，还剩 {left} 位。",
        en="{due} {due:customer is|customers are} due for '{programme}': {known} had this occasion before, rest or take part in "
        "another decision, {refused} did not agree or are not to be contacted, {unreachable} cannot be reached, {capped} would "
        "get too many messages; {left} {left:is|are} left.",
    ),
    "expect_test": Words(
        zh="本店还没有实测，按声明的区间，{days} 天内的增量贡献利润为 {expected}；每组约 {needed} 位才能看清，"
        "照今天的速度约需 {weeks} 周。",
        en="Not measured here yet; by a stated range the extra contribution profit within {days} {days:day|days} is {expected}. "
        "It takes about {needed} in each arm to tell, some {weeks} {weeks:week|weeks} at today's rate.",
    ),
    "expect_prior": Words(
        zh="本店还没有实测，按声明的区间，{days} 天内的增量贡献利润为 {expected}；照这个区间看不出会赚，试验能告诉我们。",
        en="Not measured here yet; by a stated range the extra contribution profit within {days} {days:day|days} is {expected}. "
        "By that range no gain is expected; the test would tell.",
    ),
    "expect_measured": Words(
        zh="按本项目 {people} 位顾客的实测（与事先假设按精度合并），{days} 天内的增量贡献利润预计为 {expected}。",
        en="By what this programme measured on {people} customers, put together with the prior by precision, the extra "
        "contribution profit within {days} {days:day|days} should be {expected}.",
    ),
    "expect_unknown": Words(
        zh="没有成本也没有声明毛利率，或历史太短，所以说不出预期利润；试验会先量出 {days} 天内的差别。",
        en="Without costs or a declared margin, or with so short a history, no profit can be promised; the test measures the "
        "difference over {days} {days:day|days} first.",
    ),
    "cost": Words(
        zh="费用约 {cost}（每次触达 {contact}），到期顾客中联系 {share}；发出的消息收不回，发送之前随时可以作罢。",
        en="It costs about {cost} ({contact} a contact) and reaches {share} of those due; what is sent cannot be taken back, "
        "until then it can be dropped at any time.",
    ),
    "do_nothing": Words(zh="什么都不做", en="Do nothing"),
    "contact_all": Words(zh="联系全部 {customers} 位，不留对照", en="Write to all {customers}, without a holdout"),
    "contact_most": Words(
        zh="不试验，直接联系除对照外的 {customers} 位",
        en="Write to {customers}, all but the holdout, without testing first",
    ),
    "guard_refunds": Words(
        zh="退款率不高于执行前的水平；高出则停止后续触达",
        en="The refund rate stays where it was; if it rises, no further contact",
    ),
    "guard_losing": Words(
        zh="整个项目的 90% 区间落到零以下就自动暂停",
        en="When the programme's 90% range falls below zero it is paused by itself",
    ),
    "prior": Words(
        zh="假设：联系使购买提高 {estimate}（{low} 到 {high}），实测后修正。",
        en="Assumed until measured: a message raises purchases by {estimate} ({low} to {high}).",
    ),
    "margin_declared": Words(
        zh="贡献毛利率按店主声明的 {margin} 计算（没有完整的成本表）。",
        en="The contribution margin is the owner's assumption of {margin} (costs are not complete).",
    ),
    "margin_unknown": Words(
        zh="利润未知：请导入成本模板，或在设置中声明毛利率区间。",
        en="Profit is unknown: load the costs template, or declare a margin range in the settings.",
    ),
    "history_short": Words(
        zh="过去同样到期的顾客不足 {cases} 位，算不出不联系会怎样。",
        en="Fewer than {cases} customers fell due like this before: too few to say what they do if left alone.",
    ),
    "month_only": Words(
        zh="会员表只有生日月，没有具体日期：在当月第一天到期。",
        en="Only the month of birth is loaded: it falls due on the first day of that month.",
    ),
    "noted_itt": Words(
        zh="按分组比较 {treated} 位与 {control} 位，不论消息是否送达；用此前 90 天的消费减少偶然误差，并已扣除触达费用。",
        en="Compared as dealt, {treated} against {control}, whether or not the message arrived; earlier spending takes chance "
        "out, and the messages' cost is taken off.",
    ),
    "noted_arm": Words(
        zh="“{message}”：{people} 位，每位 {each}。",
        en="'{message}': {people} {people:customer|customers}, {each} each.",
    ),
    "noted_together": Words(
        zh="各版本的区间同时成立；没有哪一版明显胜过其他。",
        en="The ranges of all messages hold together; none beats the others beyond chance.",
    ),
    "noted_best": Words(
        zh="各版本的区间同时成立；“{best}”明显胜过其他版本。",
        en="The ranges of all messages hold together; '{best}' beats the others beyond chance.",
    ),
    "noted_margin": Words(
        zh="利润按声明的毛利率 {margin} 折算。", en="Profit is net sales times the declared margin of {margin}."
    ),
}

LABELS: Mapping[str, Words] = {
    "programme": Words(zh="项目", en="Programme"),
    "day": Words(zh="日期", en="Day"),
    "due": Words(zh="到期人数", en="Due"),
    "contacted": Words(zh="联系人数", en="Contacted"),
    "held_out": Words(zh="对照人数", en="Held out"),
    "later": Words(zh="以后再说", en="Left for later"),
    "treated_share": Words(zh="联系比例", en="Share written to"),
    "horizon_days": Words(zh="核算天数", en="Days that count"),
    "zone": Words(zh="时区", en="Time zone"),
}
