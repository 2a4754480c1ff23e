"""What does a shop know of a product that offers need?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.core.described import described
from zhanggui.offers.basket import BasketLine
from zhanggui.offers.rules.stated import BasisPoints, Minor, Name, Stated


class Product(Stated):
    """A product with its list price, and its cost and floor where they are known."""

    sku: Annotated[Name, described("商品", "Product")]
    price_minor: Annotated[Minor, described("单价", "Unit price", unit="minor")]
    category: Annotated[str, described("类目", "Category")] = ""
    brand: Annotated[str, described("品牌", "Brand")] = ""
    cost_minor: Annotated[Minor | None, described("单件成本", "Unit cost", unit="minor")] = None
    floor_minor: Annotated[Minor | None, described("单件底价", "Unit floor", unit="minor")] = None
    tax_bps: Annotated[BasisPoints, described("税率", "Tax rate", unit="bps")] = 0

    def in_basket(self, line: str, units: int, price_minor: int | None = None) -> BasketLine:
        """So many units of it as a line, at its list price or at another."""
        facts = self.model_dump() | {"price_minor": self.price_minor if price_minor is None else price_minor}
        return BasketLine(line=line, units=units, **facts)


class Products(Stated):
    """The products of a shop."""

    products: Annotated[tuple[Product, ...], Field(max_length=200_000), described("商品", "Products")]
