"""What does the analysis of uplift say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import PROFIT_GAPS
from zhanggui.core.words import Words

SENTENCES: Mapping[str, Words] = {
    "headline": Words(
        zh="联系使 {days} 天内人均多带来 {effect}，但因人而异：{customers} 位现有顾客值得联系，下一次预计增加 {expected}；其余 {rest} 位不值得。",
        en="A contact brought {effect} more per customer within {days} {days:day|days}, but not from all alike: {customers} of today's customers "
        "are worth one, which should add {expected}; the other {rest} are not.",
    ),
    "all_alike": Words(
        zh="联系使 {days} 天内人均多带来 {effect}，超过成本，看不出谁更值得：{customers} 位相似的现有顾客都联系，预计增加 {expected}。",
        en="A contact brought {effect} more per customer within {days} {days:day|days}, more than its cost, and nobody is clearly worth more than others: "
        "contact all {customers} customers who are alike today, which should add {expected}.",
    ),
    "nobody_worth_it": Words(
        zh="联系使 {days} 天内人均多带来 {effect}，抵不上每次 {cost} 的成本：不联系更好。",
        en="A contact brought {effect} more per customer within {days} {days:day|days}, which does not cover its cost of {cost}: better leave it.",
    ),
    "cannot_tell": Words(
        zh="联系使 {days} 天内人均多带来 {effect}，是否超过每次 {cost} 的成本还看不清；每组约 {units} 人的试验能看清这样的差别。",
        en="A contact brought {effect} more per customer within {days} {days:day|days}: whether that is above its cost of {cost} cannot be told. "
        "A test of about {units} {units:customer|customers} per arm would tell such a difference.",
    ),
    "no_experiment": Words(
        zh="还没有一个可以学习的实验：要有随机对照组，且核算期已满 {days} 天。先批准一项带对照组的建议，例如唤回沉睡顾客。",
        en="There is no experiment to learn from yet: it needs customers left alone at random and {days} {days:day|days} since. "
        "Approve a proposal with a holdout first, such as winning back lapsed customers.",
    ),
    "profit_unknown": Words(
        zh="有实验，但利润未知：请导入成本模板（zhanggui template costs）、声明毛利区间，或改按净销售额。",
        en="There is an experiment, but profit is unknown: load the costs template (zhanggui template costs), declare a margin "
        "interval, or ask by net sales.",
    ),
    "too_few_units": Words(
        zh="训练和检验各半，每组不足 {needed} 人，分不出谁更值得；只看平均效果。",
        en="Half teaches, half measures: with fewer than {needed} in an arm of either, customers cannot be told apart; the mean alone is judged.",
    ),
    "too_few_outcomes": Words(
        zh="训练和检验各半，每组不足 {needed} 人有购买，分不出谁更值得；只看平均效果。",
        en="Half teaches, half measures: fewer than {needed} of an arm of either bought, so customers cannot be told apart; the mean alone is judged.",
    ),
    "kept_apart": Words(
        zh="模型和分界线只用一半顾客学得；Qini、预测与实测、下一次预期都在另一半（{kept} 位）上量得，他们没有参与学习。",
        en="Models and cut-off were learnt on one half of the customers; Qini, promises and what is expected were measured on the other half "
        "({kept}), who had no part in it.",
    ),
    "not_alike": Words(
        zh="现有顾客中 {customers} 位与实验中的顾客不相似（距上次购买、笔单价、优惠或来访超出其范围），不做推断。",
        en="{customers} of today's customers are unlike those of the experiment (days since purchase, size of orders, discounts or visits outside its range); nothing is said of them.",
    ),
    "as_drawn": Words(
        zh="按抽签时的分组比较，不论消息是否送达；特征只取实验开始前已知的。",
        en="Compared as drawn, whether or not the message arrived; facts are those known before the experiment began.",
    ),
    "sales_not_profit": Words(zh="金额是净销售额，不是利润。", en="Money is net sales, not profit."),
    **counted_sales.UNKNOWN_CUSTOMERS,
    **PROFIT_GAPS,
}
VARIES: Mapping[bool | None, Words] = {
    True: Words(zh="是", en="yes"),
    False: Words(zh="看不出", en="not clearly"),
    None: Words(zh="不能判断", en="cannot be told"),
}
