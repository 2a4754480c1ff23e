"""Does a programme pay, how sure is that, and how many should it reach next?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from zhanggui.core.quantity import Interval
from zhanggui.core.words import Words
from zhanggui.decisions.programmes.programme import Programme
from zhanggui.stats.belief import Belief

State = Literal["testing", "growing", "paying", "losing", "hopeless"]
STATE_WORDS: Mapping[State, Words] = {
    "testing": Words(zh="试验中", en="testing"),
    "growing": Words(zh="看好，扩大试验", en="promising: larger test"),
    "paying": Words(zh="已证明赚钱", en="known to pay"),
    "losing": Words(zh="亏钱，已暂停", en="loses money: paused"),
    "hopeless": Words(zh="按假设必亏，不试", en="sure to lose: not tested"),
}
PRIOR_LEVEL = 0.8
LEVEL = 0.9
PROMISING = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What becomes of people who are due for a programme, within its horizon, by the shop's own past.

    Of `cases` a share of `buying` bought; they brought `net_minor` net sales a person, with that standard deviation.
    """

    cases: int
    buying: float
    net_minor: float
    deviation_minor: float


def gain_minor(programme: Programme, usual: Usual, lift: float, margin: float, contact_minor: float) -> float:
    """Contribution profit of contacting one person instead of leaving them alone, if purchases rise by `lift`.

    g = L · s · m − b (1 + L) · k − c, with s the net sales and b the chance of a purchase of one left alone, m the
    margin, k the coupon (the mean of the messages; who would have come anyway uses it too) and c the contact.

    >>> from zhanggui.decisions.programmes.programme import built_in
    >>> usual = Usual(cases=100, buying=0.1, net_minor=1_000.0, deviation_minor=0.0)
    >>> round(gain_minor(built_in()[0], usual, 0.2, 0.5, 6.0), 6)
    94.0
    """
    coupon = sum(message.coupon_minor for message in programme.messages) / len(programme.messages)
    return (
        lift * usual.net_minor * margin - usual.buying * (1 + lift) * coupon - contact_minor - programme.gift_cost_minor
    )


def believed(programme: Programme, usual: Usual, margins: tuple[float, float, float], contact_minor: float) -> Belief:
    """The gain of one contact before anything was measured: the stated lifts, through the shop's own figures."""
    low_margin, margin, high_margin = margins
    prior = programme.prior
    ends = [
        gain_minor(programme, usual, lift, each, contact_minor)
        for lift in (prior.low, prior.high)
        for each in (low_margin, high_margin)
    ]
    estimate = gain_minor(programme, usual, prior.estimate, margin, contact_minor)
    return Belief.within(min(*ends, estimate), estimate, max(*ends, estimate), PRIOR_LEVEL)


def learnt(belief: Belief, measured: Interval | None) -> Belief:
    """The belief after the programme's own readout, each by its precision: a noisy one moves it little."""
    if measured is None:
        return belief
    wide = Belief.within(measured.low, measured.estimate, measured.high, measured.level)
    return belief.after(measured.estimate, wide.deviation)


def state_of(belief: Belief, *, is_measured: bool) -> State:
    """Where a programme stands by what is believed of one contact's gain.

    Paying or losing when the 90 % range lies on one side of zero, growing when it pays with 80 % chance. Before
    anything was measured it is a test, whatever was assumed, unless the upper end of what was assumed loses as well.
    """
    if not is_measured:
        return "hopeless" if belief.interval(PRIOR_LEVEL).high < 0 else "testing"
    bounds = belief.interval(LEVEL)
    if bounds.low > 0:
        return "paying"
    if bounds.high < 0:
        return "losing"
    chance = 1 - NormalDist(belief.mean, belief.deviation).cdf(0) if belief.deviation else float(belief.mean > 0)
    return "growing" if chance >= PROMISING else "testing"


def treated_share(programme: Programme, state: State) -> float:
    """Which share of those due is written to: little while it is unknown, all but the holdout once it pays.

    >>> from zhanggui.decisions.programmes.programme import built_in
    >>> [treated_share(built_in()[0], state) for state in ("testing", "growing", "paying", "losing")]
    [0.3, 0.55, 0.8, 0.0]
    """
    whole = 1 - programme.holdout_share
    match state:
        case "testing":
            return programme.test_share
        case "growing":
            return round((programme.test_share + whole) / 2, 6)
        case "paying":
            return whole
        case "losing" | "hopeless":
            return 0.0
