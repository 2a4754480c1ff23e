"""What do the pages of integrations and of companions at the cart say?"""

from __future__ import annotations

from zhanggui.surfaces.web.words.both import both

SELLING = both(
    subject_checkout=("收银", "Checkout"),
    subject_checkout_keys=("接入密钥", "Keys of integrations"),
    integrations=("接入方", "Integrations"),
    integrations_lead=(
        "商城、收银机、小程序凭密钥报价和核销，只看得到自己卖的。密钥只显示一次，只保存它的指纹。",
        "Shop systems, tills and mini programmes quote and sell with keys, and see only what they sold themselves. A key is shown once; only its hash is kept.",
    ),
    integrations_open=("管理接入密钥", "Manage keys"),
    integrations_none=("还没有接入密钥，别的程序还不能核销。", "There are no keys yet: no other program can sell."),
    integration_keys=("接入密钥", "Keys"),
    integration_name=("接入名", "Name"),
    integration_name_hint=(
        "小写字母、数字、- 或 _，如 own-site。同一接入方可有多把密钥。",
        "Small letters, digits, - or _, such as own-site. One integration may have several keys.",
    ),
    integration_scopes=("用途", "For"),
    integration_scopes_hint=("只勾选它需要的。", "Tick only what it needs."),
    integration_per_minute=("每分钟请求数", "Requests a minute"),
    integration_per_minute_hint=(
        "整个接入方合计，所有密钥和所有服务进程一起算；空则不变，新的为 {most}。",
        "Of the whole integration, all its keys and all processes together; empty leaves it, {most} for a new one.",
    ),
    integration_rotate=("轮换", "Replace"),
    integration_overlap=("新旧并用小时数", "Hours both work"),
    integration_hours=("旧的再用 {hours} 小时", "old one {hours} more hours"),
    integration_at_once=("旧的立即作废", "old one ends now"),
    integration_made_title=("新的接入密钥（只显示这一次）", "The new key (shown this once)"),
    companions=("购物车推荐", "Companions"),
    companions_lead=(
        "购物车里有一件商品时，旁边推荐什么：只用超出偶然和口味的组合，有货、不亏、此渠道在售。不看顾客是谁，价格对所有人一样。",
        "What the checkout shows beside a product in the basket: only pairs beyond chance and taste, in stock, not at a loss, sold on the channel. It never looks at who the customer is; prices are the same for all.",
    ),
    companions_in_force=("现行推荐", "Shown at the cart"),
    companions_since=(
        "{who} 于 {at} 发布；来自 {first} 到 {last} 的 {orders} 单；{share} 的购物车作对照",
        "published by {who} at {at}; from {orders} orders of {first} to {last}; {share} of baskets held back",
    ),
    companions_none=(
        "购物车还没有推荐。先看“购物车推荐”分析，再发布。",
        "Nothing is shown at the cart yet. Look at the analysis, then publish it.",
    ),
    companions_empty=("这一版是空的：购物车不展示推荐。", "This version is empty: the cart shows nothing."),
    companions_readout=("展示有没有用", "Does showing help?"),
    companions_readout_lead=(
        "只数带展示的核销，不含没成交的购物车。",
        "Sales whose showing was told; baskets that were never bought are not in it.",
    ),
    companions_try=("试问", "Try a basket"),
    companions_try_lead=("收银现在会怎么答；什么也不写。", "What the checkout would answer now; nothing is written."),
    companions_skus=("购物车里的 SKU，用空格或逗号分开", "SKUs in the basket, with blanks or commas between"),
    companions_ask=("看推荐", "Ask"),
    companions_nothing=("没有可以推荐的商品。", "Nothing goes with this basket."),
    companions_publish=("重新计算并发布", "Work out and publish"),
    companions_publish_lead=(
        "按最近的订单重新计算，成为下一版，立即生效。",
        "Worked out of the latest orders; becomes the next version, in force at once.",
    ),
    companions_days=("最近几天", "Latest days"),
    companions_held_back=("对照比例", "Held back"),
    companions_held_back_hint=(
        "这么多购物车不展示，才知道展示有没有用；0 则不比较。",
        "So many baskets are shown nothing, to tell whether showing helps; 0 compares nothing.",
    ),
    companions_analysis=("看分析", "Look at the analysis"),
    companions_withdraw=("撤下，不再展示", "Take down, show nothing"),
    done_companions_published=("已发布，购物车按它推荐。", "Published; the cart shows it."),
    done_companions_withdrawn=("已撤下，购物车不再展示推荐。", "Taken down; the cart shows nothing."),
)
