"""What does a return take back of the benefit of the goods that are kept, where the offer declares it?

Nothing, unless the offer says so. What the kept goods still deserve is found on amounts that were fixed at the sale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.offers.engine.splitting import part_of, split
from zhanggui.offers.rules.benefits import FullGift, FullReduction, Reached

if TYPE_CHECKING:
    from zhanggui.offers.quote import AppliedOffer, GiftLine, Quote
    from zhanggui.offers.rules.offer import Offer

Returned = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clawback:
    """What the goods of an offer must still reach, as it was declared when they were sold."""

    counted: Annotated[tuple[tuple[str, int], ...], described("计入的金额", "Counted, by line", unit="minor")]
    steps: Annotated[
        tuple[tuple[int, int | None], ...],
        described(
            "阶梯", "Steps", about_zh="门槛与优惠；空为全部", about_en="Threshold and what is off; None: all of it"
        ),
    ]
    least_units: Annotated[int, described("最少件数", "Least units", unit="units")] = 0
    most_times: Annotated[int | None, described("最多几次", "Times at most")] = 1
    gift_steps: Annotated[tuple[tuple[int, str], ...], described("赠品门槛", "Threshold of each gift")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClawedBack:
    """What a return takes back of one offer, or below zero gives back again; who had borne it."""

    offer: Annotated[str, described("优惠", "Offer")]
    title: Annotated[Words, described("名称", "Title")]
    currency: Annotated[str, described("币种", "Currency")]
    minor: Annotated[int, described("收回", "Taken back", unit="minor")]
    borne_minor: Annotated[tuple[tuple[str, int], ...], described("各方收回", "By party")]

    @property
    def said(self) -> Sentence:
        """What happened as code and arguments."""
        code = "clawed" if self.minor > 0 else "unclawed"
        return sentence(code, title=self.title, amount=Money(abs(self.minor), self.currency))


def declared(offer: Offer, counted: Mapping[str, int]) -> Clawback | None:
    """The terms of an offer that takes its benefit back, with what each line counted for it; None for all others."""
    if not offer.clawback:
        return None
    lines, benefit = tuple(sorted(counted.items())), offer.benefit
    match benefit:
        case FullReduction():
            steps = tuple((step.threshold_minor, step.off_minor) for step in benefit.steps)
            return Clawback(counted=lines, steps=steps, most_times=benefit.most_times if benefit.repeats else 1)
        case FullGift():
            gifts = tuple((step.threshold_minor, step.sku) for step in benefit.steps)
            return Clawback(counted=lines, steps=(), gift_steps=gifts)
        case Reached():
            return Clawback(counted=lines, steps=((benefit.threshold_minor, None),), least_units=benefit.least_units)
    return None


def clawed_back(
    sold: Quote, before: Returned, units: Returned, earlier: Mapping[str, int], most_minor: int
) -> tuple[ClawedBack, ...]:
    """What this return takes back of each offer, no more in all than `most_minor`, what the return itself is worth.

    Of an offer the kept goods have K left and deserve D: max(K − D, 0) is taken back in all, less what earlier returns
    took. When everything is back, K = 0: then all that was taken is given back again.
    """
    after = {line.line: before.get(line.line, 0) + units.get(line.line, 0) for line in sold.lines}
    found = []
    room = most_minor
    for applied in sold.applied:
        so_far = earlier.get(applied.offer, 0)
        if applied.clawback is None or not (applied.off_minor or so_far):
            continue
        kept = _kept(sold, applied, after)
        step = min(kept - min(kept, _deserved(applied.clawback, sold, after, kept)) - so_far, room)
        room -= step
        if step:
            found.append(_of(applied, so_far, step))
    return tuple(found)


def gifts_due(sold: Quote, before: Returned, units: Returned, earlier: Sequence[GiftLine]) -> tuple[GiftLine, ...]:
    """Gifts that come back: with the last unit all of them, before it those whose threshold is no longer reached."""
    after = {line.line: before.get(line.line, 0) + units.get(line.line, 0) for line in sold.lines}
    is_last = all(after[line.line] == line.units for line in sold.lines)
    by_offer = {each.offer: each.clawback for each in sold.applied}
    gone = list(earlier)
    found = []
    for gift in sold.gifts:
        if gift in gone:
            gone.remove(gift)
        elif is_last or _is_missed(by_offer.get(gift.offer), gift, sold, after):
            found.append(gift)
    return tuple(found)


def _kept(sold: Quote, applied: AppliedOffer, after: Returned) -> int:
    """What the offer took off the units that are kept."""
    return sum(
        reason.off_minor - part_of(reason.off_minor, line.units, 0, after[line.line])
        for line in sold.lines
        for reason in line.reasons
        if reason.applied.offer == applied.offer
    )


def _deserved(terms: Clawback, sold: Quote, after: Returned, kept: int) -> int:
    amount, units = _left(terms, sold, after)
    reached = [step for step in terms.steps if step[0] <= amount]
    if not reached or units < terms.least_units:
        return 0
    threshold, off = reached[-1]
    if off is None:
        return kept
    times = amount // threshold if threshold and terms.most_times != 1 else 1
    return off * min(times, terms.most_times or times)


def _left(terms: Clawback, sold: Quote, after: Returned) -> tuple[int, int]:
    """The amount that the kept goods count for, and how many they are."""
    counted = dict(terms.counted)
    lines = [line for line in sold.lines if line.line in counted]
    amount = sum(counted[line.line] - part_of(counted[line.line], line.units, 0, after[line.line]) for line in lines)
    return amount, sum(line.units - after[line.line] for line in lines)


def _is_missed(terms: Clawback | None, gift: GiftLine, sold: Quote, after: Returned) -> bool:
    if terms is None:
        return False
    least = min((threshold for threshold, sku in terms.gift_steps if sku == gift.sku), default=0)
    return _left(terms, sold, after)[0] < least


def _of(applied: AppliedOffer, so_far: int, step: int) -> ClawedBack:
    """By party: the split of the sum after it less the split of the sum before, so that steps there and back cancel."""
    parties = [party for party, _ in applied.borne_minor]
    weights = [amount for _, amount in applied.borne_minor]
    after, before = split(so_far + step, weights), split(so_far, weights)
    borne = tuple((party, new - old) for party, new, old in zip(parties, after, before, strict=True))
    return ClawedBack(
        offer=applied.offer, title=applied.title, currency=applied.currency, minor=step, borne_minor=borne
    )
