"""Under which tags does the shop keep each product?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

BETWEEN_TAGS = re.compile(r"[,，;；、|]")


def tags_of(warehouse: Warehouse) -> Mapping[str, tuple[str, ...]]:
    """The tags of every product that has some."""
    products = warehouse.table("products").select("sku", "tags")
    rows = warehouse.fetch(products.filter(products.tags.notnull())).to_pylist()
    return {row["sku"]: told for row in rows if (told := split_tags(row["tags"]))}


def split_tags(text: str | None) -> tuple[str, ...]:
    """The tags in one text.

    >>> split_tags("引流、新品; tea")
    ('引流', '新品', 'tea')
    """
    return tuple(filter(None, (tag.strip() for tag in BETWEEN_TAGS.split(text or ""))))
