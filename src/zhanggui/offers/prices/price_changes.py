"""How do prices change: what stood before, from when, on which evidence, and how is it undone?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, Field

from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, RequestAtFault
from zhanggui.core.moments import when
from zhanggui.core.words import Words
from zhanggui.offers.rules.stated import Minor, Name, Stated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhanggui.offers.prices.price_lists import PriceList, PriceLists


class PriceHasMoved(Conflict):
    """A price is no longer what the change was drafted against."""

    sentence = Words(
        zh="{list} 里 {sku} 现为 {now}，起草时是 {before}（最小货币单位）。请重新起草改价。",
        en="{sku} in {list} is {now} now and was {before} when the change was drafted (minor units). Draft it again.",
    )


class TooEarly(Conflict):
    """A price change is carried out before its time."""

    sentence = Words(
        zh="改价 {change} 定于 {effective_at} 生效，现在是 {at}。到时再执行，或重新起草。",
        en="Change {change} takes effect at {effective_at}; it is {at} now. Carry it out then, or draft it again.",
    )


class ListUnknown(RequestAtFault):
    """A change names a price list that does not exist."""

    sentence = Words(zh="没有价目表“{list}”。有：{known}。", en="There is no price list '{list}'. There are: {known}.")


class PricePoint(Stated):
    """From an instant on a product had this price in a list; None: it left the list."""

    list: Annotated[Name, described("价目表", "List")]
    sku: Annotated[Name, described("商品", "Product")]
    price_minor: Annotated[Minor | None, described("价格", "Price", unit="minor")]
    valid_from: Annotated[AwareDatetime, described("从", "From")]


class PriceRow(Stated):
    """One price before and after; None: not in the list."""

    list: Annotated[Name, described("价目表", "List")]
    sku: Annotated[Name, described("商品", "Product")]
    before_minor: Annotated[Minor | None, described("原价", "Before", unit="minor")]
    after_minor: Annotated[Minor | None, described("新价", "After", unit="minor")]


class PriceChange(Stated):
    """Prices that change together, at a stated time and for a stated reason."""

    id: Annotated[Name, described("编号", "Id")]
    reason: Annotated[str, described("理由", "Reason")]
    effective_at: Annotated[AwareDatetime, described("生效", "Takes effect")]
    rows: Annotated[tuple[PriceRow, ...], Field(min_length=1), described("改价", "Rows")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforePrice:
    """What a struck-through price may say: the lowest price of the days before."""

    sku: Annotated[str, described("商品", "Product")]
    lowest_minor: Annotated[int | None, described("期间最低价", "Lowest", unit="minor")]
    since: Annotated[str, described("从", "From")]
    until: Annotated[str, described("到", "To")]
    points: Annotated[tuple[PricePoint, ...], described("依据", "Evidence")]


def carry_out(lists: PriceLists, change: PriceChange, at: datetime, zone: str = "UTC") -> PriceLists:
    """The lists after a change; refused before its time, and where a price has moved since it was drafted.

    The zone is that of the clock on which a refusal tells the time.
    """
    if at < change.effective_at:
        raise TooEarly(change=change.id, effective_at=when(change.effective_at, zone), at=when(at, zone))
    known = {each.id: each for each in lists.lists}
    for row in change.rows:
        if row.list not in known:
            raise ListUnknown(list=row.list, known=", ".join(known))
        known[row.list] = _changed(known[row.list], row)
    return lists.model_copy(update={"lists": tuple(known.values())})


def undone(change: PriceChange, at: datetime, reason: str) -> PriceChange:
    """The change that puts back what stood before.

    >>> from datetime import datetime, UTC
    >>> noon = datetime(2026, 11, 11, tzinfo=UTC)
    >>> row = PriceRow(list="all", sku="T-1", before_minor=1000, after_minor=900)
    >>> back = undone(PriceChange(id="c1", reason="sale", effective_at=noon, rows=(row,)), noon, "over")
    >>> back.id, back.rows[0].after_minor
    ('undo-c1', 1000)
    """
    rows = tuple(
        row.model_copy(update={"before_minor": row.after_minor, "after_minor": row.before_minor})
        for row in reversed(change.rows)
    )
    return PriceChange(id=f"undo-{change.id}", reason=reason, effective_at=at, rows=rows)


def before_price(
    history: Sequence[PricePoint], price_list: str, sku: str, at: datetime, *, days: int = 30
) -> BeforePrice:
    """The lowest price that stood in a list at any time of the days before a moment, with the evidence.

    Thirty days is what the European Union asks (Directive 98/6/EC, article 6a); China's rule on price fraud (明码标价和
    禁止价格欺诈规定, 2022, article 16) asks that a compared price was really charged. None: there was no price.
    """
    since = at - timedelta(days=days)
    own = sorted(
        (point for point in history if point.list == price_list and point.sku == sku and point.valid_from < at),
        key=lambda point: point.valid_from,
    )
    earlier = [point for point in own if point.valid_from <= since][-1:]
    points = tuple(earlier + [point for point in own if point.valid_from > since])
    prices = [point.price_minor for point in points if point.price_minor is not None]
    return BeforePrice(
        sku=sku,
        lowest_minor=min(prices, default=None),
        since=since.isoformat(),
        until=at.isoformat(),
        points=points,
    )


def _changed(price_list: PriceList, row: PriceRow) -> PriceList:
    now = price_list.prices.get(row.sku)
    if now != row.before_minor:
        raise PriceHasMoved(list=row.list, sku=row.sku, now=now, before=row.before_minor)
    prices = {sku: price for sku, price in price_list.prices.items() if sku != row.sku}
    if row.after_minor is not None:
        prices[row.sku] = row.after_minor
    return price_list.model_copy(update={"prices": prices})
