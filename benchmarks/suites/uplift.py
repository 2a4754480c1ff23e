"""Does the rule that uplift teaches earn at least what contacting everybody does, and do its intervals hold?"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression

from benchmarks.invented.contacts import CONTACT_MINOR, contact
from benchmarks.measurement import Figure
from benchmarks.peers.plain_uplift import recent_buyers_rule, two_models_rule
from benchmarks.workplace import DATA
from zhanggui.stats.uplift.learners import LEARNERS, crossed_effects, effects
from zhanggui.stats.uplift.policy import choose_rule, gain_of, lead
from zhanggui.stats.uplift.ranking import qini
from zhanggui.stats.uplift.scores import arm_scores, mean_within
from zhanggui.stats.uplift.trial import Trial, Whole, folds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.workplace import Workplace
    from zhanggui.core.quantity import Interval
    from zhanggui.stats.season import Floats

TITLE = "Does the rule that uplift teaches earn at least what contacting everybody does, and do its intervals hold?"
HOW = (
    "Hillstrom's e-mail test: 64,000 customers, a third each with a men's mail, a women's mail, none; profit is taken to be 40 % of what was spent in two "
    "weeks, less 0.10 a mail (assumed: the data name neither). One half of the customers teaches the effects and chooses the rule, the other half, "
    "which nothing was chosen on, measures: doubly robust scores, paired, 90 % intervals, per customer. Beside ours: contacting everybody with the mail that did "
    "better on the first half; the rules that one scikit-learn model an arm gives, `LinearRegression` or `HistGradientBoostingRegressor` as they come; a mail to "
    "whoever bought within six months. Invented tea shops are those of "
    "the example world: customers of four kinds answer differently to a coupon of 20 yuan, and what each truly brings is known; 300 small ones of "
    "about 1,700 customers tell how often the 90 % interval of the mean effect holds the truth, a larger one whether the rule earns more than "
    "contacting everybody. Figures of tea shops are in fen per customer."
)
FILE = "hillstrom/hillstrom.csv"
MARGIN, MAIL = 0.4, 0.1
ARMS = {"No E-Mail": 0, "Womens E-Mail": 1, "Mens E-Mail": 2}
SPLIT_SEED = 64_000
LEARNER = LEARNERS["dr"]
SHOPS, SMALL, LARGE, COUPON_MINOR = 300, 2.0, 120.0, 2_000


def figures(_work: Workplace) -> Iterator[Figure]:
    """Hillstrom on customers kept apart, then tea shops whose truth is known."""
    if (DATA / FILE).exists():
        yield from _hillstrom()
    else:
        yield Figure(what="Hillstrom", skipped=f"{FILE} is not in the data folder")
    yield from _held()
    yield from _large()


def hillstrom(outcome: str = "spend", worth: float = MARGIN) -> Trial:
    """The published experiment as a trial."""
    with (DATA / FILE).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    numbers = [[float(row[name]) for name in ("recency", "history", "mens", "womens", "newbie")] for row in rows]
    flags = [
        [row["zip_code"] == "Rural", row["zip_code"] == "Urban", row["channel"] == "Web", row["channel"] == "Phone"]
        for row in rows
    ]
    return Trial.of(
        np.column_stack([numbers, flags]).astype(float),
        np.array([ARMS[row["segment"]] for row in rows]),
        worth * np.array([float(row[outcome]) for row in rows]),
        np.ones(3) / 3,
    )


def _hillstrom() -> Iterator[Figure]:
    taught, kept = _halves(hillstrom())
    costs = (MAIL, MAIL)
    known = arm_scores(taught)
    rule = choose_rule(crossed_effects(taught, LEARNER), known, costs)
    promised, scores = effects(taught, LEARNER)(kept.features), arm_scores(kept)
    ours = rule.arms(promised)
    best = int(known[:, 1:].mean(axis=0).argmax()) + 1
    everybody = np.full(len(kept), best, dtype=np.int64)
    more = lead(ours, everybody, scores, costs)
    yield Figure(
        what=f"Hillstrom: profit per customer of the rule, which mails {np.mean(ours > 0):.0%}",
        measured=_said(gain_of(ours, scores, costs)),
        beside=f"everybody {_said(gain_of(everybody, scores, costs))}",
        ratio=f"better by {_said(more)}",
        promise="not worse",
        holds=more.high >= 0,
    )
    for name, peer in (
        ("two models, least squares", two_models_rule(LinearRegression, taught, kept.features, costs)),
        ("two models, boosted trees", two_models_rule(_boosted, taught, kept.features, costs)),
        ("bought within six months", recent_buyers_rule(kept.features[:, 0], best)),
    ):
        more = lead(ours, peer, scores, costs)
        yield Figure(
            what=f"Hillstrom: the rule beside '{name}'",
            measured=_said(gain_of(ours, scores, costs)),
            beside=_said(gain_of(peer, scores, costs)),
            ratio=f"better by {_said(more)}",
            promise="not worse",
            holds=more.high >= 0,
        )
    yield from _rankings()


def _boosted() -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(random_state=0)


def _rankings() -> Iterator[Figure]:
    for outcome, worth in (("visit", 1.0), ("spend", MARGIN)):
        taught, kept = _halves(hillstrom(outcome, worth))
        promised, scores = effects(taught, LEARNER)(kept.features), arm_scores(kept)
        for arm, name in ((1, "women's"), (2, "men's")):
            gains = scores[:, arm] - scores[:, 0]
            yield Figure(
                what=f"Hillstrom: Qini of the {name} mail, {outcome}",
                measured=_said(qini(promised[:, arm - 1], gains), 5),
                beside=f"mean effect {_said(mean_within(gains, 0.9))}",
            )


def _held() -> Iterator[Figure]:
    held, width = 0, 0.0
    for seed in range(1, SHOPS + 1):
        found = contact(SMALL, COUPON_MINOR, seed=seed)
        scores = arm_scores(found.trial)
        said = mean_within(scores[:, 1] - scores[:, 0], 0.9)
        held += bool(said.low <= found.effects.mean() <= said.high)
        width += (said.high - said.low) / SHOPS
    share = held / SHOPS
    yield Figure(
        what=f"90 % interval holds the true mean effect ({SHOPS} small tea shops)",
        measured=f"{share:.1%}",
        beside=f"{width:.0f} fen wide on average",
        promise="85–95 %",
        holds=0.85 <= share <= 0.95,
    )


def _large() -> Iterator[Figure]:
    found = contact(LARGE, COUPON_MINOR, seed=SHOPS + 1)
    half = folds_of(found.trial, 2, SPLIT_SEED) == 0
    taught, kept, truth = found.trial.take(half), found.trial.take(~half), found.effects[~half]
    costs = (float(CONTACT_MINOR),)
    for name, learner in LEARNERS.items():
        rule = choose_rule(crossed_effects(taught, learner), arm_scores(taught), costs)
        arms = rule.arms(effects(taught, learner)(kept.features))
        scores = arm_scores(kept)
        yield _beside_everybody(name, arms, scores, truth, costs)


def _beside_everybody(name: str, arms: Whole, scores: Floats, truth: Floats, costs: tuple[float, ...]) -> Figure:
    everybody = np.ones(len(arms), dtype=np.int64)
    more = lead(arms, everybody, scores, costs)
    net = truth - costs[0]
    perfect = float(np.maximum(net, 0).mean())
    true = float((net * arms).mean())
    return Figure(
        what=f"Tea shop of {2 * len(arms):,} customers: the rule of '{name}', which contacts {arms.mean():.0%}",
        measured=_said(gain_of(arms, scores, costs), 0),
        beside=f"everybody {_said(gain_of(everybody, scores, costs), 0)}; in truth {true:.0f} against {net.mean():.0f}, at best {perfect:.0f}",
        ratio=f"better by {_said(more, 0)}",
        promise="more",
        holds=more.low > 0,
    )


def _halves(trial: Trial) -> tuple[Trial, Trial]:
    half = folds_of(trial, 2, SPLIT_SEED) == 0
    return trial.take(half), trial.take(~half)


def _said(found: Interval, digits: int = 3) -> str:
    return f"{found.estimate:.{digits}f} ({found.low:.{digits}f} … {found.high:.{digits}f})"
