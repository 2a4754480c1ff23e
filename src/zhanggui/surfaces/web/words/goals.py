"""What do the pages of goals say?"""

from __future__ import annotations

from zhanggui.surfaces.web.words.both import both

GOALS = both(
    goals_lead=(
        "每个目标都有指标、目标值、截止日和负责人；按本店的季节和节日分解，按过去的预测误差说能不能达成。",
        "Every goal has a metric, a target, a deadline and an owner; it is broken down by the shop's own seasons and festivals.",
    ),
    goals_none=("还没有目标。", "No goals yet."),
    goals_new=("设定目标", "Set a goal"),
    goals_all=("包括已关闭的", "Closed ones too"),
    goals_open=("只看未关闭的", "Open ones only"),
    goal_metric=("指标", "Metric"),
    goal_target=("目标值", "Target"),
    goal_target_hint=("金额以元计；件数、单数写整数。", "Money in major units; counts as whole numbers."),
    goal_deadline=("截止日（含）", "Deadline, that day included"),
    goal_start=("开始日", "First day"),
    goal_start_hint=("空表示截止日所在月的 1 日。", "Empty: the first of the deadline's month."),
    goal_owner=("负责人", "Owner"),
    goal_where=("范围", "Part of the shop"),
    goal_where_hint=("空表示全店，或写 channel=tmall。", "Empty: the whole shop; or write channel=tmall."),
    goal_save=("记录目标", "Put it on record"),
    goal_change=("修改", "Change"),
    goal_change_lead=("之前的内容留在记录里。空着的不变。", "What was promised before stays on record."),
    goal_close=("关闭目标", "Close the goal"),
    goal_why=("理由", "Reason"),
    goal_history=("经过", "History"),
    goal_closed=("已关闭", "Closed"),
    goal_until=("{deadline} 前 · {owner}", "by {deadline} · {owner}"),
    goal_of=("{actual} / {target}", "{actual} of {target}"),
    goal_pace=("进度 {pace}", "pace {pace}"),
    goal_chance=("达成概率 {chance}", "chance {chance}"),
    goal_expected=("预计 {forecast}", "expected {forecast}"),
    goal_bar=("已完成 {share}，计划 {planned}", "{share} done, {planned} planned"),
    goal_kind_set=("设定", "set"),
    goal_kind_changed=("修改", "changed"),
    goal_kind_closed=("关闭", "closed"),
    today_goals=("有风险的目标", "Goals at risk"),
    today_all_goals=("全部目标", "All goals"),
    done_goal_set=("目标已记录。", "The goal is on record."),
    done_goal_changed=("目标已修改。", "The goal was changed."),
    done_goal_closed=("目标已关闭。", "The goal was closed."),
)
