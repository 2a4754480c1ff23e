"""Which goods, which customers and which hours does an offer hold for?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from zhanggui.core.described import described
from zhanggui.core.moments import FIRST_YEAR, LAST_YEAR
from zhanggui.offers.rules.stated import Name, Stated

CATEGORY_STEP = "/"
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"


class Scope(Stated):
    """Goods that fulfil every list that is given; an empty scope means all goods. A category includes those below it.

    >>> Scope(categories=("tea",), not_skus=("T-9",)).holds("T-1", "tea/green", "Qing")
    True
    """

    skus: Annotated[tuple[Name, ...], described("商品", "Products")] = ()
    categories: Annotated[
        tuple[Name, ...],
        described("类目", "Categories", about_zh="含下级，层级用 / 分隔", about_en="With those below; levels by /"),
    ] = ()
    brands: Annotated[tuple[Name, ...], described("品牌", "Brands")] = ()
    not_skus: Annotated[tuple[Name, ...], described("除外商品", "Products left out")] = ()
    not_categories: Annotated[tuple[Name, ...], described("除外类目", "Categories left out")] = ()
    not_brands: Annotated[tuple[Name, ...], described("除外品牌", "Brands left out")] = ()

    def holds(self, sku: str, category: str, brand: str) -> bool:
        """Whether a product belongs to it."""
        if (self.skus and sku not in self.skus) or (self.brands and brand not in self.brands):
            return False
        if sku in self.not_skus or brand in self.not_brands:
            return False
        if not (self.categories or self.not_categories):
            return True
        above = branches(category)
        return (not self.categories or any(each in self.categories for each in above)) and not any(
            each in self.not_categories for each in above
        )


def branches(category: str) -> tuple[str, ...]:
    """A category and all above it.

    >>> branches("tea/green/longjing")
    ('tea', 'tea/green', 'tea/green/longjing')
    """
    if CATEGORY_STEP not in category:
        return (category,) if category else ()
    steps = category.split(CATEGORY_STEP)
    return tuple(CATEGORY_STEP.join(steps[:end]) for end in range(1, len(steps) + 1))


class Audience(Stated):
    """Customers and places that fulfil every list that is given; empty means everybody."""

    channels: Annotated[tuple[Name, ...], described("渠道", "Channels")] = ()
    regions: Annotated[tuple[Name, ...], described("地区", "Regions")] = ()
    tiers: Annotated[tuple[Name, ...], described("会员等级", "Member tiers")] = ()
    segments: Annotated[
        tuple[Name, ...],
        described("人群", "Segments", about_zh="属于其中任一即可", about_en="Belonging to one of them is enough"),
    ] = ()
    is_first_order: Annotated[
        bool | None,
        described(
            "首单", "First order", about_zh="是：仅首单；否：仅老客", about_en="true: first orders; false: later ones"
        ),
    ] = None


class DayPart(Stated):
    """A part of each day in the shop's zone; one that ends before it starts goes over midnight."""

    start: Annotated[str, Field(pattern=CLOCK), described("从", "From")]
    end: Annotated[str, Field(pattern=CLOCK), described("到", "To")]

    @property
    def minutes(self) -> tuple[int, int]:
        """Start and end in minutes after midnight.

        >>> DayPart(start="20:00", end="24:00").minutes
        (1200, 1440)
        """
        (start, end) = (int(said[:2]) * 60 + int(said[3:]) for said in (self.start, self.end))
        return start, end


class When(Stated):
    """From an instant up to another, on some weekdays, in some hours; what is not said does not limit."""

    starts_at: Annotated[AwareDatetime | None, described("开始", "Starts")] = None
    ends_at: Annotated[
        AwareDatetime | None, described("结束", "Ends", about_zh="不含此刻", about_en="Without this instant")
    ] = None
    weekdays: Annotated[
        tuple[Annotated[int, Field(strict=True, ge=1, le=7)], ...],
        described("星期", "Weekdays", about_zh="1 = 星期一", about_en="1 = Monday"),
    ] = ()
    hours: Annotated[tuple[DayPart, ...], described("时段", "Hours")] = ()

    @model_validator(mode="after")
    def _lies_in_the_calendar(self) -> Self:
        for instant in (self.starts_at, self.ends_at):
            if instant and not FIRST_YEAR <= instant.year < LAST_YEAR:
                msg = f"{instant.isoformat()} lies outside the years {FIRST_YEAR} to {LAST_YEAR}; name a nearer one"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            msg = f"ends at {self.ends_at.isoformat()}, not after {self.starts_at.isoformat()}; move one of them"
            raise ValueError(msg)
        return self
