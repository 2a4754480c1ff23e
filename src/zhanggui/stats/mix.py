"""How much of a change is volume, how much is mix, how much is what each unit brings?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """The three parts of one segment's change."""

    volume: float
    mix: float
    rate: float


def volume_mix_rate(
    units_before: Sequence[float],
    units_now: Sequence[float],
    worth_before: Sequence[float],
    worth_now: Sequence[float],
) -> tuple[Effects, ...]:
    """Each segment's change as: all grew alike, it grew more or less than all, its units became worth more or less.

    With n units worth n·r and growth of all units G = N₁/N₀: volume = (G − 1) n₀r₀, mix = (n₁ − G n₀) r₀ and
    rate = n₁ (r₁ − r₀); for each segment they add up to n₁r₁ − n₀r₀. What a segment brings that had no units before
    counts as mix; where it has no units in either period, as rate. (Sales-volume, sales-mix and price variance:
    C. T. Horngren et al., Cost Accounting, ch. 14.)

    >>> volume_mix_rate([50, 50], [100, 50], [500, 1000], [1000, 1100])
    (Effects(volume=250.0, mix=250.0, rate=0.0), Effects(volume=500.0, mix=-500.0, rate=100.0))
    """
    total_before = sum(units_before)
    growth = sum(units_now) / total_before if total_before else 1.0
    return tuple(
        _effects(growth, *segment) for segment in zip(units_before, units_now, worth_before, worth_now, strict=True)
    )


def _effects(growth: float, units_before: float, units_now: float, worth_before: float, worth_now: float) -> Effects:
    volume = (growth - 1) * worth_before
    if not units_before:
        appeared = worth_now - worth_before - volume if units_now else 0.0
        return Effects(volume=volume, mix=appeared, rate=worth_now - worth_before - volume - appeared)
    mix = units_now * worth_before / units_before - growth * worth_before
    return Effects(volume=volume, mix=mix, rate=worth_now - worth_before - volume - mix)
