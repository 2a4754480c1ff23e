"""Which parts of the shop departed from the rest, and is the whole change more than usual?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import t as student

from zhanggui.analyses.goals.why.shop_cells import Axis, product_names, shop_cells
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.words import Words
from zhanggui.stats.cells import Cells, Part
from zhanggui.stats.restlessness import History
from zhanggui.stats.scan import MEMORY, Departure, Usual, scan

if TYPE_CHECKING:
    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.analyses.goals.why.known_events import KnownEvent
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.95
QUARTILE = 0.6745  # of the normal distribution, in standard deviations
BY_NATURE = {
    "device": {
        "mobile": Words(zh="手机端", en="mobile"),
        "desktop": Words(zh="电脑端", en="desktop"),
        "store": Words(zh="门店下单", en="in store"),
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What was found: the departing parts, strongest first, with exact sums; and what is usual."""

    axes: tuple[Axis, ...]
    cells: Cells
    departures: tuple[Departure, ...]
    usual: Usual | None
    sums: Mapping[int, Mapping[str, int]]
    usual_change: RateInterval | None
    names: Mapping[tuple[str, str], Words]

    def conditions(self, part: Part) -> dict[str, str]:
        """A part by dimension."""
        return {self.axes[at].dimension.name: self.axes[at].value(code) for at, code in part}

    def part(self, conditions: Mapping[str, str]) -> Part | None:
        """The part with these values, as far as they are told apart; None where one is not."""
        return _part(self.axes, conditions)

    def title(self, conditions: Mapping[str, str]) -> Words:
        """A part as an operator says it."""
        words = [self.names.get((name, value), Words(zh=value, en=value)) for name, value in conditions.items()]
        return Words(zh=" × ".join(each.zh for each in words), en=" × ".join(each.en for each in words))


def find_causes(
    warehouse: Warehouse, params: WhyParams, periods: Compared, events: Sequence[KnownEvent] = ()
) -> Causes:
    """Search all parts of up to two conditions; without enough past, nothing can be told from chance.

    Parts to which something is known to have happened need less evidence of their own.
    """
    shop = shop_cells(warehouse, params, periods)
    axes, cells, whole = shop.axes, shop.compared(), shop.whole()
    usual, departures = None, tuple[Departure, ...]()
    if periods.tells_what_is_usual:
        pasts = [shop.values(at) for at, _ in enumerate(axes)]
        usual = Usual.of(whole, pasts, _memories(params, periods), _year(params, periods))
        departures = scan(cells, usual, shop.histories, suspects=_suspects(axes, events))
    parts = [each.part for each in departures]
    told = [event.target["sku"] for event in events if "sku" in event.target]
    named = [axes[at].value(code) for part in parts for at, code in part if axes[at].dimension.name == "sku"]
    return Causes(
        axes=axes,
        cells=cells,
        departures=departures,
        usual=usual,
        sums=shop.assigned(parts),
        usual_change=_usual_change(whole, params, periods),
        names=_names(warehouse, axes, product_names(warehouse, params, periods, [*named, *told])),
    )


def _part(axes: Sequence[Axis], conditions: Mapping[str, str]) -> Part | None:
    found = []
    for at, axis in enumerate(axes):
        value = conditions.get(axis.dimension.name)
        if value is not None:
            if value not in axis.values:
                return None
            found.append((at, axis.values.index(value) + 1))
    return tuple(found) if len(found) == len(conditions) else None


def _suspects(axes: Sequence[Axis], events: Sequence[KnownEvent]) -> dict[Part, int]:
    """The parts to which something happened that moves sales, and which way it does."""
    found: dict[Part, int] = {}
    for event in events:
        part = _part(axes, event.target) if event.moves is not None else None
        if part and event.moves is not None:
            found.setdefault(part, event.moves)
    return found


def _year(params: WhyParams, periods: Compared) -> int | None:
    """How many spans back the same season lies; a comparison with last year has taken it out already."""
    return None if params.compare == "last_year" else periods.spans_of_a_year


def _memories(params: WhyParams, periods: Compared) -> tuple[int, ...]:
    """The period before alone, and, where it is the latest, several spans together as well."""
    reaches = params.compare != "last_year" and periods.spans >= 2 * MEMORY
    return (1, MEMORY) if reaches else (1,)


def _usual_change(whole: History, params: WhyParams, periods: Compared) -> RateInterval | None:
    """Within which relative change nineteen of twenty such periods lie.

    r = (T₁ − T₀) / mean(T₀, T₁) between spans one after the other; ± t(n) · median|r| / 0.6745, so that a few festivals
    do not make everything usual, shrunk by the root of how much longer the period is than a span.
    """
    size = (np.abs(whole.amounts[1:]) + np.abs(whole.amounts[:-1])) / 2
    changes = np.diff(whole.amounts)[size > 0] / size[size > 0]
    if params.compare == "last_year" or not periods.tells_what_is_usual or not len(changes):
        return None
    spread = float(np.median(np.abs(changes))) / QUARTILE * math.sqrt(periods.span_days / periods.before.days)
    reach = float(student.ppf((1 + LEVEL) / 2, len(changes))) * spread
    return RateInterval(low=Rate(-reach), estimate=Rate(0.0), high=Rate(reach), level=LEVEL)


def _names(warehouse: Warehouse, axes: Sequence[Axis], products: Mapping[str, str]) -> dict[tuple[str, str], Words]:
    names: dict[tuple[str, str], Words] = {("sku", sku): Words(zh=name, en=name) for sku, name in products.items()}
    for axis in axes:
        choices = {**axis.dimension.choices, **BY_NATURE.get(axis.dimension.name, {})}
        names |= {(axis.dimension.name, value): words for value, words in choices.items()}
    return names | {("channel", channel): words for channel, words in _channel_titles(warehouse).items()}


def _channel_titles(warehouse: Warehouse) -> dict[str, Words]:
    if not {"title_zh", "title_en"} <= warehouse.loaded("channels"):
        return {}
    rows: list[dict[str, Any]] = warehouse.fetch(
        warehouse.table("channels").select("channel", "title_zh", "title_en")
    ).to_pylist()
    return {
        row["channel"]: Words(zh=row["title_zh"] or row["channel"], en=row["title_en"] or row["channel"])
        for row in rows
    }
