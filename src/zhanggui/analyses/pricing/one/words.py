"""How does the page of one product's price read?"""

from __future__ import annotations

from zhanggui.core.words import Words

SENTENCES = {
    "step": Words(
        zh="“{product}”现价 {now}；护栏之内调到 {best}，四周预计多赚 {gain}。",
        en="'{product}' costs {now}; at {best}, inside the guardrails, it would earn {gain} more in four weeks.",
    ),
    "stay": Words(
        zh="“{product}”现价 {now}，弹性 {elasticity}；护栏之内没有一个调价有足够把握更赚，或没有成本。",
        en="'{product}' costs {now}, and demand answers by {elasticity}; no step inside the guardrails is sure enough to "
        "earn more, or its cost is not known.",
    ),
    "cannot_tell": Words(
        zh="“{product}”的价格说明不了需求怎样回应：看下面的原因和试验。",
        en="The prices of '{product}' do not tell how demand answers: see the reason and the test below.",
    ),
    "no_prices": Words(
        zh="“{product}”没有价格历史，画不出曲线；其余见下。",
        en="'{product}' has no price history, so there is no curve; see below for the rest.",
    ),
    "unsold": Words(
        zh="“{product}”在这段时间没有卖出，价格无从比较。",
        en="'{product}' was not sold in this period, so there is no price to compare.",
    ),
    "prices_not_loaded": Words(
        zh="没有导入价格历史，实付单价也看不出：弹性、曲线和最赚钱的价未知（zhanggui template prices）。",
        en="No price history is loaded, and what was paid does not tell: elasticity, curves and best price are unknown (zhanggui template prices).",
    ),
    "prices_paid": Words(
        zh="没有导入价格历史：价格取每周实付单价的中位数（zhanggui template prices 更可靠）。",
        en="No price history is loaded: its price is the middle one paid in a week (zhanggui template prices tells more firmly).",
    ),
    "differs": Words(zh="与各渠道平均确定不同", en="Surely differs from all channels"),
    "alike": Words(zh="看不出不同", en="Cannot be told from all channels"),
    "rivals_not_loaded": Words(
        zh="没有导入竞品价格：zhanggui template competitors 写出模板，填好后 zhanggui ingest。",
        en="No competitors' prices are loaded: zhanggui template competitors writes the sheet to fill; then zhanggui ingest.",
    ),
    "rivals_none": Words(
        zh="竞品价格里没有一条对上这个商品：看“竞品比价”里没有对上的。",
        en="No competitor's price is matched with this product: see what is unmatched in Competitors' prices.",
    ),
    "band_untold": Words(zh="最近卖得太少，不判断价格带。", en="Too little was sold lately to judge its price band."),
    "one_channel_only": Words(
        zh="没有在两个渠道的同一周卖过：无从比较同价。",
        en="It was not sold on two channels in one week: there is no parity to judge.",
    ),
    "decisions_measured": Words(
        zh="核算过 {count} 个价格决策：{paid} 个赚了，{lost} 个亏了，{unclear} 个看不出来。",
        en="{count} {count:decision|decisions} on its price {count:was|were} measured: {paid} paid, {lost} lost, {unclear} unclear.",
    ),
    "before_after": Words(
        zh="变价前后的差别不是变价的效果：季节、活动、广告与缺货同时在变。要知道效果，看弹性或做试验。",
        en="What differs before and after is no proof of an effect: season, campaigns, ads and stock change as well. "
        "For the effect see the elasticity, or test.",
    ),
    "more_changes": Words(
        zh="另有 {count} 次更早的变价没有列出。",
        en="{count} earlier {count:change is|changes are} not listed.",
    ),
    "do_step": Words(
        zh="把 {now} 调到 {best}：看这一步的提议、风险与撤回。",
        en="Move {now} to {best}: see the proposal of this step, its risk and its undo.",
    ),
    "do_test": Words(
        zh="做 {days} 天的价格试验，再决定。", en="Test its price for {days} {days:day|days} before deciding."
    ),
    "do_cost": Words(
        zh="没有成本，不知道什么价格赚钱：导入成本（zhanggui template costs）。",
        en="Without its cost no price can be judged: load it (zhanggui template costs).",
    ),
    "do_rivals": Words(zh="竞品：{advice}。", en="Competitors: {advice}."),
    "do_band": Words(zh="成交价不在自己的价格带。", en="It sells out of its price band."),
    "do_parity": Words(zh="各渠道价格确定有差。", en="Its prices surely differ between channels."),
    "do_product": Words(zh="看它的销售、库存、顾客与连带。", en="See its sales, stock, buyers and companions."),
}
