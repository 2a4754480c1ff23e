"""In which one sentence is a change explained?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, render, sentence
from zhanggui.core.words import LANGUAGES, Words
from zhanggui.metrics.registry import metric

if TYPE_CHECKING:
    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.analyses.goals.why.driver_tree import DriverRow
    from zhanggui.analyses.goals.why.known_events import KnownEvent
    from zhanggui.analyses.goals.why.result import SegmentRow
    from zhanggui.analyses.goals.why.usual_days import UsualChange

MOST_NAMED, MOST_EVENTS = 3, 2
HEADLINES = {
    "caused": Words(
        zh="{title} {now}，比{against}{direction} {change}{relative}。主要是：{causes}；除此之外全店{rest}。",
        en="{title} came to {now}, {change}{relative} {direction} than {against}. Mainly: {causes}; apart from that, the whole "
        "shop {rest}.",
    ),
    "partly_caused": Words(
        zh="{title} {now}，比{against}{direction} {change}{relative}。大部分是全店一起变，其中{driver}影响最大（{part}）；"
        "与众不同的是：{causes}。",
        en="{title} came to {now}, {change}{relative} {direction} than {against}. Most of it is the whole shop moving "
        "together, {driver} above all ({part}); what stands out beside that: {causes}.",
    ),
    "usual": Words(
        zh="{title} {now}，比{against}{direction} {change}{relative}，在平时波动（±{reach}）之内；没有哪个部分与众不同，不必追查原因。",
        en="{title} came to {now}, {change}{relative} {direction} than {against}: within its usual ups and downs (±{reach}). No part "
        "of the shop stands out, so there is no cause to look for.",
    ),
    "festival": Words(
        zh="{title} {now}，比{against}{direction} {change}{relative}，超出平时波动（±{reach}）；各部分一起变，因为购物节日子不同：{festivals}。"
        "购物节之外的日子日均变化 {ordinary}，属于平常，不必追查。",
        en="{title} came to {now}, {change}{relative} {direction} than {against}: more than usual (±{reach}), all parts together, "
        "because of shopping festivals: {festivals}. A day outside them changed by {ordinary}, which is usual: there is no "
        "other cause to look for.",
    ),
    "nearly_all_festival": Words(
        zh="{title} {now}，比{against}{direction} {change}{relative}，超出平时波动（±{reach}）；购物节占了大部分日子（{festivals}），"
        "剩下的平常日子太少，说不清别的原因；请改与去年同期（按节日对齐）比较。",
        en="{title} came to {now}, {change}{relative} {direction} than {against}: more than usual (±{reach}). Festivals fill most "
        "of the days ({festivals}), too few are left to tell anything else: compare with the like days of last year.",
    ),
    "all_alike": Words(
        zh="{title} {now}，比{against}{direction} {change}{relative}，超出平时波动，但各部分一起变，没有哪个单独突出；"
        "变化最大的驱动因素是{driver}（{part}）。",
        en="{title} came to {now}, {change}{relative} {direction} than {against}: more than usual, but all parts moved together and "
        "none stands out; the driver that moved most is {driver} ({part}).",
    ),
    "cannot_tell": Words(
        zh="{title} {now}，比{against}{direction} {change}{relative}；之前的数据太短，分不清原因和平时波动；变化最大的驱动因素是{driver}（{part}）。",
        en="{title} came to {now}, {change}{relative} {direction} than {against}; too little is loaded from before to tell a cause "
        "from chance. The driver that moved most is {driver} ({part}).",
    ),
    "unchanged": Words(zh="{title} {now}，与{against}完全相同。", en="{title} came to {now}, exactly as in {against}."),
}
PHRASES = {
    "less": Words(zh="{title}自身少了 {amount}{known}", en="{title} brought {amount} less on its own{known}"),
    "more": Words(zh="{title}自身多了 {amount}{known}", en="{title} brought {amount} more on its own{known}"),
    "festival_days": Words(zh="{name} {now} 天（之前 {before} 天）", en="{name}, {now} days ({before} before)"),
    "rest_less": Words(zh="少了 {amount}", en="lost {amount}"),
    "rest_more": Words(zh="多了 {amount}", en="gained {amount}"),
    "previous": Words(zh="前 {days} 天", en="in the {days} d before"),
    "month_before": Words(zh="上月的同样日子", en="on the same days of the month before"),
    "whole_month": Words(zh="上个月", en="in the month before"),
    "last_year": Words(zh="去年的对应日子", en="on the like days of last year"),
}
MORE, LESS = Words(zh="多", en="more"), Words(zh="少", en="less")
NOTHING = Words(zh="", en="")


def headline(
    params: WhyParams,
    periods: Compared,
    totals: tuple[Money, Money],
    *,
    rows: Sequence[SegmentRow],
    drivers: Sequence[DriverRow],
    usual: UsualChange | None,
    events: Sequence[KnownEvent],
    templates: Mapping[str, Words],
) -> Sentence:
    """What an operator would say: how much, mainly because of what, and what the rest did."""
    before, now = totals
    change = now - before
    facts: dict[str, Argument] = {
        "title": metric(params.metric).title,
        "now": now,
        "against": _phrase(_against(params, periods), PHRASES, days=periods.before.days),
    }
    if not change.minor:
        return sentence("unchanged", **facts)
    facts |= {
        "direction": MORE if change.minor > 0 else LESS,
        "change": _positive(change),
        "relative": _relative(change, before),
    }
    causes = [row for row in rows if row.segment != "0"]
    most = max(drivers, key=lambda row: abs(row.part.minor))
    by_driver: dict[str, Argument] = {"driver": most.driver, "part": _signed(most.part)}
    if causes:
        rest = change.minor - sum(row.own.estimate.minor for row in causes)
        told = Money(abs(rest), change.currency)
        facts |= {
            "causes": _joined([_cause(row, templates) for row in causes[:MOST_NAMED]]),
            "rest": _phrase("rest_less" if rest < 0 else "rest_more", PHRASES, amount=told),
        }
        if abs(rest) > abs(change.minor - rest):
            del facts["rest"]
            return sentence("partly_caused", **facts, **by_driver)
        return sentence("caused", **facts)
    if usual is None:
        return sentence("cannot_tell", **facts, **by_driver)
    if abs(_as_judged(totals, periods)) <= usual.reach.rate:
        return sentence("usual", reach=usual.reach, **facts)
    return _by_festivals(usual, events, facts) or sentence("all_alike", **facts, **by_driver)


def _by_festivals(usual: UsualChange, events: Sequence[KnownEvent], facts: Mapping[str, Argument]) -> Sentence | None:
    """That festivals made the change, or that they hide what else did; None where there are none or more happened."""
    named = [each.told.arguments for each in events if each.kind == "festival"]
    if not named or (usual.ordinary is not None and abs(usual.ordinary.rate) > usual.reach.rate):
        return None
    told: dict[str, Argument] = {
        "reach": usual.reach,
        "festivals": _joined([_phrase("festival_days", PHRASES, **each) for each in named]),
    }
    if usual.ordinary is None:
        return sentence("nearly_all_festival", **told, **facts)
    return sentence("festival", ordinary=f"{usual.ordinary.rate * 100:+.1f} %", **told, **facts)


def _as_judged(totals: tuple[Money, Money], periods: Compared) -> float:
    """The change relative to the mean of both, had both as many days: 31 days are no rise over 30."""
    before, now = totals[0].minor * periods.now.days / periods.before.days, totals[1].minor
    return 2 * (now - before) / max(abs(before) + abs(now), 1)


def _against(params: WhyParams, periods: Compared) -> str:
    is_whole = periods.now.start.day == 1 and periods.now.end.day == 1
    return "whole_month" if params.compare == "month_before" and is_whole else params.compare


def _cause(row: SegmentRow, templates: Mapping[str, Words]) -> Words:
    own = row.own.estimate
    known = [_rendered(told, templates) for told in row.known[:MOST_EVENTS]]
    joined = _joined(known)
    bracket = Words(zh=f"（{joined.zh}）", en=f" ({joined.en})") if known else NOTHING
    return _phrase("less" if own.minor < 0 else "more", PHRASES, title=row.title, amount=_positive(own), known=bracket)


def _relative(change: Money, before: Money) -> Words:
    """The change in per cent, in brackets, where there was something to compare with."""
    if before.minor <= 0:
        return NOTHING
    percent = Rate(abs(change.minor) / before.minor).percent
    return Words(zh=f"（{percent}）", en=f" ({percent})")


def _phrase(code: str, phrases: Mapping[str, Words], **arguments: Argument) -> Words:
    return _rendered(sentence(code, **arguments), phrases)


def _rendered(said: Sentence, templates: Mapping[str, Words]) -> Words:
    zh, en = (render(said, templates, language) for language in LANGUAGES)
    return Words(zh=zh, en=en)


def _joined(words: Sequence[Words]) -> Words:
    return Words(zh="、".join(each.zh for each in words), en="; ".join(each.en for each in words))


def _positive(money: Money) -> Money:
    return Money(abs(money.minor), money.currency)


def _signed(money: Money) -> str:
    return f"+{money}" if money.minor > 0 else str(money)
