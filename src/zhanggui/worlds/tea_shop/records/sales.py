"""What is one batch of orders with all that follows from them, past and to come?"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhanggui.worlds.tea_shop.catalogue import Product
from zhanggui.worlds.tea_shop.nature.days import Whole
from zhanggui.worlds.tea_shop.nature.demand import Demand
from zhanggui.worlds.tea_shop.nature.people import Purchases
from zhanggui.worlds.tea_shop.records.aftersales import Refunds, Reviews, refunds, reviews
from zhanggui.worlds.tea_shop.records.baskets import Baskets, Coupons, baskets
from zhanggui.worlds.tea_shop.records.moments import DAY, NEVER, Moments, moments
from zhanggui.worlds.tea_shop.truth import Truth

STATEMENTS_FOLLOW = 16 * DAY  # longer than any channel takes to settle, or to deduct a refund


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """Orders and their lines, moments, refunds and reviews; positions refer to the entries of this batch."""

    number: Whole  # of each order in the world, never used twice
    bought: Purchases
    filled: Baskets
    when: Moments
    back: Refunds
    said: Reviews

    def __len__(self) -> int:
        return len(self.number)

    def save(self, path: Path) -> None:
        """Keep for later, as arrays."""
        with path.open("wb") as file:
            np.savez(file, **_flat("", self))

    @classmethod
    def load(cls, path: Path) -> Sales:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            loaded: Sales = _built(cls, "", dict(stored))
            return loaded


def sell(
    truth: Truth,
    products: tuple[Product, ...],
    expected: Demand,
    bought: Purchases,
    *,
    first_number: int,
    chance: np.random.Generator,
    coupons: Coupons | None = None,
) -> Sales:
    """Turn purchases into orders, numbered from `first_number` on."""
    filled = baskets(truth, products, expected, bought, coupons or Coupons.none(len(bought)), chance=chance)
    when = moments(truth, bought, chance)
    back = refunds(truth, bought, filled, when, chance)
    return Sales(
        number=first_number + np.arange(len(bought)),
        bought=bought,
        filled=filled,
        when=when,
        back=back,
        said=reviews(filled, when, back, chance),
    )


def unfinished(sales: Sales, at: int) -> Sales:
    """The orders to which something will still happen at or after an instant."""
    last = np.zeros(len(sales), dtype=np.int64)
    when = sales.when
    for moment in (when.paid, when.shipped, when.completed, when.closed):
        last = np.maximum(last, np.where(moment == NEVER, 0, moment))
    for order, moment in (
        (sales.back.order, sales.back.requested),
        (sales.back.order, sales.back.refunded),
        (sales.filled.order[sales.said.line], sales.said.at),
    ):
        np.maximum.at(last, order, np.where(moment == NEVER, 0, moment))
    return part(sales, last + STATEMENTS_FOLLOW >= at)


def part(sales: Sales, wanted: NDArray[np.bool_]) -> Sales:
    """Some of the orders, with what belongs to them."""
    filled, back, said = sales.filled, sales.back, sales.said
    lines, returned, spoken = wanted[filled.order], wanted[back.order], wanted[filled.order[said.line]]
    order_now, line_now = wanted.cumsum() - 1, lines.cumsum() - 1
    of_lines = {"order", "product", "quantity", "unit_price", "gross", "platform", "merchant", "influencer", "due"}
    kept = {
        item.name: getattr(filled, item.name)[lines if item.name in of_lines else wanted] for item in fields(Baskets)
    }
    kept["order"] = order_now[kept["order"]]
    refunded = {item.name: getattr(back, item.name)[returned] for item in fields(Refunds)}
    refunded["order"] = order_now[refunded["order"]]
    refunded["line"] = np.where(refunded["line"] >= 0, line_now[refunded["line"]], -1)
    spoke = {item.name: getattr(said, item.name)[spoken] for item in fields(Reviews)}
    spoke["line"] = line_now[spoke["line"]]
    return Sales(
        number=sales.number[wanted],
        bought=Purchases(**{item.name: getattr(sales.bought, item.name)[wanted] for item in fields(Purchases)}),
        filled=Baskets(**kept),
        when=Moments(**{item.name: getattr(sales.when, item.name)[wanted] for item in fields(Moments)}),
        back=Refunds(**refunded),
        said=Reviews(**spoke),
    )


def together(batches: list[Sales]) -> Sales:
    """Several batches as one."""
    filled: dict[str, Any] = _stacked([batch.filled for batch in batches])
    back: dict[str, Any] = _stacked([batch.back for batch in batches])
    said: dict[str, Any] = _stacked([batch.said for batch in batches])
    orders = np.cumsum([0] + [len(batch) for batch in batches])[:-1]
    lines = np.cumsum([0] + [len(batch.filled.order) for batch in batches])[:-1]
    for columns, name, counts, shift in (
        (filled, "order", [len(batch.filled.order) for batch in batches], orders),
        (back, "order", [len(batch.back.order) for batch in batches], orders),
        (said, "line", [len(batch.said.line) for batch in batches], lines),
    ):
        columns[name] = columns[name] + np.repeat(shift, counts)
    moved = back["line"] + np.repeat(lines, [len(batch.back.line) for batch in batches])
    back["line"] = np.where(back["line"] >= 0, moved, -1)
    return Sales(
        number=np.concatenate([batch.number for batch in batches]),
        bought=Purchases(**_stacked([batch.bought for batch in batches])),
        filled=Baskets(**filled),
        when=Moments(**_stacked([batch.when for batch in batches])),
        back=Refunds(**back),
        said=Reviews(**said),
    )


def _stacked(parts: list[Any]) -> dict[str, Any]:
    return {item.name: np.concatenate([getattr(each, item.name) for each in parts]) for item in fields(parts[0])}


def _flat(prefix: str, value: Any) -> dict[str, Any]:
    if not is_dataclass(value):
        return {prefix: value}
    found: dict[str, Any] = {}
    for item in fields(value):
        found |= _flat(f"{prefix}.{item.name}".strip("."), getattr(value, item.name))
    return found


def _built(type_: type[Any], prefix: str, arrays: dict[str, Any]) -> Any:
    inner = {"bought": Purchases, "filled": Baskets, "when": Moments, "back": Refunds, "said": Reviews}
    made = {}
    for item in fields(type_):
        path = f"{prefix}.{item.name}".strip(".")
        made[item.name] = _built(inner[item.name], path, arrays) if item.name in inner else arrays[path]
    return type_(**made)
