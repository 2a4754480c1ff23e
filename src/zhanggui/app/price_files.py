"""How do a file, a form and a line of text become price lists and wanted prices?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from zhanggui.app.offers import OffersFileMissing, read_file, text_of
from zhanggui.app.prices import WantedChange, WantedPrice
from zhanggui.app.whole_files import write_whole
from zhanggui.core.errors import FolderNotUsable, RequestAtFault
from zhanggui.core.money import Money
from zhanggui.core.words import Words
from zhanggui.decisions.exports import csv_bytes
from zhanggui.offers.prices.price_lists import PriceLists
from zhanggui.offers.prices.price_table import COLUMNS, EXAMPLE, lists_as_rows, lists_from_csv
from zhanggui.offers.rules.reading import OffersNotUnderstood, form_of, problems, read

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from zhanggui.app.shop import Shop


class WantedPriceNotUnderstood(RequestAtFault):
    """A line of new prices that cannot be read."""

    sentence = Words(
        zh="看不懂“{line}”。每行写 价目表:商品=新价，如 all:T-1=118；下架写 all:T-1=。",
        en="Cannot read '{line}'. Write list:product=price, such as all:T-1=118; all:T-1= takes it off the list.",
    )


def read_lists(file: Path, shop: Shop) -> PriceLists:
    """The price lists of a CSV, JSON or TOML file."""
    if file.suffix.lower() != ".csv":
        return read_file(file, PriceLists)
    if not file.is_file():
        raise OffersFileMissing(file=file)
    return lists_from_text(text_of(file), shop)


def lists_from_text(text: str, shop: Shop) -> PriceLists:
    """The price lists of a text, JSON by its first brace and otherwise a table."""
    if form_of(text) == "json":
        return read(text.lstrip("\ufeff"), "json", PriceLists, "JSON")
    return lists_from_csv(text, shop.facts.currency, shop.facts.timezone)


def wanted_prices(text: str, reason: str, at: datetime | None, shop: Shop) -> WantedChange:
    """New prices, one a line: list:product=price; without a price the product leaves the list."""
    rows = [_wanted(line.strip(), shop.facts.currency) for line in text.splitlines() if line.strip()]
    try:
        return WantedChange(reason=reason, effective_at=at, rows=tuple(rows))
    except ValidationError as error:
        raise OffersNotUnderstood(file="change", problems=problems(error)) from None


def template() -> bytes:
    """A table with an example of each condition."""
    return csv_bytes(COLUMNS, EXAMPLE)


def write_template(file: Path) -> None:
    """The template as a file."""
    try:
        write_whole(file, template())
    except OSError as error:
        raise FolderNotUsable(path=file, why=error.strerror) from None


def table_of_lists(lists: PriceLists) -> bytes:
    """The lists as the table that defines them."""
    return csv_bytes(COLUMNS, lists_as_rows(lists))


def lists_as_json(lists: PriceLists) -> bytes:
    """The lists as the JSON that defines them."""
    return json.dumps(lists.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()


def _wanted(line: str, currency: str) -> WantedPrice:
    place, equals, price = line.rpartition("=")
    name, colon, sku = place.partition(":")
    try:
        minor = Money.of(price.strip(), currency).minor if price.strip() else None
        if not (equals and colon):
            raise WantedPriceNotUnderstood(line=line)
        return WantedPrice(list=name.strip(), sku=sku.strip(), price_minor=minor)
    except (RequestAtFault, ValidationError):
        raise WantedPriceNotUnderstood(line=line) from None
