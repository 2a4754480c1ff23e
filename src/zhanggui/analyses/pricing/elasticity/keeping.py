"""How is what sales tell of every product's elasticity kept as numbers, and read again just as it was?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.observed import Product
from zhanggui.analyses.pricing.elasticity.telling import Told
from zhanggui.core.model import FittedModel

TEXTS = ("sku", "product_name", "category")
WHOLE = ("price_points", "changes", "units")
KNOWN = ("restlessness", "late_units", "late_price_minor", "price_now_minor", "rival_days", "common")
PERHAPS = ("own", "own_error", "mean", "deviation")  # None is kept as NaN


def written(found: Sequence[Told]) -> dict[str, NDArray[Any]]:
    """One array a field; a text that is not told is kept as one beside a flag."""
    arrays: dict[str, NDArray[Any]] = {"code": np.array([each.code for each in found], np.str_)}
    for name in TEXTS:
        texts = [getattr(each.product, name) for each in found]
        arrays[name] = np.array([text or "" for text in texts], np.str_)
        arrays[f"has_{name}"] = np.array([text is not None for text in texts], np.bool_)
    for name in WHOLE:
        arrays[name] = np.array([getattr(each, name) for each in found], np.int64)
    for name in (*KNOWN, *PERHAPS):
        values = [getattr(each, name) for each in found]
        arrays[name] = np.array([np.nan if value is None else value for value in values], np.float64)
    return arrays


def read(fitted: FittedModel) -> list[Told]:
    """What was kept, product by product."""
    columns = {name: each.tolist() for name, each in fitted.arrays.items()}
    return [_told(columns, at) for at in range(len(columns["code"]))]


def _told(columns: Mapping[str, list[Any]], at: int) -> Told:
    values: dict[str, Any] = {name: columns[name][at] for name in ("code", *WHOLE, *KNOWN)}
    values |= {name: None if math.isnan(columns[name][at]) else columns[name][at] for name in PERHAPS}
    texts: dict[str, Any] = {name: columns[name][at] if columns[f"has_{name}"][at] else None for name in TEXTS}
    return Told(product=Product(**texts), **values)
