"""What do the pages say, in both languages?"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping


def _frozen(**words: tuple[str, str]) -> dict[str, Words]:
    return {code: Words(zh=zh, en=en) for code, (zh, en) in words.items()}


_FRAME = _frozen(
    product=("掌柜", "Zhanggui"),
    seal=("掌", "掌"),
    skip=("跳到正文", "Skip to the content"),
    main_navigation=("主导航", "Main navigation"),
    today=("今日", "Today"),
    metrics=("指标", "Metrics"),
    analyses=("分析", "Analyses"),
    decisions=("决策", "Decisions"),
    data=("数据", "Data"),
    settings=("设置", "Settings"),
    other_shops=("所有店铺", "All shops"),
    sign_out=("退出", "Sign out"),
    language_switch=("语言", "Language"),
    language_zh=("中文", "中文"),
    language_en=("EN", "EN"),
    as_of=("数据截至 {day}", "Data to {day}"),
    done=("已完成。", "Done."),
    api_reference=("HTTP 接口", "HTTP API"),
)
_SIGNING_IN = _frozen(
    sign_in=("登录", "Sign in"),
    sign_in_title=("登录 {shop}", "Sign in to {shop}"),
    sign_in_lead=("从店铺导出文件到有预期利润的决策。", "From the shop's exports to decisions with an expected profit."),
    login=("登录名", "Login"),
    password=("密码", "Password"),
    password_rule=("{least} 个字符以上；一句好记的话就很好。", "{least} characters or more; a sentence you remember is fine."),
    claim_title=("成为第一位店主", "Become the first owner"),
    claim_lead=(
        "这个链接只能使用一次。请选择你的登录名和密码；没有默认密码。",
        "This link works once. Choose your login and password; there is no default password.",
    ),
    join_title=("加入 {shop}", "Join {shop}"),
    join_lead=("这个邀请只能使用一次。请选择你的登录名和密码。", "This invitation works once. Choose your login and password."),
    claim_button=("创建并登录", "Create and sign in"),
    no_owner_yet=(
        "这家店还没有店主。请使用启动服务时终端里打印的一次性链接。",
        "This shop has no owner yet. Use the one-time link that the terminal printed when the service started.",
    ),
    signed_out=("你已退出。", "You are signed out."),
    shops_title=("店铺", "Shops"),
    shops_lead=("选择要查看的店铺。", "Choose a shop to look at."),
    demo_used=(
        "这个演示链接已经用过。重新运行 make demo 会得到一个新的。",
        "This demo link has been used. Run make demo again for a new one.",
    ),
)
_TROUBLE = _frozen(
    trouble=("出了点问题", "Something is in the way"),
    trouble_back=("返回今日", "Back to Today"),
    trouble_previous=("返回上一页", "Go back"),
    trouble_code=("代码 {code}", "Code {code}"),
    no_data_title=("店铺还没有数据", "The shop holds no data yet"),
    no_data_lead=(
        "上传平台导出的订单文件，几分钟后这里就会有数字、分析和决策建议。",
        "Upload an order export of your platform; minutes later there are numbers, analyses and decisions here.",
    ),
    no_data_button=("上传第一个文件", "Upload the first file"),
    missing_data_button=("去上传数据", "Upload data"),
)
_TABLES = _frozen(
    table_as_csv=("CSV", "CSV"),
    table_as_xlsx=("Excel", "Excel"),
    table_download=("下载“{title}”", "Download '{title}'"),
    table_rows=("{n} 行", "{n} rows"),
    table_more=("页面显示前 {shown} 行，共 {n} 行；下载文件可得全部。", "The first {shown} of {n} rows; the file holds all of them."),
    chart_empty=("还没有可画的数", "No numbers to draw yet"),
    chart_as_table=("用表格查看", "Show as a table"),
    who_is_behind=("查看成员", "Who"),
    unknown=("未知", "unknown"),
    hidden=("仅分析师以上可见", "for analysts and above"),
    explain=("说明", "What is this?"),
)
_ANALYSES = _frozen(
    analyses_lead=("每个分析回答一个问题；问题写一次，页面、命令行和接口里都能问。", "Each analysis answers one question: on these pages, at the command line and over HTTP."),
    analysis_settings=("参数", "Settings"),
    analysis_run=("运行", "Run"),
    analysis_reset=("恢复默认", "Reset"),
    analysis_not_given=("不限", "any"),
    analysis_notes=("注意事项", "Caveats"),
    analysis_provenance=("这些数字从哪里来", "Where these numbers come from"),
    provenance_snapshot=("快照", "Snapshot"),
    provenance_as_of=("数据截至", "Data to"),
    provenance_engine=("引擎", "Engine"),
    provenance_seconds=("计算用时", "Computed in"),
    provenance_seconds_value=("{seconds} 秒", "{seconds} s"),
    provenance_version=("版本", "Version"),
    provenance_run=("运行编号", "Run"),
    provenance_sql=("SQL 查询（{n} 条）", "SQL queries ({n})"),
    provenance_command=("命令行", "Command line"),
    analysis_needs=("需要的数据", "Data it needs"),
    members_title=("{title}：{value}", "{title}: {value}"),
    members_lead=("这一行背后的{kind}，以化名显示；姓名和电话只在获批的导出里打开。", "The {kind} behind this row, by pseudonym; names and phones open only in approved exports."),
    members_products=("这一行背后的商品。", "The products behind this row."),
    members_partial=("只列出前 {n} 个。", "Only the first {n} are listed."),
    members_customer=("顾客", "customers"),
    members_product=("商品", "products"),
    members_back=("返回分析", "Back to the analysis"),
    members_count=("{n} 个", "{n} in all"),
    members_id=("编号", "Id"),
    room_goals=("目标", "Goals"),
    room_market=("市场", "Market"),
    room_customers=("顾客", "Customers"),
    room_products=("商品", "Products"),
    room_pricing=("定价", "Pricing"),
    room_promotions=("促销", "Promotions"),
    room_marketing=("营销", "Marketing"),
    room_channels=("渠道", "Channels"),
    room_supply=("供应", "Supply"),
    room_service=("客服", "Service"),
    room_risk=("风险", "Risk"),
    room_more=("更多", "More"),
    yes=("是", "yes"),
    no=("否", "no"),
)
_METRICS = _frozen(
    metrics_chosen=("选择指标（已选 {n} 个）", "Choose metrics ({n} chosen)"),
    metrics_by=("拆分", "Split by"),
    metrics_by_none=("不拆分", "no split"),
    metrics_grain=("时间粒度", "Per"),
    metrics_span=("时段", "Period"),
    metrics_from=("从（含）", "From (included)"),
    metrics_to=("到（含）", "To (included)"),
    metrics_compare=("比较", "Compare"),
    metrics_where=("筛选", "Only where"),
    metrics_show=("显示", "Show"),
    grain_none=("整个时段", "whole period"),
    grain_day=("按日", "day"),
    grain_week=("按周", "week"),
    grain_month=("按月", "month"),
    span_7=("近 7 天", "last 7 days"),
    span_28=("近 28 天", "last 28 days"),
    span_90=("近 90 天", "last 90 days"),
    span_365=("近一年", "last year"),
    span_all=("全部", "everything"),
    compare_none=("不比较", "none"),
    compare_previous=("上一时段", "period before"),
    compare_last_year=("去年同期（节日对齐）", "last year, festivals aligned"),
    compare_both=("两者", "both"),
    margin_assumed=(
        "没有成本的商品按店主声明的贡献毛利率估算：{estimate}（{low} … {high}）。这是假设，不是实测。",
        "Where costs are not loaded, profit uses the margin the owner declared: {estimate} ({low} … {high}). It is assumed, not measured.",
    ),
    metric_identifier=("名称", "Identifier"),
    metric_unit=("单位", "Unit"),
    metric_grain=("数什么", "What is counted"),
    metric_date_basis=("日期口径", "Date basis"),
    metric_additivity=("可加性", "Does it add up"),
    metric_better=("方向", "Better"),
    metric_healthy=("健康区间", "Healthy range"),
    metric_made_of=("由这些组成", "Made of"),
    metric_needs=("需要的数据", "Data it needs"),
    metric_over_time=("看走势", "Over time"),
    metric_by_channel=("按渠道", "By channel"),
    better_up=("越高越好", "higher is better"),
    better_down=("越低越好", "lower is better"),
    better_neither=("没有好坏", "neither"),
)

WORDS: Mapping[str, Words] = MappingProxyType(
    {**_FRAME, **_SIGNING_IN, **_TROUBLE, **_TABLES, **_ANALYSES, **_METRICS},
)
