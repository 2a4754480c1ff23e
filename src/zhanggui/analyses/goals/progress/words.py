"""How is a goal's standing said?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.analyses.goals.progress.parts import Told
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
    "plan_weekday": Words(
        zh="目标开始前只有 {days} 天数据，不足以看出季节和节日：分解只按星期的高低，不含节日。",
        en="Only {days} days are known before the goal begins, too few to know seasons and festivals: it is broken down by "
        "weekdays alone.",
    ),
    "plan_even": Words(
        zh="目标开始前只有 {days} 天数据，连星期的高低也看不出：按天平均分解。",
        en="Only {days} days are known before the goal begins, too few even for weekdays: it is broken down evenly by day.",
    ),
    "forecast_weekday": Words(
        zh="只有 {days} 天数据，没有去年同期：预测只知道星期，不知道节日和季节，遇节日会偏。",
        en="Only {days} days are known and none of them a year ago: the forecast knows weekdays, not festivals or seasons.",
    ),
    "no_forecast": Words(
        zh="只有 {days} 天数据，至少 28 天才预测。", en="Only {days} days are known; a forecast takes 28 at least."
    ),
    "begins_late": Words(
        zh="数据从 {first} 开始，晚于目标开始日；之前的天按 0 计。",
        en="The data begin on {first}, after the goal did; the days before count as 0.",
    ),
}


def state_of(at: Standing) -> str:
    """Met or missed at the end; before it, on track from a chance of 80 %, at risk below even odds."""
    chance = at.chance
    if not at.days_left:
        return "met" if chance else "missed"
    if not at.is_ceiling and at.needed <= 0:
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


def _only(facts: Mapping[str, Argument], code: str) -> dict[str, Argument]:
    return {name: value for name, value in facts.items() if f"{{{name}}}" in SENTENCES[code].en}
