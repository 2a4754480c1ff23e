"""Which channel should be the primary one, which a secondary, and where can that not be told?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.bootstrap import lead_interval, mean_interval

Weeks = Mapping[str, Sequence[float]]

ROLE_SENTENCES: Mapping[str, Words] = MappingProxyType(
    {
        "primary": Words(zh="主渠道", en="primary"),
        "shared": Words(zh="可能是主渠道", en="perhaps primary"),
        "secondary": Words(zh="次渠道", en="secondary"),
        "losing": Words(zh="在亏：先改再投", en="loses money: mend before spending more"),
        "unclear": Words(zh="看不出", en="cannot tell"),
        "why_only": Words(zh="唯一赚钱的渠道，每周 {profit_a_week}", en="the only channel that earns: {profit_a_week} a week"),
        "why_primary": Words(
            zh="每周 {profit_a_week}，比第二名 {other} 每周多 {profit_lead}，90 % 区间不含零",
            en="{profit_a_week} a week, {profit_lead} a week above {other}, the next; the 90 % range excludes nought",
        ),
        "why_shared": Words(
            zh="每周 {profit_a_week}；与 {other} 每周相差 {profit_lead}，区间含零，分不出先后",
            en="{profit_a_week} a week; {profit_lead} a week from {other}, a range that holds nought: no order can be told",
        ),
        "why_secondary": Words(
            zh="赚钱，每周 {profit_a_week}；但比 {other} 每周少 {profit_lead}",
            en="earns {profit_a_week} a week, but {profit_lead} a week less than {other}",
        ),
        "why_losing": Words(
            zh="每周 {profit_a_week}，区间全在零以下", en="{profit_a_week} a week, a range that lies below nought"
        ),
        "why_unclear": Words(
            zh="每周 {profit_a_week}，区间含零：赚还是亏看不出", en="{profit_a_week} a week, a range that holds nought: earns or loses"
        ),
        "why_too_short": Words(
            zh="只有 {weeks} 个整周，至少要 6 个", en="only {weeks} whole {weeks:week|weeks}; it takes 6"
        ),
        "why_no_profit": Words(zh="没有成本，利润未知", en="no costs, so profit is unknown"),
    }
)  # fmt: skip


def roles(weeks: Weeks, count: int, titles: Mapping[str, Words], currency: str) -> dict[str, tuple[Sentence, Sentence]]:
    """A role and its reason per channel, from contribution after ads week by week (minor units).

    The channel with the largest mean is primary where the 90 % range of its lead over the next lies above nought;
    otherwise both may be, and so may all whose distance from the first holds nought. A channel earns or loses only
    where its own range excludes nought.
    """
    means = {name: found for name, values in weeks.items() if (found := mean_interval(values))}
    earning = sorted((name for name, mean in means.items() if mean.low > 0), key=lambda name: -means[name].estimate)
    judged = _Judged(weeks=weeks, means=means, earning=tuple(earning), titles=titles, currency=currency)
    return {name: judged.of(name, count) for name in titles}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    weeks: Weeks
    means: Mapping[str, Interval]
    earning: tuple[str, ...]
    titles: Mapping[str, Words]
    currency: str

    def of(self, name: str, count: int) -> tuple[Sentence, Sentence]:
        """The role of one channel, and why."""
        mean = self.means.get(name)
        if name not in self.weeks:
            return sentence("unclear"), sentence("why_no_profit")
        if mean is None:
            return sentence("unclear"), sentence("why_too_short", weeks=count)
        if name not in self.earning:
            code = "losing" if mean.high < 0 else "unclear"
            return sentence(code), sentence(f"why_{code}", profit_a_week=money(mean, self.currency))
        if self.earning == (name,):
            return sentence("primary"), sentence("why_only", profit_a_week=money(mean, self.currency))
        return self._among_earning(name, mean)

    def _among_earning(self, name: str, mean: Interval) -> tuple[Sentence, Sentence]:
        """The first is compared with the next, all others with the first."""
        first = self.earning[0]
        other = self.earning[1] if name == first else first
        lead = lead_interval(self.weeks[first], self.weeks[other if name == first else name])
        assert lead is not None  # noqa: S101 - of as many weeks as the mean, which is known
        code = "shared" if lead.low <= 0 else "primary" if name == first else "secondary"
        told = {"profit_a_week": money(mean, self.currency), "profit_lead": money(lead, self.currency)}
        return sentence(code), sentence(f"why_{code}", other=self.titles[other], **told)


def money(found: Interval, currency: str) -> MoneyInterval:
    """An interval of minor units as money."""
    low, estimate, high = (Money(round(bound), currency) for bound in (found.low, found.estimate, found.high))
    return MoneyInterval(low=low, estimate=estimate, high=high, level=found.level)
