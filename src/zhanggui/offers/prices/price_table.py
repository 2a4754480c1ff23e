"""How are price lists written as a spreadsheet: one row a price, amounts as people write them?"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from zhanggui.core.errors import AmountNotUnderstood, RequestAtFault
from zhanggui.core.moments import MomentNotUnderstood, moment
from zhanggui.core.money import Money
from zhanggui.core.words import Words
from zhanggui.offers.prices.price_lists import PriceList, PriceLists
from zhanggui.offers.rules.reading import OffersNotUnderstood, problems

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = ("list", "channels", "regions", "tiers", "starts_at", "ends_at", "sku", "price")
BETWEEN = ";"
EXAMPLE = (
    ("all", "", "", "", "", "", "T-1", "128.00"),
    ("jd", "jd", "", "", "", "", "T-1", "132.00"),
    ("gold", "own;wechat", "", "gold", "", "", "T-1", "118.00"),
    ("spring", "", "", "", "2027-01-20T00:00", "2027-02-10T00:00", "T-1", "99.00"),
)


class PriceTableNotUnderstood(RequestAtFault):
    """A row of a table of prices that cannot be meant."""

    sentence = Words(
        zh="价目表第 {row} 行：{problem}。列应为 {columns}。",
        en="Row {row} of the price table: {problem}. The columns are {columns}.",
    )


def lists_from_csv(text: str, currency: str, zone: str) -> PriceLists:
    r"""Read price lists; a list's conditions stand in its rows, and what only one of them says holds for all.

    >>> table = "list,channels,sku,price\nall,,T-1,10.00\njd,jd,T-1,10.50\n"
    >>> [(each.id, each.prices) for each in lists_from_csv(table, "CNY", "Asia/Shanghai").lists]
    [('all', {'T-1': 1000}), ('jd', {'T-1': 1050})]
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if missing := [name for name in ("list", "sku", "price") if name not in (reader.fieldnames or ())]:
        raise PriceTableNotUnderstood(row=1, problem=f"? {', '.join(missing)}", columns=", ".join(COLUMNS))
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(reader, 2):
        _take(found, row, number, currency, zone)
    try:
        return PriceLists(currency=currency, lists=tuple(PriceList(**facts) for facts in found.values()))
    except ValidationError as error:
        raise OffersNotUnderstood(file="CSV", problems=problems(error)) from None


def lists_as_rows(lists: PriceLists) -> tuple[tuple[str, ...], ...]:
    """The rows of the table that says the same, below the names of its columns."""
    return tuple(_row(each, sku, price, lists.currency) for each in lists.lists for sku, price in each.prices.items())


def _take(found: dict[str, dict[str, Any]], row: dict[str, str | None], number: int, currency: str, zone: str) -> None:
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    facts = found.setdefault(said["list"], {"id": said["list"], "prices": {}})
    for name in ("channels", "regions", "tiers"):
        if said[name]:
            facts[name] = tuple(each.strip() for each in said[name].split(BETWEEN) if each.strip())
    try:
        for name in ("starts_at", "ends_at"):
            if said[name]:
                facts[name] = moment(said[name], zone)
        price = Money.of(said["price"], currency).minor
    except (AmountNotUnderstood, MomentNotUnderstood) as problem:
        raise PriceTableNotUnderstood(row=number, problem=str(problem), columns=", ".join(COLUMNS)) from None
    if said["sku"] in facts["prices"]:
        twice = f"{said['list']} {said['sku']}"
        raise PriceTableNotUnderstood(row=number, problem=f"{twice} ×2", columns=", ".join(COLUMNS))
    facts["prices"][said["sku"]] = price


def _row(each: PriceList, sku: str, price: int, currency: str) -> tuple[str, ...]:
    lists: Iterable[tuple[str, ...]] = (each.channels, each.regions, each.tiers)
    times = (each.starts_at.isoformat() if each.starts_at else "", each.ends_at.isoformat() if each.ends_at else "")
    return (each.id, *(BETWEEN.join(names) for names in lists), *times, sku, str(Money(price, currency).major))
