"""What may the shop's owner do to the world, as plain data?"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Act(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AudienceContact(_Act):
    """Customers who are written to, with or without a coupon; a holdout is simply not among them."""

    kind: Literal["audience_contact"] = "audience_contact"
    name: str = "win_back"
    customers: tuple[str, ...]
    at: date
    coupon_minor: Annotated[int, Field(ge=0)] = 0
    minimum_minor: Annotated[int, Field(ge=0)] = 0
    contact_cost_minor: Annotated[int, Field(ge=0)] = 6


class PriceChange(_Act):
    """A new price from a day on, in one channel or in all."""

    kind: Literal["price"] = "price"
    sku: str
    channel: str | None = None
    price_minor: Annotated[int, Field(gt=0)]
    at: date


class Markdown(_Act):
    """A lower price for some days."""

    kind: Literal["markdown"] = "markdown"
    sku: str
    channel: str | None = None
    discount_bps: Annotated[int, Field(gt=0, lt=10_000)]
    at: date
    until: date


class AdBudget(_Act):
    """Another advertising budget for some days: a factor on what would be spent."""

    kind: Literal["ad_budget"] = "ad_budget"
    channel: str
    factor: Annotated[float, Field(ge=0)]
    at: date
    until: date


Change = Annotated[AudienceContact | PriceChange | Markdown | AdBudget, Field(discriminator="kind")]


def read_changes(plain: Sequence[Mapping[str, Any] | Change]) -> tuple[Change, ...]:
    """Check plain data and give it its type.

    >>> read_changes([{"kind": "price", "sku": "QM-LJ-1", "price_minor": 5900, "at": "2026-09-01"}])[0].price_minor
    5900
    """
    return _adapter().validate_python(tuple(plain))


@functools.cache
def _adapter() -> TypeAdapter[tuple[Change, ...]]:
    return TypeAdapter(tuple[Change, ...])
