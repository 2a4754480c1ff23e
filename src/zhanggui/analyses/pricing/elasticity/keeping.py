"""How is what sales tell of every product's elasticity kept as numbers, and read again just as it was?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.findings import ChannelTold, Effect, Findings, InChannel, Told
from zhanggui.analyses.pricing.elasticity.observed import Product
from zhanggui.core.model import FittedModel

Record = TypeVar("Record", Product, Told, InChannel, Effect, ChannelTold)
Arrays = dict[str, NDArray[Any]]
ELSEWHERE = ("product", "channels")  # kept as records of their own


def written(found: Findings) -> Arrays:
    """One array a field of each kind of record; `in_channels` counts how many of a product follow each other."""
    told = list(found.products)
    return {
        **_columns("told", Told, told),
        **_columns("product", Product, [each.product for each in told]),
        **_columns("in_channel", InChannel, [each for one in told for each in one.channels]),
        "in_channels": np.array([len(each.channels) for each in told], np.int64),
        **_columns("effect", Effect, found.effects),
        **_columns("channel", ChannelTold, found.channels),
    }


def read(fitted: FittedModel) -> Findings:
    """What was kept, product by product."""
    arrays = fitted.arrays
    parts, ends = _records("in_channel", InChannel, arrays), np.cumsum(arrays["in_channels"]).tolist()
    products = _records("product", Product, arrays)
    counts = arrays["in_channels"].tolist()
    channels = [tuple(parts[end - count : end]) for end, count in zip(ends, counts, strict=True)]
    beside = [{"product": one, "channels": each} for one, each in zip(products, channels, strict=True)]
    return Findings(
        products=_records("told", Told, arrays, beside),
        effects=tuple(_records("effect", Effect, arrays)),
        channels=tuple(_records("channel", ChannelTold, arrays)),
    )


def _columns(kind: str, record: type[Record], found: Sequence[Record]) -> Arrays:
    """Numbers as they are, None as NaN; a text that is not told is kept as one beside a flag."""
    arrays: Arrays = {}
    for name, hint in _kept(record).items():
        values = [getattr(each, name) for each in found]
        if hint in {str, str | None}:
            arrays[f"{kind}.{name}"] = np.array([each or "" for each in values], np.str_)
            arrays[f"{kind}.has_{name}"] = np.array([each is not None for each in values], np.bool_)
        elif hint in {int, bool}:
            arrays[f"{kind}.{name}"] = np.array(values, hint)
        else:
            arrays[f"{kind}.{name}"] = np.array([np.nan if each is None else each for each in values], np.float64)
    return arrays


def _records(
    kind: str, record: type[Record], arrays: Any, beside: Sequence[dict[str, Any]] | None = None
) -> list[Record]:
    columns = {name: _read(kind, name, hint, arrays) for name, hint in _kept(record).items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    more = beside if beside is not None else [{}] * len(rows)
    return [record(**row, **other) for row, other in zip(rows, more, strict=True)]


def _read(kind: str, name: str, hint: Any, arrays: Any) -> list[Any]:
    values = arrays[f"{kind}.{name}"].tolist()
    if hint in {str, str | None}:
        has = arrays[f"{kind}.has_{name}"].tolist()
        return [each if there else None for each, there in zip(values, has, strict=True)]
    if hint == float | None:
        return [None if math.isnan(each) else each for each in values]
    return list(values)


def _kept(record: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {each.name: hints[each.name] for each in fields(record) if each.name not in ELSEWHERE}
