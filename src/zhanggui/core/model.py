"""What is a model: parameters learnt once from a snapshot, kept with the shop, and served to whoever needs them?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from numpy.typing import NDArray

from zhanggui.core.capability import Params
from zhanggui.core.words import Words

NEED = "models."  # before a model's name among what a capability needs


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Where a fitted model comes from, and how it did on what it had not seen; all of it plain JSON values.

    `learnt` is what the arrays alone do not say, such as which formulas they belong to; `scores` are of the part of the
    history that was held back. `why_not` is the code of why nothing could be learnt.
    """

    name: str
    version: int
    snapshot: str
    as_of: date
    params: Mapping[str, Any]
    trained_on: Mapping[str, float]
    scores: Mapping[str, float | None]
    learnt: Mapping[str, Any]
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedModel:
    """A card and the numbers: everything that is needed to use the model, and no row of anybody."""

    card: ModelCard
    arrays: Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One thing that can be learnt: `fit(warehouse, params)` is deterministic given the snapshot and the params.

    A capability that lists `models.NAME` among its needs gets the fitted one from the runner, asked with those of its
    own params that the model has too. `scores` tells in words what each score of the card is.
    """

    name: str
    title: Words
    question: Words
    params: type[Params]
    fit: Callable[..., FittedModel]
    tables: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, Words]
    why_not: Mapping[str, Words]
    version: int = 1
