"""What do the frame of every page, the door and the troubles say?"""

from __future__ import annotations

from zhanggui.surfaces.web.words.both import both

FRAME = both(
    product=("掌柜", "Zhanggui"),
    seal=("掌", "掌"),
    skip=("跳到正文", "Skip to the content"),
    main_navigation=("主导航", "Main navigation"),
    today=("今日", "Today"),
    goals=("目标", "Goals"),
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
SIGNING_IN = both(
    sign_in=("登录", "Sign in"),
    sign_in_title=("登录 {shop}", "Sign in to {shop}"),
    sign_in_lead=(
        "从店铺导出文件到有预期利润的决策。",
        "From the shop's exports to decisions with an expected profit.",
    ),
    login=("登录名", "Login"),
    password=("密码", "Password"),
    password_rule=(
        "{least} 个字符以上；一句好记的话就很好。",
        "{least} characters or more; a sentence you remember is fine.",
    ),
    claim_title=("成为第一位店主", "Become the first owner"),
    claim_lead=(
        "这个链接只能使用一次。请选择你的登录名和密码；没有默认密码。",
        "This link works once. Choose your login and password; there is no default password.",
    ),
    join_title=("加入 {shop}", "Join {shop}"),
    join_lead=(
        "这个邀请只能使用一次。请选择你的登录名和密码。",
        "This invitation works once. Choose your login and password.",
    ),
    claim_button=("创建并登录", "Create and sign in"),
    no_owner_yet=(
        "这家店还没有店主。请使用启动服务时终端里打印的一次性链接。",
        "This shop has no owner yet. Use the one-time link that the terminal printed when the service started.",
    ),
    shops_title=("店铺", "Shops"),
    shops_lead=("选择要查看的店铺。", "Choose a shop to look at."),
)
TROUBLE = both(
    trouble=("出了点问题", "Something is in the way"),
    trouble_back=("返回今日", "Back to Today"),
    trouble_code=("代码 {code}", "Code {code}"),
    no_data_title=("店铺还没有数据", "The shop holds no data yet"),
    no_data_lead=(
        "三步之后，这里就是每天早上的回顾：数字、变化，和写明预期利润的决策。",
        "Three steps from here to the review of every morning: numbers, what moved, and decisions with their expected profit.",
    ),
    welcome_upload=("上传订单导出", "Upload an order export"),
    welcome_upload_lead=(
        "文件格式会自动识别，先预览、再导入。可以识别：",
        "Its format is recognised; you see a preview first. These are known:",
    ),
    welcome_costs=("补上成本", "Add what things cost"),
    welcome_costs_lead=(
        "利润要有成本才算得出：填一份成本表，或先声明一个毛利率区间。",
        "Profit needs costs: fill in the template, or declare a margin range for now.",
    ),
    welcome_margin=("声明毛利率", "Declare a margin"),
    welcome_decide=("批准第一条建议", "Approve the first proposal"),
    welcome_decide_lead=(
        "每条建议写明预期利润和把握；执行之后核算是否赚到。",
        "Each states its expected profit and how sure it is; afterwards it is measured whether it paid.",
    ),
    missing_data_title=("这个问题还缺数据", "This question lacks data"),
    no_data_button=("上传第一个文件", "Upload the first file"),
    missing_data_button=("去上传数据", "Upload data"),
)
TABLES = both(
    table_as_csv=("CSV", "CSV"),
    table_as_xlsx=("Excel", "Excel"),
    table_download=("下载“{title}”", "Download '{title}'"),
    table_rows=("{n} 行", "{n} {n:row|rows}"),
    table_more=(
        "页面显示前 {shown} 行，共 {n} 行；下载文件可得全部。",
        "The first {shown} of {n} {n:row|rows}; the file holds all of them.",
    ),
    chart_empty=("还没有可画的数", "No numbers to draw yet"),
    chart_as_table=("用表格查看", "Show as a table"),
    who_is_behind=("查看成员", "Who"),
    unknown=("未知", "unknown"),
    listing_comma=("、", ", "),
    hidden=("仅分析师以上可见", "for analysts and above"),
    explain=("说明", "What is this?"),
)
