"""What does the page of integrations say?"""

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
)
