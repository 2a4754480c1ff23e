"""What is known of every supplier, and which of their faults are more than chance?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.contribution import PARTLY_COSTED, sums_of
from zhanggui.analyses.counted_sales import counted_lines
from zhanggui.analyses.products.returns.counts import counts, settled, settled_lines
from zhanggui.analyses.products.returns.judging import LEVEL, Judged, judge, loss_per_line
from zhanggui.analyses.products.returns.returns import ReturnsParams
from zhanggui.analyses.supply.suppliers.purchases import Purchases, purchases_by_supplier
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.stats.belief import Belief
from zhanggui.stats.shrunk_shares import shrunk_shares, surest

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

MUCH_DEARER = 0.05


class SuppliersParams(ReturnsParams):
    """Which sales and purchases; the rules of returns are those of `products.returns`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known of one supplier; what was not loaded is None."""

    supplier_id: str
    name: str | None
    agreed_days: int | None
    sums: Mapping[str, int]
    beyond: Interval | None
    return_loss: MoneyInterval | None
    purchases: Purchases | None
    on_time: RateInterval | None
    faulty_lots: RateInterval | None
    faults: tuple[str, ...]


def known_of_each(warehouse: Warehouse, params: SuppliersParams) -> list[Known]:
    """All suppliers of products that were sold, and all of whom anything was ordered."""
    purchases, sold = purchases_by_supplier(warehouse, params), _sold(warehouse, params)
    returned, about = _returned(warehouse, params), _about(warehouse)
    late = _judged({key: (each.late, each.promised) for key, each in purchases.items()}, params)
    faulty = _judged({key: (each.faulty, each.checked) for key, each in purchases.items()}, params)
    found = []
    for key in sorted({*sold, *purchases}):
        beyond, loss, is_returned = returned.get(key, (None, None, False))
        on_time, is_late = late.get(key, (None, False))
        faulty_lots, is_faulty = faulty.get(key, (None, False))
        bought = purchases.get(key)
        faults = {
            "late": is_late,
            "faulty": is_faulty,
            "returned": is_returned,
            "dearer": (price_change(bought) or 0.0) > MUCH_DEARER,
            "overdue": bought is not None and bought.overdue > 0,
        }
        found.append(
            Known(
                supplier_id=key,
                name=about.get(key, {}).get("supplier_name"),
                agreed_days=about.get(key, {}).get("lead_time_days"),
                sums=sold.get(key, {}),
                beyond=beyond,
                return_loss=loss,
                purchases=bought,
                on_time=on_time and _turned(on_time),
                faulty_lots=faulty_lots,
                faults=tuple(name for name, is_so in faults.items() if is_so),
            )
        )
    return found


def _sold(warehouse: Warehouse, params: SuppliersParams) -> dict[str, Mapping[str, int]]:
    """The sums of what was sold of each supplier's products."""
    lines, products = counted_lines(warehouse, params), warehouse.table("products")
    of = products.filter(products.supplier_id.notnull()).select("sku", "supplier_id")
    both = lines.inner_join(of, "sku")
    sums = both.group_by("supplier_id").aggregate(**sums_of(both, *PARTLY_COSTED), products=both.sku.nunique())
    rows = warehouse.fetch(sums).to_pylist()
    return {
        row["supplier_id"]: {name: int(value or 0) for name, value in row.items() if name != "supplier_id"}
        for row in rows
    }


def _returned(warehouse: Warehouse, params: SuppliersParams) -> dict[str, tuple[Interval, MoneyInterval | None, bool]]:
    """Per supplier the lines that came back beyond the usual of their categories, the profit lost, whether it is named.

    Products are independent: expected lines and variances add up, and their sum is taken to be normal.
    """
    lines = settled_lines(warehouse, params, settled(warehouse, params, params.settle).last_day)
    judged = judge(counts(warehouse, lines), worse_by=params.worse_by, false_share=params.false_share)
    if not judged.counts.back.any():
        return {}
    places = _places(warehouse, judged)
    beyond = {key: _sum_beyond(judged, chosen, np.ones(len(chosen))) for key, chosen in places.items()}
    chance = np.array([_chance(beyond[key], judged, chosen, params.worse_by) for key, chosen in places.items()])
    named = surest(chance, params.false_share)
    return {
        key: (beyond[key].interval(LEVEL), _loss(judged, chosen, params, warehouse.currency), bool(is_named))
        for (key, chosen), is_named in zip(places.items(), named, strict=True)
    }


def _places(warehouse: Warehouse, judged: Judged) -> dict[str, NDArray[np.int64]]:
    """Where in the arrays the products of each supplier stand."""
    found = warehouse.fetch(warehouse.table("products").select("sku", "supplier_id"))
    of = dict(zip(found["sku"].to_pylist(), found["supplier_id"].to_pylist(), strict=True))
    places: dict[str, list[int]] = {}
    for at, sku in enumerate(judged.counts.sku.tolist()):
        if of.get(sku) is not None:
            places.setdefault(of[sku], []).append(at)
    return {key: np.array(chosen) for key, chosen in places.items()}


def _chance(beyond: Belief, judged: Judged, chosen: NDArray[np.int64], worse_by: float) -> float:
    """How probable it is that so much more than usual came back, over all products of a supplier."""
    usual = float((judged.shares.usual[chosen] * judged.counts.sold[chosen]).sum())
    return 1 - NormalDist(beyond.mean, max(beyond.deviation, 1e-9)).cdf(worse_by * usual)


def _loss(judged: Judged, chosen: NDArray[np.int64], params: SuppliersParams, currency: str) -> MoneyInterval | None:
    per_line = [loss_per_line(judged.counts, at, params.margin, currency) for at in chosen.tolist()]
    known = [each[1] for each in per_line if each is not None]
    if len(known) < len(per_line):
        return None
    lost = _sum_beyond(judged, chosen, np.array(known)).interval(LEVEL)
    low, estimate, high = (Money(round(each), currency) for each in (lost.low, lost.estimate, lost.high))
    return MoneyInterval(low=low, estimate=estimate, high=high, level=LEVEL)


def _sum_beyond(judged: Judged, chosen: NDArray[np.int64], weight: NDArray[np.float64]) -> Belief:
    """Σ w n (θ − usual) over products: expectations and variances add up."""
    shares, sold = judged.shares, judged.counts.sold[chosen]
    a, b = shares.successes[chosen], shares.failures[chosen]
    variance = a * b / ((a + b) ** 2 * (a + b + 1))
    return Belief(
        mean=float((weight * judged.beyond[chosen]).sum()),
        deviation=float(np.sqrt(((weight * sold) ** 2 * variance).sum())),
    )


def _about(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    if not warehouse.loaded("suppliers"):
        return {}
    listed = warehouse.table("suppliers").select("supplier_id", "supplier_name", "lead_time_days")
    return {row["supplier_id"]: row for row in warehouse.fetch(listed).to_pylist()}


def _judged(counted: Mapping[str, tuple[int, int]], params: SuppliersParams) -> dict[str, tuple[RateInterval, bool]]:
    """Each supplier's share of bad ones as it is believed, and whether it is named as worse than the others'."""
    tried = {key: pair for key, pair in counted.items() if pair[1]}
    bad, trials = (np.array([pair[side] for pair in tried.values()], np.float64) for side in (0, 1))
    shares = shrunk_shares(bad, trials, np.zeros(len(tried), np.int64))
    named = surest(shares.chance_above_usual(1 + params.worse_by) if bad.any() else bad, params.false_share)
    bounds = zip(shares.quantile((1 - LEVEL) / 2), shares.mean, shares.quantile((1 + LEVEL) / 2), strict=True)
    return {
        key: (_rates(*map(float, each)), bool(is_worse and len(tried) > 1))
        for key, each, is_worse in zip(tried, bounds, named, strict=True)
    }


def _rates(low: float, estimate: float, high: float) -> RateInterval:
    return RateInterval(low=Rate(low), estimate=Rate(estimate), high=Rate(high), level=LEVEL)


def _turned(late: RateInterval) -> RateInterval:
    """The share on time, from the share that is late."""
    return _rates(1 - late.high.rate, 1 - late.estimate.rate, 1 - late.low.rate)


def price_change(bought: Purchases | None) -> float | None:
    """By how much the last prices are above the first; None where nothing was ordered on two days."""
    if bought is None or not bought.paid_first_minor:
        return None
    return bought.paid_now_minor / bought.paid_first_minor - 1
