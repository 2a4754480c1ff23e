"""How is a goal's standing said?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.analyses.goals.progress.parts import Told
    from zhanggui.analyses.goals.progress.ratio_standing import RatioStanding
    from zhanggui.analyses.goals.progress.standing import Standing

LIKELY, EVEN = 0.8, 0.5
LEVEL = 0.8
STATES = {
    "met": Words(zh="已达成", en="met"),
    "missed": Words(zh="未达成", en="missed"),
    "on_track": Words(zh="可望达成", en="on track"),
    "close": Words(zh="难说", en="uncertain"),
    "at_risk": Words(zh="有风险", en="at risk"),
    "cannot_tell": Words(zh="还看不出", en="cannot tell yet"),
}
SENTENCES: dict[str, Words] = {
    **STATES,
    "headline": Words(
        zh="{title}目标 {target}（{first} 至 {last}，负责人 {owner}）：到目前 {brought}，计划 {planned}；预计到期 {forecast}，"
        "达成概率 {chance}。{state}。",
        en="{title}, goal {target} ({first} to {last}, owner {owner}): {brought} so far against {planned} planned; expected at "
        "the deadline {forecast}, chance of being met {chance}: {state}.",
    ),
    "without_forecast": Words(
        zh="{title}目标 {target}（{first} 至 {last}，负责人 {owner}）：到目前 {brought}，计划 {planned}；历史太短，还不能预测。",
        en="{title}, goal {target} ({first} to {last}, owner {owner}): {brought} so far against {planned} planned; the past is "
        "too short for a forecast.",
    ),
    "over": Words(
        zh="{title}目标 {target}（{first} 至 {last}，负责人 {owner}）：最终 {brought}，{state}。",
        en="{title}, goal {target} ({first} to {last}, owner {owner}): {brought} in the end, {state}.",
    ),
    "ratio_headline": Words(
        zh="{title}目标 {target}（{first} 至 {last}，负责人 {owner}）：到目前 {brought}，余下要做到 {required}；预计到期 {forecast}，"
        "达成概率 {chance}。{state}。",
        en="{title}, goal {target} ({first} to {last}, owner {owner}): {brought} so far, {required} needed over the rest; "
        "expected at the deadline {forecast}, chance of being met {chance}: {state}.",
    ),
    "ratio_without_forecast": Words(
        zh="{title}目标 {target}（{first} 至 {last}，负责人 {owner}）：到目前 {brought}；历史太短，还不能预测。",
        en="{title}, goal {target} ({first} to {last}, owner {owner}): {brought} so far; the past is too short for a forecast.",
    ),
    "nothing_yet": Words(zh="还没有数", en="nothing yet"),
    "ratio_parts": Words(
        zh="比率不能相加：每个渠道、每段时间的目标都是同一个 {target}。都做到，整体就做到；哪一部分没做到，要靠别的部分按“{denominator}”"
        "的多少补回来。",
        en="A ratio does not add up: every channel and every part of time has the same target {target}. If each meets it, the "
        "whole does; what one misses, others make up for, weighed by '{denominator}'.",
    ),
    "ratio_by_day": Words(
        zh="“{title}”这里按天去重再合计：同一个人隔天再来算两次，所以和指标页整段去重的数会略有不同。",
        en="People are counted anew on each day here: whoever comes back on another day counts twice, so '{title}' differs a "
        "little from the page of metrics, which counts each once in a period.",
    ),
    "ratio_forecast": Words(
        zh="预测假定比率停留在最近几周的水平，余下的天按预计的“{denominator}”加权；星期和节日之间比率的差别不单独算。",
        en="The forecast takes the ratio of the latest weeks and weighs the days left by their expected '{denominator}'; it does "
        "not tell weekdays and festivals apart.",
    ),
    "ratio_begins_late": Words(
        zh="数据从 {first} 开始，晚于目标开始日；之前的天不计入。",
        en="The data begin on {first}, after the goal did; the days before do not count.",
    ),
    "plan_weekday": Words(
        zh="目标开始前只有 {days} 天数据，不足以看出季节和节日：分解只按星期的高低，不含节日。",
        en="Days known before the goal begins: {days}, too few to know seasons and festivals; it is broken down by weekdays "
        "alone.",
    ),
    "plan_even": Words(
        zh="目标开始前只有 {days} 天数据，连星期的高低也看不出：按天平均分解。",
        en="Days known before the goal begins: {days}, too few even for weekdays; it is broken down evenly by day.",
    ),
    "forecast_weekday": Words(
        zh="只有 {days} 天数据，没有去年同期：预测只知道星期，不知道节日和季节，遇节日会偏。",
        en="Days known: {days}, none of them a year ago; the forecast knows weekdays, not festivals or seasons.",
    ),
    "forecast_trend": Words(
        zh="预测带上了最近的走势，它会逐渐变缓：比停在现在的水平{change}。过去的预测带上它更准，才这样算。",
        en="The forecast takes along how the level has been moving, ever more slowly: {change} against a level that stays. Past "
        "forecasts were better for it.",
    ),
    "part_over": Words(zh="已结束", en="over"),
    "part_running": Words(zh="进行中", en="running"),
    "part_not_begun": Words(zh="还没开始", en="not begun yet"),
    "part_before_data": Words(zh="那时没有数据", en="no data of that time"),
    "part_nothing": Words(zh="没有可算比率的数", en="nothing to divide by"),
    "no_forecast": Words(
        zh="只有 {days} 天数据，至少 28 天才预测。", en="Days known: {days}; a forecast takes 28 at least."
    ),
    "drivers_unknown": Words(
        zh="看不出哪个因素能补上缺口：这个数拆不成已导入的几个数的乘积。导入流量或广告报表后，与它们有关的目标可以拆。",
        en="Which driver would close the gap cannot be told: this number is no product of others that are loaded. With traffic "
        "or ad reports, goals that depend on them can be taken apart.",
    ),
    "begins_late": Words(
        zh="数据从 {first} 开始，晚于目标开始日；之前的天按 0 计。",
        en="The data begin on {first}, after the goal did; the days before count as 0.",
    ),
}


def state_of(at: Standing | RatioStanding) -> str:
    """Met or missed at the end; before it, on track from a chance of 80 %, at risk below even odds."""
    chance = at.chance
    if not at.days_left and chance is not None:
        return "met" if chance else "missed"
    if at.is_safe:
        return "met"
    if chance is None:
        return "cannot_tell"
    return "on_track" if chance >= LIKELY else "close" if chance >= EVEN else "at_risk"


def headline(at: Standing, title: Words, state: str, told: Told) -> Sentence:
    """The goal in one sentence."""
    terms, expected = at.terms, told.within(at.expected(LEVEL))
    facts: dict[str, Argument] = {
        "title": title,
        "target": told.sure(terms.target),
        "first": terms.start.isoformat(),
        "last": terms.deadline.isoformat(),
        "owner": terms.owner,
        "brought": told.sure(at.brought),
        "planned": told.sure(at.planned),
        "state": STATES[state],
    }
    if not at.days_left:
        return sentence("over", **_only(facts, "over"))
    if at.chance is None:
        return sentence("without_forecast", **_only(facts, "without_forecast"))
    return sentence("headline", **facts, forecast=expected, chance=Rate(at.chance))


def ratio_headline(at: RatioStanding, title: Words, state: str, told: Told) -> Sentence:
    """The goal on a ratio in one sentence."""
    brought, nothing = at.brought, SENTENCES["nothing_yet"]
    facts: dict[str, Argument] = {
        "title": title,
        "target": told.sure(at.terms.target),
        "first": at.terms.start.isoformat(),
        "last": at.terms.deadline.isoformat(),
        "owner": at.terms.owner,
        "brought": nothing if brought is None else told.sure(brought),
        "state": STATES[state],
    }
    required, expected = told.maybe(at.required), told.within(at.expected(LEVEL))
    if not at.days_left:
        return sentence("over", **_only(facts, "over"))
    if at.chance is None or required is None or expected is None:
        return sentence("ratio_without_forecast", **_only(facts, "ratio_without_forecast"))
    return sentence("ratio_headline", **facts, required=required, forecast=expected, chance=Rate(at.chance))


def _only(facts: Mapping[str, Argument], code: str) -> dict[str, Argument]:
    return {name: value for name, value in facts.items() if f"{{{name}}}" in SENTENCES[code].en}
