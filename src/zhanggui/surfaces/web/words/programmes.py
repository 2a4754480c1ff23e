"""What does the page of lifecycle programmes say?"""

from __future__ import annotations

from zhanggui.surfaces.web.words.both import both

PROGRAMMES = both(
    subject_programmes=("生命周期项目", "Lifecycle programmes"),
    programmes=("生命周期项目", "Lifecycle programmes"),
    programmes_lead=(
        "谁到期、能不能联系、多久联系一次，都按规则；每个项目留对照组，赚不赚看得见。",
        "Who is due, who may be reached and how often follow rules; each programme keeps a holdout, so that it shows whether it pays.",
    ),
    programmes_propose=("提出今天的建议", "Propose for today"),
    programmes_open=("看建议", "See proposals"),
    programmes_paid=("各项目带来的利润", "What the programmes brought"),
    programmes_none_sent=("还没有发过，或核算天数未到。", "Nothing was sent yet, or its days are not over."),
    programmes_no_profit=(
        "利润未知：请导入成本模板，或在设置中声明毛利率区间。",
        "Profit is unknown: load the costs template, or declare a margin range in the settings.",
    ),
    programmes_level=(
        "90% 区间，已扣除触达费用；合计按人合并误差，因为同一位顾客会出现在几个项目里。",
        "90% ranges, messages paid; in the sum the errors of one person are put together, since people are in several programmes.",
    ),
    programmes_lacking=("“{title}”还缺数据：{what}", "'{title}' lacks data: {what}"),
    programmes_rules=("更换项目与规则", "Change programmes and rules"),
    programmes_rules_lead=(
        "上传或粘贴项目文件（TOML 或 JSON）；现在生效的：zhanggui programmes list --json，字段见参考。",
        "Upload or paste a file of programmes (TOML or JSON). Those in force: zhanggui programmes list --json; the fields are in the reference.",
    ),
    programmes_file=("项目文件", "File of programmes"),
    programmes_text=("或者粘贴", "Or paste it"),
    programmes_check=("只检查", "Check only"),
    programmes_publish=("检查并生效", "Check and put into force"),
    programmes_checked=("可以使用：{n} 个项目", "{n} {n:programme|programmes} may be used"),
    done_programmes_in_force=("新的项目与规则已生效。", "The new programmes and rules are in force."),
    done_programmes_proposed=(
        "已提出今天的建议，批准后才会写出名单。",
        "Proposed for today; lists are written once approved.",
    ),
    done_programmes_nothing=("今天没有要建议的。", "Nothing to propose today."),
)
