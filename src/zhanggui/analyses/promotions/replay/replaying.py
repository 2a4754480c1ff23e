"""What would every past basket have got under a set of offers, by the same quote as at the till?"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.promotions.replay.past_baskets import NO_PRODUCT, sums_by
from zhanggui.analyses.promotions.replay.points import MOST_POINTS, extra_points
from zhanggui.offers.basket import NOTHING_USED, Basket, BasketLine, Counted, Used
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules.benefits import FreeShipping, FullGift
from zhanggui.offers.rules.offer import MERCHANT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zhanggui.analyses.promotions.replay.declared import Declared
    from zhanggui.analyses.promotions.replay.past_baskets import PastBaskets, Whole
    from zhanggui.offers.engine.rules import Rules
    from zhanggui.offers.quote import Quote

Cell = tuple[int, int, int, int, int]
NO_COST = -1
MOST_UNITS = 10_000  # of a line that a buyer may ask for; what was once sold may be more
MOST_KNOWN = 50_000  # lines that are remembered, since the same product is bought again and again
LONGEST_NAME = 128
SECONDS_OF_A_MINUTE = 60
NOTHING_LEFT, CUT_BY_FLOOR = "nothing_left", "cut_by_floor"
FACTS = ("order", "offer", "off", "others", "shipping", "units", "cut", "by_floor", "gift_cost", "gifts_unknown")
NEAR = ("order", "offer", "missing", "amount")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replayed:
    """What one set takes off each line, and what each offer gave to which basket, as columns.

    `given` has one entry for each offer of each basket (places of basket and offer, amounts in minor units), `near` one
    for each basket that is short of an amount, `floored` the baskets in which a floor let an offer give nothing.
    `quotes` is how many different baskets were priced.
    """

    declared: Declared
    off: Whole
    others: Whole
    given: Mapping[str, Whole]
    near: Mapping[str, Whole]
    floored: Mapping[str, Whole]
    quotes: int


class Portions(NamedTuple):
    """Lines cut so that each portion has one whole price a unit; only what some offer looks at."""

    line: Whole
    begins: Whole
    orders: Whole
    cells: Whole


def replay(past: PastBaskets, declared: Declared, gift_costs: Mapping[str, int]) -> Replayed:
    """Quote every different basket once, and count it as often as it was bought.

    A line of n units with the list amount g becomes n − r units at ⌊g ÷ n⌋ and r at one coin more, r = g mod n: the
    list amount is met exactly. Lines and baskets that no offer looks at keep their list price without being asked. With
    budgets or caps the baskets are priced one after the other as they were bought, and the counters go along.
    """
    rules = make_ready(declared.offers)
    portions = _portions(past, rules)
    found = _Prices(past, declared, rules, portions, gift_costs)
    results = found.all()
    return _put_back(past, declared, portions, found, results)


def _portions(past: PastBaskets, rules: Rules) -> Portions:
    asked = _asked(past, rules)[past.goods] if past.lines else np.zeros(0, dtype=np.bool_)
    rows = np.flatnonzero(asked)
    units, gross = past.amount("quantity")[rows], past.amount("gross_minor")[rows]
    price, dearer = np.divmod(gross, units)
    line = np.repeat(rows, 1 + (dearer > 0))
    is_second = np.diff(line, prepend=-1) == 0
    at = np.repeat(np.arange(len(rows)), 1 + (dearer > 0))
    cost = np.where(past.has_cost, past.amount("unit_cost_minor"), NO_COST)[line]
    counted = np.where(is_second, dearer[at], units[at] - dearer[at])
    columns = [past.goods[line], counted, price[at] + is_second, cost]
    order = past.order_of[line]
    by_good = np.lexsort((*reversed(columns), order))
    line, order, cells = line[by_good], order[by_good], np.stack(columns, axis=1)[by_good]
    starts = np.flatnonzero(np.diff(order, prepend=-1))
    cells = np.ascontiguousarray(np.column_stack([cells, _again(order, cells[:, 0])]))
    return Portions(line, np.append(starts, len(line)), order[starts], cells)


def _again(order: Whole, good: Whole) -> Whole:
    """How often the same product stood in the basket before."""
    is_new = (np.diff(order, prepend=-1) != 0) | (np.diff(good, prepend=-1) != 0)
    at = np.arange(len(order))
    return at - np.maximum.accumulate(np.where(is_new, at, 0)) if len(at) else at


def _asked(past: PastBaskets, rules: Rules) -> NDArray[np.bool_]:
    """Which goods some offer looks at; all of them where an offer holds for everything or a cap counts all."""
    if rules.everything or rules.combine.most_off_bps is not None:
        return np.ones(len(past.good_rows), dtype=np.bool_)
    goods = [_facts(past, row) for row in past.good_rows.tolist()]
    asked = [bool(rules.for_product(facts)) for facts in goods]
    return np.array(asked, dtype=np.bool_)


def _line(facts: tuple[str, str, str], good: int, cell: Cell) -> BasketLine:
    """A portion as a line of a basket; named by its product, so that lines stand in the order of the portions."""
    _, units, price, cost, again = cell
    make = BasketLine if units <= MOST_UNITS else BasketLine.model_construct
    return make(
        line=f"{good:08d}.{again:04d}",
        sku=facts[0],
        units=units,
        price_minor=price,
        category=facts[1],
        brand=facts[2],
        cost_minor=None if cost == NO_COST else cost,
    )


class _Prices:
    """The different baskets priced so far; an instance lives for one set."""

    def __init__(
        self, past: PastBaskets, declared: Declared, rules: Rules, portions: Portions, gift_costs: Mapping[str, int]
    ) -> None:
        self.past, self.declared, self.rules, self.portions = past, declared, rules, portions
        offers = declared.offers.offers
        self.places = {offer.id: at for at, offer in enumerate(offers)}
        self.gift_costs = [_gift_costs(offer.benefit, gift_costs) for offer in offers]
        self.offs, self.others = array("q"), array("q")
        self.begins = array("q", [0])
        self.given: dict[str, array[int]] = {name: array("q") for name in FACTS}
        self.near: dict[str, array[int]] = {name: array("q") for name in NEAR}
        self.floored: dict[str, array[int]] = {name: array("q") for name in FACTS[:2]}
        self.explains = rules.combine.floor_margin_bps is not None
        self.goods = [_facts(past, row) for row in past.good_rows.tolist()]
        self.known: dict[Cell, BasketLine] = {}

    def all(self) -> Whole:
        """For each basket with portions, which of the priced baskets it is."""
        return self._in_turn() if self.declared.is_counted else self._once_each()

    def _once_each(self) -> Whole:
        known: dict[tuple[bytes, int], int] = {}
        found = array("q")
        begins = self.portions.begins.tolist()
        cells, width = memoryview(self.portions.cells.tobytes()), self.portions.cells.itemsize * 5
        traits = self._traits()[self.portions.orders].tolist()
        for at, trait in enumerate(traits):
            key = (bytes(cells[begins[at] * width : begins[at + 1] * width]), trait)
            result = known.get(key)
            if result is None:
                result = known[key] = self._price(at, NOTHING_USED)
            found.append(result)
        return np.frombuffer(found, dtype=np.int64) if found else np.zeros(0, dtype=np.int64)

    def _in_turn(self) -> Whole:
        """One after the other as they were bought; what was used before counts."""
        orders = self.portions.orders
        bought = np.lexsort((orders, self.past.of_orders(self.past.seconds)[orders]))
        found = np.zeros(len(orders), dtype=np.int64)
        total: dict[str, Counted] = {}
        by_customer: dict[int, dict[str, Counted]] = {}
        buyers = self.past.of_orders(self.past.texts["customer"].codes)[orders].tolist() if len(orders) else []
        for at in bought.tolist():
            mine = by_customer.setdefault(buyers[at], {}) if buyers[at] >= 0 else {}
            found[at] = self._price(at, Used.model_construct(total=total, customer=mine, codes={}, points=None))
            self._count(int(found[at]), total, mine)
        return found

    def _count(self, result: int, total: dict[str, Counted], mine: dict[str, Counted]) -> None:
        given, offers = self.given, self.declared.offers.offers
        at = len(given["order"]) - 1
        while at >= 0 and given["order"][at] == result:
            id_ = offers[given["offer"][at]].id
            discount = given["off"][at] + given["shipping"][at]
            for counter in (total, mine):
                before = counter.get(id_) or Counted()
                counter[id_] = Counted.model_construct(
                    uses=before.uses + 1,
                    units=before.units + given["units"][at],
                    discount_minor=before.discount_minor + discount,
                )
            at -= 1

    def _traits(self) -> Whole:
        """A number for what offers may ask of a basket besides its goods; alike where no offer asks."""
        past, offers = self.past, self.declared.offers.offers
        columns: list[Any] = [np.zeros(past.orders, dtype=np.int64)]
        for field, name in (("channels", "channel"), ("regions", "province"), ("tiers", "tier")):
            if any(getattr(offer.audience, field) for offer in offers):
                columns.append(past.of_orders(past.texts[name].codes))
        if any(offer.audience.is_first_order is not None for offer in offers):
            columns.append(past.of_orders(past.first))
        if any(isinstance(offer.benefit, FreeShipping) for offer in offers):
            columns.append(past.by_order(past.amount("shipping_minor")))
        if any(each.starts_at or each.ends_at for each in self.rules.ready):
            columns.append(past.of_orders(past.seconds))
        elif self.rules.is_timed:
            columns.append(past.of_orders(past.seconds) // SECONDS_OF_A_MINUTE)
        if not past.orders:
            return np.zeros(0, dtype=np.int64)
        _, numbers = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        return np.asarray(numbers.reshape(-1), dtype=np.int64)

    def _price(self, at: int, used: Used) -> int:
        """Quote one basket and keep what came of it under the next number."""
        result = len(self.begins) - 1
        order = int(self.portions.orders[at])
        row = int(self.past.begins[order])
        moment = datetime.fromtimestamp(int(self.past.seconds[row]), UTC)
        told = quote(self._basket(at, order, row), self.rules, moment, used=used, explain=self.explains)
        self._keep(result, told)
        return result

    def _basket(self, at: int, order: int, row: int) -> Basket:
        past = self.past
        start, end = self.portions.begins[at], self.portions.begins[at + 1]
        lines = [self._remembered(tuple(cell)) for cell in self.portions.cells[start:end].tolist()]
        shipping = past.amount("shipping_minor")[past.begins[order] : past.begins[order + 1]].sum()
        return Basket.model_construct(
            currency=self.declared.offers.currency,
            lines=tuple(lines),
            channel=past.texts["channel"].text(row),
            region=past.texts["province"].text(row),
            tier=past.texts["tier"].text(row),
            customer=past.texts["customer"].text(row) or None,
            is_first_order=past.first[row] == 1,
            codes=self.declared.codes,
            points=MOST_POINTS if self.declared.by_points else 0,
            shipping_minor=max(int(shipping), 0),
        )

    def _remembered(self, cell: Cell) -> BasketLine:
        line = self.known.get(cell)
        if line is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            line = self.known[cell] = _line(self.goods[cell[0]], cell[0], cell)
        return line

    def _keep(self, result: int, told: Quote) -> None:
        self.offs.extend([line.off_minor for line in told.lines])
        self.others.extend([_others(line.borne_minor) for line in told.lines])
        self.begins.append(len(self.offs))
        points = self.declared.points
        extra = extra_points(told, points) if points and self.declared.bonus else [0] * len(told.applied)
        for applied, earned in zip(told.applied, extra, strict=True):
            place = self.places[applied.offer]
            costs = self.gift_costs[place]
            known = [costs.get(gift.sku) for gift in applied.gifts]
            self._write(
                self.given,
                result,
                place,
                applied.off_minor,
                _others(applied.borne_minor),
                applied.shipping_off_minor,
                applied.units,
                applied.cut_minor,
                int(applied.cut_by == CUT_BY_FLOOR),
                sum(gift.units * (each or 0) for gift, each in zip(applied.gifts, known, strict=True))
                + (round(earned * points.cost_minor) if points else 0),
                sum(gift.units for gift, each in zip(applied.gifts, known, strict=True) if each is None),
            )
        for hint in told.hints:
            if hint.missing_in == "minor":
                self._write(self.near, result, self.places[hint.offer], hint.missing, told.due_minor)
                break
        for refused in told.refused:
            if refused.said.code == NOTHING_LEFT:
                self._write(self.floored, result, self.places[refused.offer])

    def _write(self, columns: dict[str, array[int]], *values: int) -> None:
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)


def _facts(past: PastBaskets, row: int) -> tuple[str, str, str]:
    sku, category, brand = (past.texts[name].text(row) for name in ("sku", "category", "brand"))
    return sku[:LONGEST_NAME] or NO_PRODUCT, category, brand


def _others(borne: Sequence[tuple[str, int]]) -> int:
    """What others than the shop bear."""
    return sum([minor for party, minor in borne if party != MERCHANT])


def _gift_costs(benefit: Any, known: Mapping[str, int]) -> dict[str, int | None]:
    if not isinstance(benefit, FullGift):
        return {}
    return {step.sku: known.get(step.sku) if step.cost_minor is None else step.cost_minor for step in benefit.steps}


def _put_back(past: PastBaskets, declared: Declared, portions: Portions, found: _Prices, results: Whole) -> Replayed:
    """From the different baskets back to every line and every basket that was bought."""
    begins = np.frombuffer(found.begins, dtype=np.int64)
    sizes = np.diff(portions.begins)
    shift = np.repeat(begins[results] - portions.begins[:-1], sizes) if len(results) else np.zeros(0, dtype=np.int64)
    places = np.arange(len(portions.line)) + shift
    sums = [
        sums_by(portions.line, _numbers(column)[places], past.lines).astype(np.int64)
        for column in (found.offs, found.others)
    ]
    return Replayed(
        declared=declared,
        off=sums[0],
        others=sums[1],
        given=dict(_for_every_basket(found.given, results, portions.orders)),
        near=dict(_for_every_basket(found.near, results, portions.orders)),
        floored=dict(_for_every_basket(found.floored, results, portions.orders)),
        quotes=len(begins) - 1,
    )


def _for_every_basket(columns: Mapping[str, array[int]], results: Whole, orders: Whole) -> Iterator[tuple[str, Whole]]:
    """What was written down once for each different basket, repeated for each basket that was bought."""
    written = _numbers(columns["order"])
    first = np.searchsorted(written, results, side="left")
    counts = np.searchsorted(written, results, side="right") - first
    offset = np.repeat(first - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) if len(counts) else first
    rows = (np.arange(int(counts.sum())) + offset).astype(np.int64)
    for name, column in columns.items():
        yield name, np.repeat(orders, counts) if name == "order" else _numbers(column)[rows]


def _numbers(column: array[int]) -> Whole:
    return np.frombuffer(column, dtype=np.int64) if column else np.zeros(0, dtype=np.int64)
