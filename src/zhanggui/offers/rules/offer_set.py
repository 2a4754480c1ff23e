"""What is a set of offers, and how do they combine?"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from zhanggui.core.currency import MINOR_DIGITS
from zhanggui.core.described import described
from zhanggui.core.time_zones import time_zones
from zhanggui.offers.rules.offer import PRICE_GROUP, Basis, Offer
from zhanggui.offers.rules.stated import WHOLE, BasisPoints, Count, Name, Stated


def _zone(name: str) -> str:
    if name not in time_zones():
        msg = f"unknown time zone {name!r}; write a name such as Asia/Shanghai"
        raise ValueError(msg)
    return name


def _currency(name: str) -> str:
    if name not in MINOR_DIGITS:
        msg = f"unknown currency {name!r}; there are {', '.join(sorted(MINOR_DIGITS))}"
        raise ValueError(msg)
    return name


Currency = Annotated[str, AfterValidator(_currency)]
Zone = Annotated[str, AfterValidator(_zone)]


class Group(Stated):
    """Offers that stand together in the order."""

    id: Annotated[Name, described("编号", "Id")]
    one_per: Annotated[
        Literal["none", "unit", "basket"],
        described(
            "只能享一个",
            "One per",
            about_zh="none 可叠加；unit 每件只享一个；basket 每单只享一个",
            about_en="none: they stack; unit, basket: one for each",
        ),
    ] = "none"
    not_with: Annotated[
        tuple[Name, ...],
        described(
            "不与同享",
            "Not with",
            about_zh="享过这些组的件不再参加",
            about_en="Units that had these earlier groups stay out",
        ),
    ] = ()


class Combination(Stated):
    """How offers combine. Choice and basis have no default: two systems that differ here charge different prices."""

    choose: Annotated[
        Literal["priority", "best"],
        described(
            "怎样选",
            "Chosen by",
            about_zh="priority：按声明次序；best：对顾客最有利的组合",
            about_en="priority: in the declared order; best: the customer's best subset",
        ),
    ]
    basis: Annotated[
        Basis,
        described(
            "计算基础",
            "Basis",
            about_zh="门槛和折扣看哪个金额：list 原价（相加），group 本组开始时，remaining 剩余（相乘）",
            about_en="The amount that thresholds and percentages look at: list (additive), as the group began, remaining (sequential)",
        ),
    ]
    price: Annotated[
        Literal["lowest", "first"],
        described(
            "多个特价",
            "Several prices",
            about_zh="每件取最低价或次序在先的",
            about_en="A unit takes the lowest, or the first in order",
        ),
    ] = "lowest"
    groups: Annotated[
        tuple[Group, ...], described("组", "Groups", about_zh="先后即计算次序", about_en="In the order of calculation")
    ] = ()
    most_off_bps: Annotated[
        BasisPoints | None,
        described("总优惠上限", "All discounts at most", unit="bps", about_zh="占原价", about_en="Of the list price"),
    ] = None
    floor_margin_bps: Annotated[
        Annotated[int, Field(strict=True, ge=0, lt=WHOLE)] | None,
        described(
            "底线毛利率",
            "Floor margin",
            unit="bps",
            about_zh="到手价不低于 成本 ÷（1 − 毛利率）",
            about_en="What the shop gets is at least cost ÷ (1 − margin)",
        ),
    ] = None
    most_steps: Annotated[Count, described("搜索步数上限", "Steps of search at most", unit="count")] = 20_000
    points_per: Annotated[Count | None, described("每付多少得一积分", "Paid for one point", unit="minor")] = None


class OfferSet(Stated):
    """All offers of a shop that may meet in one basket, and how they combine."""

    currency: Annotated[Currency, described("币种", "Currency")]
    timezone: Annotated[Zone, described("时区", "Time zone")] = "Asia/Shanghai"
    combine: Annotated[Combination, described("怎样叠加", "Combination")]
    offers: Annotated[tuple[Offer, ...], Field(max_length=500), described("优惠", "Offers")] = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        ids = [offer.id for offer in self.offers]
        groups = [PRICE_GROUP, *(group.id for group in self.combine.groups)]
        for kind, names in (("offer", ids), ("group", groups)):
            if twice := sorted(
                {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()
            ):
                msg = f"{kind} {', '.join(twice)} is there twice; rename one"
                raise ValueError(msg)
        _known("group", {offer.group for offer in self.offers}, groups)
        _known("offer", {other for offer in self.offers for other in offer.excludes}, ids)
        for at, group in enumerate(self.combine.groups, 1):
            _known("earlier group", set(group.not_with), groups[:at])
        return self


def _known(kind: str, used: set[str], known: list[str]) -> None:
    if unknown := sorted(used - set(known)):
        msg = f"no {kind} {', '.join(unknown)}; there are: {', '.join(known)}"
        raise ValueError(msg)
