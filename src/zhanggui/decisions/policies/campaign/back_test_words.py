"""What does a back-test of campaigns say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

SENTENCES: Mapping[str, Words] = {
    "would_have_cost": Words(
        zh="过去 {times} 段各 {days} 天里，这条规则会上线 {ran} 次。若顾客毫无反应，它会让你少赚 {cost}；按假设的弹性，利润变化 {came}，事前预计 {foreseen}。",
        en="Of {times} past {times:span|spans} of {days} {days:day|days} this rule would have run a set in {ran}. Had nobody reacted it would have cost you {cost}; "
        "at the assumed elasticity profit would have changed by {came}, and {foreseen} was foreseen.",
    ),
    "would_have_brought": Words(
        zh="过去 {times} 段各 {days} 天里，这条规则会上线 {ran} 次。即使顾客毫无反应，利润也变化 {unmoved}；按假设的弹性变化 {came}，事前预计 {foreseen}。",
        en="Of {times} past {times:span|spans} of {days} {days:day|days} this rule would have run a set in {ran}. Even had nobody reacted profit would have changed by {unmoved}; "
        "at the assumed elasticity by {came}, and {foreseen} was foreseen.",
    ),
    "never": Words(
        zh="过去 {times} 段各 {days} 天里，这条规则一次也不会上线：按假设的弹性，没有一套划算，或利润无法判断。",
        en="In none of {times} past {times:span|spans} of {days} {days:day|days} would this rule have run a set: at the assumed elasticity none pays, or profit cannot be told.",
    ),
    "no_set": Words(
        zh="还没有给出优惠方案：在“优惠”页检查一套，或用 offers 参数给出。",
        en="No set of offers is given: check one on the offers page, or hand it in as `offers`.",
    ),
    "nothing": Words(
        zh="数据不够回测：活动前 {window} 天和随后 {days} 天都要有购物车。",
        en="There is too little to test on: baskets are needed on {window} {window:day|days} before and {days} {days:day|days} after.",
    ),
    "set": Words(zh="方案 {set}", en="Set {set}"),
    "no_set_ran": Words(zh="不上线", en="None"),
    "reaction_unknown": Words(
        zh="回测不知道顾客会怎样反应：当时没有上线，谁会因此来买、多买、提前买，历史里没有。要知道反应，只有试验：上线建议里写明了隔日试验。",
        en="No back-test knows how customers would have reacted: the set did not run, so whom it would have brought in, and who would have bought more or sooner, "
        "is not in the history. Only a test tells: the proposal says which, every other day.",
    ),
    "same_reaction": Words(
        zh="“事前预计”与“随后”用同一个假设弹性，差别只在购物车：检验的是选择，以及“以后像以前一样”这个假设。",
        en="What was foreseen and what followed use the same assumed elasticity and differ in the baskets alone: tested are the choice, and the assumption that days to come are like those before.",
    ),
    "offers_of_the_time": Words(
        zh="购物车是在当时的优惠下买的，先还原为原价；当时的活动已带来的销量，回测当作没有优惠也会有。",
        en="Baskets were bought under the offers of their time and are taken back to list prices; sales that those offers brought count as if they came without.",
    ),
    "fewer_times": Words(
        zh="只有 {times} 段（要求 {asked} 段）前后都有购物车。",
        en="Only {times} of the {asked} spans asked for have baskets before and after.",
    ),
    "not_told": Words(
        zh="有些段里没有一套能判断：没有人享受到，或缺成本和毛利假设。",
        en="In some spans no set can be judged: nobody would have got anything, or costs and a margin are missing.",
    ),
    "not_priced": Words(
        zh="没有算进去的优惠：{offers}（限定人群，或积分倍数）。它们另有成本。",
        en="Not priced: {offers} (for segments, or more points). They cost something besides.",
    ),
}
