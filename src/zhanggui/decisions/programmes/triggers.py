"""When in a customer's life is a programme due: which kinds of occasion are there, and what must be loaded for each?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from zhanggui.core.described import described
from zhanggui.core.words import Words


class _Trigger(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The tables and columns without which nobody can be found due."""
        return {"orders": ("customer",)}


AfterDays = Annotated[
    int,
    Field(ge=0, le=365),
    described(
        "之后天数", "Days after", about_zh="事情发生多少天后到期", about_en="Due so many days after", unit="days"
    ),
]


class FirstPurchase(_Trigger):
    """So many days after somebody bought for the first time."""

    kind: Literal["first_purchase"] = "first_purchase"
    after_days: AfterDays = 2


class OnlyPurchase(_Trigger):
    """So many days after a first purchase that no second one has followed."""

    kind: Literal["only_purchase"] = "only_purchase"
    after_days: AfterDays = 30


class CartLeft(_Trigger):
    """So many days after something was put into a cart and nothing was bought since."""

    kind: Literal["cart_left"] = "cart_left"
    after_days: AfterDays = 1

    @property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The event log, with visitors who signed in."""
        return {"orders": ("customer",), "events": ("customer",)}


class ReplenishmentDue(_Trigger):
    """When the wait after a purchase reaches what is usual before the next one (`customers.reorder`)."""

    kind: Literal["replenishment_due"] = "replenishment_due"


class Birthday(_Trigger):
    """On the first day of the month of birth, or some days before it: the day itself is not loaded."""

    kind: Literal["birthday"] = "birthday"
    days_before: Annotated[int, Field(ge=0, le=60), described("提前天数", "Days before", unit="days")] = 0

    @property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The members' month of birth."""
        return {"orders": ("customer",), "customers": ("birth_month",)}


class Anniversary(_Trigger):
    """Every year on the day of the first purchase."""

    kind: Literal["anniversary"] = "anniversary"


class SpendMilestone(_Trigger):
    """When all that somebody bought passes a round sum."""

    kind: Literal["spend_milestone"] = "spend_milestone"
    thresholds_minor: Annotated[
        tuple[Annotated[int, Field(gt=0)], ...],
        Field(min_length=1),
        described("累计消费额", "Cumulative spend", unit="money"),
    ] = (100_000, 300_000, 1_000_000)
    after_days: AfterDays = 1


class TopBuyers(_Trigger):
    """Once a quarter, the share of customers who bought most within a year."""

    kind: Literal["top_buyers"] = "top_buyers"
    share: Annotated[float, Field(gt=0, le=0.5), described("人数占比", "Share of customers", unit="rate")] = 0.05


class BecameState(_Trigger):
    """When somebody comes into a state of life: cooling or lapsed against their own rhythm (`customers.lifecycle`)."""

    kind: Literal["became"] = "became"
    state: Annotated[Literal["cooling", "lapsed"], described("状态", "State")] = "cooling"


Trigger = Annotated[
    FirstPurchase
    | OnlyPurchase
    | CartLeft
    | ReplenishmentDue
    | Birthday
    | Anniversary
    | SpendMilestone
    | TopBuyers
    | BecameState,
    Field(discriminator="kind"),
]

TRIGGER_WORDS: Mapping[str, Words] = {
    "first_purchase": Words(zh="首次购买之后", en="after the first purchase"),
    "only_purchase": Words(zh="只买过一次", en="one purchase and no second"),
    "cart_left": Words(zh="加购未买", en="cart left behind"),
    "replenishment_due": Words(zh="到了该再买的时候", en="usual wait is over"),
    "birthday": Words(zh="生日月", en="month of birth"),
    "anniversary": Words(zh="首购周年", en="day of the first purchase"),
    "spend_milestone": Words(zh="累计消费达标", en="cumulative spend"),
    "top_buyers": Words(zh="每季消费最高", en="best buyers each quarter"),
    "became": Words(zh="状态变化", en="change of state"),
}
