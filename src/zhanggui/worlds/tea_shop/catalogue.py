"""Which products does the tea shop sell?"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from zhanggui.worlds.tea_shop.truth import Role, Stage

Range = Literal["small", "full"]

CATEGORIES = ("绿茶", "乌龙茶", "普洱茶", "红茶", "白茶", "花茶", "茶具", "礼盒")
TEA = frozenset(CATEGORIES[:6])
_LANDED = 1.08  # inbound freight and packing material on top of the purchase price
_LATER_PACK = 0.32  # attraction of a larger pack against the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One pack of one tea, gift box or piece of teaware."""

    sku: str
    parent: str
    name: str
    variant: str
    category: str
    subcategory: str
    supplier: str
    role: Role
    stage: Stage
    attraction: float
    refund_rate: float
    list_price_minor: int
    cost_minor: int

    @property
    def is_trial(self) -> bool:
        """A trial pack that brings newcomers."""
        return self.subcategory == "品鉴装"

    @property
    def title(self) -> str:
        """The name as it stands on the product page."""
        return f"清茗 {self.name} {self.variant}"


@functools.cache
def catalogue(range_: Range) -> tuple[Product, ...]:
    """The products of the small or the full range.

    >>> len(catalogue("small")), len(catalogue("full"))
    (60, 120)
    """
    text = resources.files(__package__).joinpath("catalogue.csv").read_text(encoding="utf-8")
    packs = [pack for row in csv.DictReader(text.splitlines()) for pack in _packs(row)]
    return tuple(product for product, wanted in packs if range_ == "full" or wanted == "S")


def _packs(row: dict[str, str]) -> list[tuple[Product, str]]:
    found = []
    for number, pack in enumerate(row["variants"].split(";")):
        variant, price, cost_share, wanted = pack.split(":")
        price_minor = round(float(price) * 100)
        product = Product(
            sku=f"QM-{row['parent']}-{number + 1}",
            parent=f"QM-{row['parent']}",
            name=row["name"],
            variant=variant,
            category=row["category"],
            subcategory=row["subcategory"],
            supplier=row["supplier"],
            role=row["role"],  # type: ignore[arg-type]  # the file holds only the known words; a test reads it
            stage=row["stage"],  # type: ignore[arg-type]
            attraction=float(row["attraction"]) * _LATER_PACK**number,
            refund_rate=float(row["refund_rate"]),
            list_price_minor=price_minor,
            cost_minor=round(price_minor * float(cost_share) * _LANDED),
        )
        found.append((product, wanted))
    return found
