"""What does the page of the member programme say?"""

from __future__ import annotations

from zhanggui.surfaces.web.words.both import both

LOYALTY = both(
    loyalty=("会员规则", "Member programme"),
    subject_loyalty=("会员规则", "Member programme"),
    loyalty_lead=(
        "等级、积分、权益，全按收银账算：谁是哪一级、积分还剩多少，任何时刻都能重算。",
        "Tiers, points and rights by the books of the checkout: who has which tier and how many points can be told for any moment.",
    ),
    loyalty_none=(
        "还没有生效的会员规则。可以先在本店历史上推演一套，再在下面检查并发布。",
        "No member programme is in force. Try one on the shop's own history first, then check and publish it below.",
    ),
    loyalty_tier_rule=(
        "按{measure}，{window}；保级{protection}，{demotion}。",
        "By {measure}, {window}; protected {protection}, {demotion}.",
    ),
    loyalty_without=("尚无等级 {n} 位。", "{n} {n:member|members} without a tier yet."),
    loyalty_unknown=(
        "有 {n} 项权益没写成本，合计里不含它们。",
        "The totals leave out {n} {n:right|rights} without a stated cost.",
    ),
    loyalty_liability=("积分负债", "Liability of points"),
    loyalty_outstanding=("未用积分", "Points outstanding"),
    loyalty_worth=("全部兑现值", "Worth if all are used"),
    loyalty_expected=("预计负债", "Expected liability"),
    loyalty_used=("已用", "Used so far"),
    loyalty_expired=("已过期", "Expired so far"),
    loyalty_owed=("会员欠", "Owed by members"),
    loyalty_close=("再多一点就升级", "A little more to the next tier"),
    loyalty_close_lead=(
        "找出差得不多的会员，提醒他们。只显示假名。",
        "Find members who lack little, and let them know. Only pseudonyms are shown.",
    ),
    loyalty_within=("最多差多少", "Missing at most"),
    loyalty_within_money=("金额，如 50", "An amount, such as 50"),
    loyalty_within_count=("整数", "A whole number"),
    loyalty_find=("查找", "Find"),
    loyalty_found=("{n} 位会员，合计还差 {total}。", "{n} {n:member|members}, {total} missing in all."),
    loyalty_try=("会员等级推演", "Simulate tiers"),
    loyalty_found_none=("没有人差得这么少。", "Nobody lacks so little."),
    loyalty_check=("检查并发布规则", "Check and publish a programme"),
    loyalty_check_lead=(
        "TOML 或 JSON。发布后对所有会员的全部记录重新计算；旧版本留着，过去的时刻仍按当时的规则。",
        "TOML or JSON. Once published it counts for all that members ever did; for moments before, the version of that time holds.",
    ),
    loyalty_file=("规则文件", "Programme, a file"),
    loyalty_text=("或贴在这里", "Or pasted here"),
    loyalty_check_button=("只检查", "Check only"),
    loyalty_publish_button=("检查并发布", "Check and publish"),
    loyalty_may=("可以生效", "May go into force"),
    loyalty_may_not=("不能生效", "May not go into force"),
    loyalty_sound=("没有发现问题。", "Nothing was found to be wrong."),
    lotteries=("积分抽奖", "Lotteries for points"),
    lotteries_none=(
        "还没有抽奖。写一份，在下面检查并公布。",
        "There are no lotteries. Write one, then check and declare it below.",
    ),
    lottery_rule=(
        "{starts} 到 {ends}；每抽 {points} 积分，{limits}。",
        "{starts} to {ends}; {points} points a draw, {limits}.",
    ),
    lottery_gone=(
        "奖品发完后改得“{instead}”，公布的概率不变。",
        "Once a prize is gone '{instead}' is given; the declared odds stay.",
    ),
    lottery_cap=("单个奖品最高 {most}。依据：{source}。", "A prize is worth {most} at most. Source: {source}."),
    lottery_draws=("抽奖次数", "Draws"),
    lottery_undone=("其中撤销", "Undone of them"),
    lottery_paid=("收回积分", "Points paid"),
    lottery_won=("送出积分", "Points won"),
    lottery_cost=("奖品成本", "Cost of prizes so far"),
    lottery_each=("一抽平均送出", "A draw gives away on average"),
    lottery_worth=("一抽积分值", "Points of a draw are worth"),
    lottery_owed=("待发奖品", "Prizes owed"),
    lottery_owed_said=("{n} 份，值 {worth}", "{n}, worth {worth}"),
    lottery_hand_over=(
        "发出后记下：zhanggui loyalty lottery hand-over 抽奖号 --key …，或由接入方经 HTTP 记下。",
        "Once handed over, write it down: zhanggui loyalty lottery hand-over DRAW --key …, or let an integration do so over HTTP.",
    ),
    lottery_check=("检查并公布抽奖", "Check and declare a lottery"),
    lottery_check_lead=(
        "TOML 或 JSON。公布后概率和奖项不再改动，只能提前关闭；概率与剩余份数对会员公开。",
        "TOML or JSON. Once declared, odds and prizes stay as they are, and it can only be closed; members see the odds and what is left.",
    ),
    lottery_file=("抽奖文件", "Lottery, a file"),
    lottery_publish_button=("检查并公布", "Check and declare"),
    done_lottery_published=("抽奖已公布。", "The lottery is declared."),
    done_programme_published=("会员规则已生效。", "The programme is in force."),
)
