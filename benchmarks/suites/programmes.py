"""Do lifecycle programmes earn what their readouts say, in a year that reacts truthfully?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.invented.programme_year import CAPS, FIRST_DAY, LAST_DAY, Year, live
from benchmarks.measurement import Figure
from zhanggui.books.contacts import LATER
from zhanggui.decisions.programmes.enrolled import number_of
from zhanggui.stats.proportions import wilson

if TYPE_CHECKING:
    from datetime import date

    from benchmarks.workplace import Workplace
    from zhanggui.core.quantity import Interval

TITLE = "Do lifecycle programmes earn what their readouts say?"
HOW = (
    "A year of a hundred tea shops (6 newcomers a day, some 8,000 customers each) on seeds that nothing was developed on. Every Monday nine of the "
    "built-in programmes (all but the cart reminder, which needs an event log) look for who is due; consent, caps, priority, arms, learning, pausing and "
    "readouts are the product's own, who is due is found on arrays by the same rules (a test compares them with the product's queries). Customers buy, "
    "fill baskets and react as the world's truth says: what is timely works, most on promotion hunters; birthday coupons, anniversaries and calls to the "
    "best customers change nothing, and the shop starts with faith in its birthday coupons. True: what the messages really brought those who were "
    "enrolled and written to within 30 days, coupons and messages paid, known because the world keeps what everybody would have bought anyway. "
    "Ranges are 90 %."
)
SEEDS = tuple(range(101, 201))
NEWCOMERS_PER_DAY = 6.0
HORIZON = 30
FAITH = "birthday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one year showed."""

    profit: Interval
    truly: float
    covered: tuple[bool, ...]
    most: dict[int, int]
    against_consent: int
    twice: int
    faith: str
    faith_truly: float
    messages: int


def figures(work: Workplace) -> Iterator[Figure]:  # noqa: ARG001 - the shops are made in memory
    """Profit and its range by seed, coverage, and that nobody was written to who should not have been."""
    yield from told([shown(live(seed, NEWCOMERS_PER_DAY)) for seed in SEEDS])


def shown(year: Year) -> Shown:
    """Compare one year's readouts with what truly happened."""
    assert year.readouts is not None  # noqa: S101 - a year ends with its readouts
    found = {each.programme: each for each in year.readouts.programmes if each.horizon_days == HORIZON and each.total}
    truths = {name: year.true_effect(name, HORIZON, number_of(LAST_DAY)) for name in found}
    messages = [each for each in year.entries if each.is_message]
    return Shown(
        profit=year.readouts.in_sum[HORIZON],
        truly=sum(truths.values()),
        covered=tuple(one.total.low <= truths[name] <= one.total.high for name, one in found.items() if one.total),
        most=_most(year),
        against_consent=sum((each.customer, each.channel) not in year.accepted for each in messages),
        twice=len(messages) - len({(each.customer, each.programme, each.occasion) for each in messages}),
        faith=year.states.get(FAITH, "testing"),
        faith_truly=truths.get(FAITH, 0.0),
        messages=len(messages),
    )


def told(found: Sequence[Shown]) -> Iterator[Figure]:
    """The figures of several years together."""
    shops = len(found)
    positive = sum(each.profit.low > 0 for each in found)
    inside = sum(each.profit.low <= each.truly <= each.profit.high for each in found)
    parts = [covered for each in found for covered in each.covered]
    yield _share("shops whose measured profit lies above zero with its whole range", positive, shops, "≥ 95 %", 0.95)
    yield _share("shops in which the programmes truly earned", sum(each.truly > 0 for each in found), shops)
    yield _share("readouts of all programmes together that hold the truth", inside, shops, "85 % – 95 %", 0.85, 0.95)
    yield _share("readouts of single programmes that hold the truth", sum(parts), len(parts), "85 % – 95 %", 0.85, 0.95)
    yield Figure(
        what="profit of a shop's year, median",
        measured=f"¥{median(each.profit.estimate for each in found) / 100:,.0f}",
        beside=f"truly ¥{median(each.truly for each in found) / 100:,.0f}",
    )
    for span, cap in CAPS.spans:
        most = max(each.most[span] for each in found)
        yield Figure(
            what=f"most contacts of one person in {span} days, holdouts counted",
            measured=str(most),
            promise=f"≤ {cap}",
            holds=most <= cap,
        )
    for what, number in (
        ("messages without consent to their channel", sum(each.against_consent for each in found)),
        ("messages twice about one occasion", sum(each.twice for each in found)),
    ):
        sent = sum(each.messages for each in found)
        yield Figure(what=what, measured=f"{number} of {sent:,}", promise="0", holds=number == 0)
    yield _share("shops that stopped their birthday coupons", sum(each.faith == "losing" for each in found), shops)
    yield Figure(
        what="what birthday coupons truly brought, median",
        measured=f"¥{median(each.faith_truly for each in found) / 100:,.0f}",
    )


def _share(  # noqa: PLR0917 - a share and its promise
    what: str, part: int, whole: int, promise: str = "", least: float = 0.0, most: float = 1.0
) -> Figure:
    bounds = wilson(part, whole)
    measured = f"{part / whole:.1%} ({part} of {whole})"
    if bounds:
        measured += f", {bounds.low.rate:.1%} – {bounds.high.rate:.1%}"
    holds = least <= part / whole <= most if promise else None
    return Figure(what=what, measured=measured, promise=promise, holds=holds)


def _most(year: Year) -> dict[int, int]:
    days: dict[str, list[date]] = defaultdict(list)
    for entry in year.entries:
        if entry.arm != LATER:
            days[entry.customer].append(entry.day)
    found: Counter[int] = Counter()
    for each in days.values():
        numbers = sorted((day - FIRST_DAY).days for day in each)
        for span, _ in CAPS.spans:
            within = max(sum(0 <= other - day < span for other in numbers) for day in numbers)
            found[span] = max(found[span], within)
    return dict(found)
