"""Which metrics and dimensions are there?

Nothing here imports an engine: definitions are values whose expressions only call methods of the rows they are
given. So lists and completions are fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from zhanggui.core.errors import UnknownName
from zhanggui.core.words import Words
from zhanggui.metrics.definitions import (
    advertising,
    customers,
    lifetime,
    orders,
    profit,
    reviews,
    sales,
    stock,
    store_traffic,
    traffic,
    visits,
)
from zhanggui.metrics.dimension import Dimension
from zhanggui.metrics.dimensions import DIMENSIONS
from zhanggui.metrics.metric import Metric

__all__ = ["DIMENSIONS", "EVERY_METRIC", "FAMILIES", "METRICS", "dimension", "metric"]

FAMILIES: Mapping[str, tuple[Words, tuple[Metric, ...]]] = MappingProxyType(
    {
        "sales": (Words(zh="销售", en="Sales"), sales.METRICS),
        "orders": (Words(zh="订单与件数", en="Orders and units"), orders.METRICS),
        "profit": (Words(zh="利润", en="Profit"), profit.METRICS),
        "customers": (Words(zh="顾客", en="Customers"), (*customers.METRICS, *lifetime.METRICS)),
        "stock": (Words(zh="库存", en="Stock"), stock.METRICS),
        "reviews": (Words(zh="评价", en="Reviews"), reviews.METRICS),
        "traffic": (Words(zh="流量与转化", en="Traffic and conversion"), (*traffic.METRICS, *visits.METRICS)),
        "store_traffic": (Words(zh="平台统计的流量", en="Traffic as platforms count it"), store_traffic.METRICS),
        "advertising": (Words(zh="广告", en="Advertising"), advertising.METRICS),
    }
)
EVERY_METRIC: Mapping[str, Metric] = MappingProxyType(
    {metric.name: metric for _, metrics in FAMILIES.values() for metric in metrics}
)
METRICS: Mapping[str, Metric] = MappingProxyType(
    {name: metric for name, metric in EVERY_METRIC.items() if metric.is_listed}
)


def metric(name: str) -> Metric:
    """The metric of that name.

    >>> metric("net_sales").unit
    'money'
    """
    if name not in EVERY_METRIC:
        raise _not_there(Words(zh="指标", en="metric"), name, METRICS)
    return EVERY_METRIC[name]


def dimension(name: str) -> Dimension:
    """The dimension of that name.

    >>> dimension("channel").level
    'order'
    """
    if name not in DIMENSIONS:
        raise _not_there(Words(zh="维度", en="dimension"), name, DIMENSIONS)
    return DIMENSIONS[name]


def _not_there(kind: Words, name: str, names: Iterable[str]) -> UnknownName:
    known = list(names)
    near = get_close_matches(name, known, cutoff=0.4) or known[:5]
    return UnknownName(kind=kind, name=name, near=", ".join(near), listing="zhanggui list")
