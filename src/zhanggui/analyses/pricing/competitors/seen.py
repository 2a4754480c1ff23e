"""What did other sellers ask for, when was each offer seen last, and does that price still count?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from zhanggui.warehouse.exchanged import in_own_currency, without_rate

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

LISTING = ["channel", "listing_id"]
LISTED_DAY = [*LISTING, "observed_day"]
# Prices are often noted after the last order was loaded; what is dated further ahead is a slip of the pen.
MOST_DAYS_AHEAD = 7
State = Literal["valid", "stale", "sold_out", "no_price"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One offer of another seller: its newest observation, and the price that was noted the time before."""

    channel: str
    listing_id: str
    competitor: str
    title: str
    link: str | None
    told_sku: str | None
    barcode: str | None
    price_minor: int | None
    before_minor: int | None
    list_price_minor: int | None
    observed_day: date
    age_days: int
    state: State

    @property
    def key(self) -> str:
        """One text for channel and listing."""
        return key_of(self.channel, self.listing_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Observations that cannot be used at all."""

    rateless: int
    ahead: int


def key_of(channel: str, listing_id: str) -> str:
    """One text for channel and listing."""
    return f"{channel}\n{listing_id}"


def usable(warehouse: Warehouse) -> ir.Table:
    """Observations in the shop's currency up to now, exchanged at the rate of their day where they were in another."""
    import ibis

    offers = warehouse.table("competitor_offers")
    offers = in_own_currency(warehouse, offers, day=offers.observed_day, amounts=("price_minor", "list_price_minor"))
    nameless = ibis.coalesce(offers.product_name, offers.listing_id)
    seller = ibis.coalesce(offers.competitor, nameless)
    return offers.filter(offers.observed_day <= latest_day(warehouse)).mutate(seller=seller)


def newest(warehouse: Warehouse, offers: ir.Table, fresh_days: int) -> list[Seen]:
    """Every listing as it was seen last; SKU and barcode are the newest ones that were told of it."""
    before = offers.price_minor.lag().over(group_by=LISTING, order_by=offers.observed_at)
    last = last_of_each(offers.mutate(before_minor=before)).drop("sku", "barcode")
    for name in ("sku", "barcode"):
        last = last.left_join(_told(offers, name), LISTING).drop("channel_right", "listing_id_right")
    rows = warehouse.fetch(
        last.select(*LISTING, "seller", "product_name", "link", "sku", "barcode", "price_minor", "before_minor",
                    "list_price_minor", "observed_day", "is_in_stock").order_by(LISTING)
    ).to_pylist()  # fmt: skip
    return [_seen(row, warehouse.as_of, fresh_days) for row in rows]


def last_of_each_day(offers: ir.Table) -> ir.Table:
    """Of every listing and day the latest of these observations."""
    return last_of_each(offers, LISTED_DAY)


def last_of_each(offers: ir.Table, columns: Sequence[str] = LISTING) -> ir.Table:
    """Of every listing the latest of these observations."""
    import ibis

    number = ibis.row_number().over(group_by=columns, order_by=offers.observed_at.desc())
    ranked = offers.mutate(number=number)
    return ranked.filter(ranked.number == 0)


def is_to_be_had(offers: ir.Table) -> Any:
    """Whether a listing was in stock when it was seen, which it was unless told otherwise."""
    import ibis

    return ibis.coalesce(offers.is_in_stock, ibis.literal(value=True))


def left_out(warehouse: Warehouse) -> LeftOut:
    """How many observations lack a rate of their day, and how many are dated ahead of everything."""
    offers = warehouse.table("competitor_offers")
    rateless = without_rate(warehouse, offers, day=offers.observed_day)
    counts = (
        warehouse.fetch(rows.aggregate(rows=rows.count()))["rows"].to_pylist()[0]
        for rows in (rateless, offers.filter(offers.observed_day > latest_day(warehouse)))
    )
    without, ahead = counts
    return LeftOut(rateless=int(without), ahead=int(ahead))


def history(warehouse: Warehouse, offers: ir.Table, listings: Sequence[Seen]) -> dict[tuple[str, date], int]:
    """The lowest price of each seller on each day, of some listings."""
    import ibis

    key = offers.channel.cast("string").concat(ibis.literal("\n"), offers.listing_id)
    mine = offers.filter(key.isin([each.key for each in listings]), offers.price_minor > 0)
    days = mine.group_by("seller", "observed_day").aggregate(price=mine.price_minor.min())
    return {(row["seller"], row["observed_day"]): int(row["price"]) for row in warehouse.fetch(days).to_pylist()}


def latest_day(warehouse: Warehouse) -> date:
    """Up to which day an observation may be dated."""
    return warehouse.as_of + timedelta(days=MOST_DAYS_AHEAD)


def _told(offers: ir.Table, name: str) -> ir.Table:
    """The newest value of a column that was told of each listing."""
    return last_of_each(offers.filter(offers[name].notnull())).select(*LISTING, name)


def _seen(row: dict[str, Any], as_of: date, fresh_days: int) -> Seen:
    age = max((as_of - row["observed_day"]).days, 0)
    return Seen(
        channel=row["channel"],
        listing_id=row["listing_id"],
        competitor=row["seller"],
        title=row["product_name"] or "",
        link=row["link"],
        told_sku=row["sku"],
        barcode=row["barcode"],
        price_minor=row["price_minor"],
        before_minor=row["before_minor"],
        list_price_minor=row["list_price_minor"],
        observed_day=row["observed_day"],
        age_days=age,
        state=_state(row, age, fresh_days),
    )


def _state(row: dict[str, Any], age: int, fresh_days: int) -> State:
    """Nothing that is sold out or old is a price that a buyer can choose today."""
    if row["is_in_stock"] is False:
        return "sold_out"
    if not row["price_minor"] or row["price_minor"] < 0:
        return "no_price"
    return "stale" if age > fresh_days else "valid"
