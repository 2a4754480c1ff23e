"""What is a value of a dimension called, where its code is not what a person says?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhanggui.core.words import Words
from zhanggui.metrics.dimension import UNKNOWN, Dimension
from zhanggui.metrics.fold import REST

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

NOT_KNOWN = Words(zh="未知", en="unknown")
THE_REST = Words(zh="其余", en="the rest")


def called(warehouse: Warehouse, split: Dimension) -> Mapping[str, Words]:
    """The words of a dimension's values: of its closed vocabulary, or those by which the shop names them.

    >>> from zhanggui.metrics.registry import dimension
    >>> from zhanggui.warehouse.inline import inline_warehouse
    >>> shop = inline_warehouse({"channels": [{"channel": "taobao", "title_zh": "淘宝", "title_en": "Taobao"}]})
    >>> called(shop, dimension("channel"))["taobao"].zh
    '淘宝'
    """
    return {UNKNOWN: NOT_KNOWN, REST: THE_REST, **split.choices, **_titles(warehouse, split)}


def named(titles: Mapping[str, Words], value: str) -> Words:
    """The words of one value; one without any goes by its own name.

    >>> named({}, "taobao").zh
    'taobao'
    """
    return titles.get(value) or Words(zh=value, en=value)


def _titles(warehouse: Warehouse, split: Dimension) -> dict[str, Words]:
    if split.titles is None or not warehouse.loaded(split.titles[0]):
        return {}
    table, key, zh, en = split.titles
    rows = warehouse.fetch(warehouse.table(table).select(key, zh, en)).to_pylist()
    return {row[key]: Words(zh=row[zh] or row[en], en=row[en] or row[zh]) for row in rows if row[zh] or row[en]}
