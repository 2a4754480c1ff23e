"""Which parts of the shop departed from the rest?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.goals.why.days_out import counted_on_days_out
from zhanggui.analyses.goals.why.parts_over_time import Axis
from zhanggui.analyses.goals.why.shop_cells import HAVE_SEASONS, product_names, shop_cells
from zhanggui.core.words import Words
from zhanggui.stats.cells import Cells, Explained, Part
from zhanggui.stats.looking import Usual
from zhanggui.stats.looks import Suspect
from zhanggui.stats.scan import MEMORY, Departure, scan, worth_a_word
from zhanggui.stats.seasons import seasons

if TYPE_CHECKING:
    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.analyses.goals.why.known_events import KnownEvent
    from zhanggui.warehouse.protocol import Warehouse

BY_NATURE = {
    "device": {
        "mobile": Words(zh="手机端", en="mobile"),
        "desktop": Words(zh="电脑端", en="desktop"),
        "store": Words(zh="门店下单", en="in store"),
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """The departing parts, strongest first, with exact sums; what is usual, and which parts have a season."""

    axes: tuple[Axis, ...]
    cells: Cells
    departures: tuple[Departure, ...]
    usual: Usual | None
    seasonal: tuple[Part, ...]
    sums: Mapping[int, Mapping[str, int]]
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
    usual, departures, expected = None, tuple[Departure, ...](), tuple[Explained, ...]()
    if periods.tells_what_is_usual:
        pasts = [shop.values(at) for at, _ in enumerate(axes)]
        usual = Usual.of(whole, pasts, _memories(params, periods))
        suspects = _suspects(axes, cells, events, periods)
        out = {event.target["sku"] for event in suspects.values() if event.told.code == "out_of_stock"}
        counted = counted_on_days_out(warehouse, params, periods, out)
        known = {
            part: Suspect(sign=event.moves or 0, counted=counted.get(event.target.get("sku", "")))
            for part, event in suspects.items()
        }
        seasonal = [at for at, axis in enumerate(axes) if axis.dimension.name in HAVE_SEASONS]
        expected = seasons(shop.last_year(), usual, seasonal)
        departures = scan(cells.explained(expected), usual, shop.seasonal(expected).histories, suspects=known)
    parts = [each.part for each in departures]
    told = [event.target["sku"] for event in events if "sku" in event.target]
    named = [axes[at].value(code) for part in parts for at, code in part if axes[at].dimension.name == "sku"]
    return Causes(
        axes=axes,
        cells=cells,
        departures=departures,
        usual=usual,
        seasonal=tuple(each.part for each in expected),
        sums=shop.assigned(parts),
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


def _suspects(
    axes: Sequence[Axis], cells: Cells, events: Sequence[KnownEvent], periods: Compared
) -> dict[Part, KnownEvent]:
    """The parts to which something happened that can move sales by enough to tell, and what it was."""
    found: dict[Part, KnownEvent] = {}
    least = worth_a_word(cells)
    for event in events:
        part = _part(axes, event.target) if event.moves is not None else None
        if part:
            inside = cells.sums.where(cells.inside(part))
            at_stake = max(float(inside.before.sum()), float(inside.now.sum()))
            if event.reach(periods) * at_stake >= least:
                found.setdefault(part, event)
    return found


def _memories(params: WhyParams, periods: Compared) -> tuple[int, ...]:
    """The period before alone, and, where it is the latest, several spans together as well."""
    reaches = params.compare != "last_year" and periods.spans >= 2 * MEMORY
    return (1, MEMORY) if reaches else (1,)


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
