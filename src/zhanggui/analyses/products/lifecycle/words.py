"""What are the stages called, and what does the shop do in each? The declared table, version 1."""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

STAGE_WORDS: Mapping[str, Words] = {
    "introduction": Words(zh="导入期", en="Introduction"),
    "growth": Words(zh="成长期", en="Growth"),
    "maturity": Words(zh="成熟期", en="Maturity"),
    "decline": Words(zh="衰退期", en="Decline"),
    "untold": Words(zh="说不准", en="Cannot tell"),
}
ACTIONS: Mapping[str, Words] = {
    "introduction": Words(
        zh="攒评价和真实点击率：给老客试用装，小预算测 3 个标题和主图；90 天看复购，不打折清货。",
        en="Gather reviews and a true click rate: samples for known customers, a small budget on three titles and pictures; judge by "
        "repeat purchases after 90 days, no clearance.",
    ),
    "growth": Words(
        zh="先保不断货：按增速备货；投放跟着贡献利润加，不靠降价换量；把它配进组合。",
        en="Keep it in stock: order for its growth; raise advertising with contribution profit, not with discounts; put it into bundles.",
    ),
    "maturity": Words(
        zh="守利润：小步试价，做组合和老客复购，减掉不赚钱的投放。",
        en="Defend the margin: small price tests, bundles and repeat purchases, less advertising where it does not pay.",
    ),
    "decline": Words(
        zh="停止补货，算清压货成本，按“清理滞销商品”的建议降价，准备替代品。",
        en="Stop reordering, count what the stock costs, mark down as the policy Clear slow movers says, prepare what replaces it.",
    ),
    "untold": Words(
        zh="销量太少或季节没走完：先照旧，攒够数据再定。",
        en="Too few sales, or no whole season yet: leave as it is until there are more.",
    ),
}
SENTENCES: Mapping[str, Words] = {
    "headline": Words(
        zh="{products} 个商品：导入 {introduction}，成长 {growth}，成熟 {maturity}，衰退 {decline}，说不准 {untold}；衰退期占近一年货款的 {share}。",
        en="{products} {products:product|products}: {introduction} in introduction, {growth} growing, {maturity} mature, {decline} in decline, "
        "{untold} cannot be told; decline holds {share} of a year's sales.",
    ),
    "nothing": Words(zh="这段时间没有带商品编码的销售。", en="Nothing with a product code was sold in this period."),
    "too_short": Words(
        zh="只有 {weeks} 周的数据，至少要 {needed} 周才能分阶段。",
        en="Only {weeks} {weeks:week|weeks} are loaded; stages need at least {needed}.",
    ),
    "no_whole_year": Words(
        zh="不到一年的数据，季节没法扣除：旺季看起来像成长，淡季像衰退。",
        en="Less than a year is loaded, so no season can be taken out: a good season looks like growth, a slack one like decline.",
    ),
    "elasticity_assumed": Words(
        zh="价格变动按假设的弹性 {elasticity} 扣除，没有实测。",
        en="Changes of price are taken out by an assumed elasticity of {elasticity}, not a measured one.",
    ),
    "no_stock": Words(
        zh="没有库存数据：缺货的周会被当成卖得少。",
        en="No stock levels are loaded: weeks out of stock count as weeks of low demand.",
    ),
    "not_listed": Words(
        zh="另有 {count} 个商品没有列出，已计入各阶段。",
        en="{count} more {count:product is|products are} not listed; all count in the stages.",
    ),
    **{f"stage_{name}": words for name, words in STAGE_WORDS.items()},
    **{f"action_{name}": words for name, words in ACTIONS.items()},
}
