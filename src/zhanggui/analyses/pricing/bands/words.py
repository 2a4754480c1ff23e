"""How do bands, gaps and products out of their band read?"""

from __future__ import annotations

from zhanggui.core.words import Words

SENTENCES = {
    "headline": Words(
        zh="{categories} 个类目、{products} 个商品里，{out} 个的成交价不在自己的价格带；金额最大的是“{product}”：应在 {position}，"
        "实际卖 {price}，带外 {size}。",
        en="Of {products} {products:product|products} in {categories} {categories:category|categories}, {out} {out:sells|sell} out of {out:its|their} band; most money is in "
        "'{product}': meant for {position}, sold at {price}, {size} beyond.",
    ),
    "all_in": Words(
        zh="{categories} 个类目、{products} 个商品的成交价都在自己的价格带里。",
        en="All {products} {products:product|products} in {categories} {categories:category|categories} sell within their bands.",
    ),
    "nothing": Words(
        zh="这段时间没有足够的带商品编码的销售，划不出价格带。",
        en="Too little with a product code was sold in this period to draw bands.",
    ),
    "crowded": Words(zh="货多销少", en="Crowded"),
    "thin": Words(zh="货少销多", en="Thin"),
    "even": Words(zh="相称", en="Even"),
    "below_by_discount": Words(zh="优惠压到带下", en="Discounted below"),
    "below_by_list": Words(zh="标价就在带下", en="Listed below"),
    "above": Words(zh="卖到带上", en="Sold above"),
    "at_times_below": Words(zh="有时卖到带下", en="Below at times"),
    "within": Words(zh="在带内", en="Within"),
    "why_declared": Words(
        zh="“{name}”定位 {position}；优惠前 {list}，成交 {price}",
        en="'{name}' is meant for {position}; {list} before discounts, sold at {price}",
    ),
    "why_list": Words(
        zh="优惠前 {list}，按类目通常的 {share} 成交应在 {position}；实际 {price}",
        en="{list} before discounts, at the category's usual {share} of that meant for {position}; sold at {price}",
    ),
    "do_below_by_discount": Words(
        zh="“{product}”：把每件优惠减 {by} 回到 {position}，或承认它属于下一带（带外 {size}）；先在促销回放里看哪条优惠压的价。",
        en="'{product}': cut its discounts by {by} a unit to bring it back to {position}, or move it one band down ({size} beyond); replay the offers to see which one did it.",
    ),
    "do_below_by_list": Words(
        zh="“{product}”：标价 {list} 就低于 {position}；提价 {by} 或改它的定位（带外 {size}）。",
        en="'{product}' is listed at {list}, below {position}: raise it by {by} or declare another position ({size} beyond).",
    ),
    "do_above": Words(
        zh="“{product}”：成交比 {position} 高 {by}；卖得动就改它的定位，卖不动就降回来（带外 {size}）。",
        en="'{product}' sells {by} above {position}: where it sells well declare a higher position, else bring it back ({size} beyond).",
    ),
    "do_gap": Words(
        zh="{category}：{low} 到 {high} 之间没有商品，{straddling} 位顾客两边都买，其中 {inside} 位平均正好付在中间；可试上一款。",
        en="{category}: nothing is sold from {low} to {high}, {straddling} {straddling:customer buys|customers buy} on both sides, {inside} of them with their mean in between; try a product there.",
    ),
    "how_drawn": Words(
        zh="价格带：按商品成交中位价（买家实付，每件）的对数取自然断点，每类目最多 {bands} 带、每带至少 {least} 个商品；边界取两边价格之间最整的数。",
        en="Bands: natural breaks of the logarithm of products' middle prices (what buyers paid a unit), at most {bands} a category with at least {least} "
        "{least:product|products} each; a limit is the roundest price between its neighbours.",
    ),
    "by_list_price": Words(
        zh="没有声明定位的商品，按优惠前价格和类目通常的折扣定位：普遍打折不算出带，比别人压得更低才算。声明定位：{example}。",
        en="Products without a declared position are placed by their price before discounts and the category's usual discount: what is cut as much as the rest is not out of its "
        "band. Declare positions such as {example}.",
    ),
    "few_units": Words(
        zh="{count} 个商品卖出不到 {least} 件，没有判断。",
        en="{count} {count:product|products} sold fewer than {least} units and {count:is|are} not judged.",
    ),
    "position_unused": Words(
        zh="定位“{name}”没有对上任何 SKU、标签或类目。", en="The position '{name}' matches no SKU, tag or category."
    ),
    "more_gaps": Words(
        zh="只看了最大类目的 {shown} 个空档有谁在两边买；还有 {count} 个没有看，请用“类目”单看。",
        en="Who buys on both sides was looked up for {shown} gaps of the largest categories; {count} more were not; ask by category.",
    ),
    "more_categories": Words(
        zh="价格带只列销售最多的 {shown} 个类目；另外 {count} 个请用“类目”单看。",
        en="Bands are listed for the {shown} categories that sell most; ask for the other {count} by category.",
    ),
    "not_listed": Words(
        zh="另有 {count} 个出带的商品没有列出。",
        en="{count} more {count:product|products} out of {count:its|their} band {count:is|are} not listed.",
    ),
}
