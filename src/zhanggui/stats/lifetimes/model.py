"""What does every model of coming and leaving have to tell?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.season import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """Of each distinct history: its log-likelihood, how that changes with each parameter, and P(alive)."""

    values: Floats
    slopes: Floats  # one column a parameter
    alive: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimeModel:
    """One model, told as functions of its parameters θ; arrays in, arrays out.

    `likelihood(θ, histories)` is the density of the moments of purchase. The others hold for a customer who is still
    there after x repeats within T: `rate_ahead(θ, x, T, u)` = E[λ S(u)], purchases a unit of time that are expected
    after u more, `pair_rate_ahead` = the density of a purchase at u together with an earlier one at any moment between
    (per unit of time each), and `count_chance(θ, x, T, h, n)` the chance of exactly n purchases within h. x and T are
    columns, u, h and n broadcast against them. `time_power` says by which power of the unit of time each parameter is
    multiplied.
    """

    code: str
    parameters: tuple[str, ...]
    time_power: tuple[int, ...]
    likelihood: Callable[[Floats, Histories], Likelihood]
    rate_ahead: Callable[[Floats, Floats, Floats, Floats], Floats]
    pair_rate_ahead: Callable[[Floats, Floats, Floats, Floats], Floats]
    count_chance: Callable[[Floats, Floats, Floats, Floats, int], Floats]
