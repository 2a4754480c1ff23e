"""What do visitors of the own site do before they buy, and mostly without buying?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole
from zhanggui.worlds.tea_shop.nature.demand import Demand
from zhanggui.worlds.tea_shop.nature.people import Purchases
from zhanggui.worlds.tea_shop.records.baskets import sums
from zhanggui.worlds.tea_shop.records.moments import DAY, MINUTE, NEVER, SECOND, ZONE_AHEAD, local_moments, seconds
from zhanggui.worlds.tea_shop.records.sales import Sales
from zhanggui.worlds.tea_shop.records.sheets import instants, sheet
from zhanggui.worlds.tea_shop.records.telling import CURRENCY, Telling, order_ids, pseudonyms_of

KINDS = ("view", "search", "cart", "favourite", "checkout", "purchase", "consult")
VIEW, SEARCH, CART, FAVOURITE, CHECKOUT, PURCHASE, CONSULT = range(len(KINDS))
CHANNEL = "own_site"
CART_SHARE, FAVOURITE_SHARE, SEARCH_SHARE, CONSULT_SHARE, CHECKOUT_OF_CART = 0.09, 0.05, 0.22, 0.02, 0.22
EARLIER_VISIT_SHARE = 0.25
VIEWS_MORE = 1.1
_RETURNING = 0.62  # visitors per visit
_STRANGERS_FROM = 1_000_000_000
_VISITS_A_DAY = 10_000_000  # more than there are: keeps the numbers of visits apart
_SOURCES = ("自然搜索", "公众号", "信息流广告", "直接访问", "短信")
_SIGNED_IN_SHARE = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Acts:
    """Acts of visits: `visit` is a position, `rank` the order within the visit."""

    visit: Whole
    kind: Whole
    product: Whole  # -1 for none
    at: Whole
    quantity: Whole
    earlier: Whole  # 1 in a visit some days before


def buyer_visits(telling: Telling, expected: Demand, sales: Sales, chance: np.random.Generator) -> pa.Table:
    """The visits that led to orders on the own site: one row an act."""
    orders = np.flatnonzero(sales.bought.channel == telling.channels.index(CHANNEL))
    acts = _joined(_shopping(sales, orders, chance), _looking_around(expected, sales, orders, chance))
    order = acts.visit
    number = sales.number[order]
    is_purchase = acts.kind == PURCHASE
    total = sums(sales.filled.order, sales.filled.due, len(sales)) + sales.filled.order_shipping
    ids = order_ids(telling, sales)
    customer = np.abs(sales.bought.customer[order])
    session = pc.binary_join_element_wise(pa.array(number).cast(pa.string()), words(("s", "e"), acts.earlier), "")
    columns = {
        "visitor": telling.register.strangers("visitor", customer),
        "customer": pseudonyms_of(telling, sales.bought.customer[order]),
        "session_id": session,
        "order_id": pc.if_else(pa.array(is_purchase), ids.take(pa.array(order)), pa.scalar(None, pa.string())),
        "value_minor": pa.array(np.where(is_purchase, total[order], 0), pa.int64(), mask=~is_purchase),
        "currency": words((None, CURRENCY), is_purchase),
    }
    return _sheet(telling, acts, columns, prefix="b", source=number)


def passing_visits(
    telling: Telling, expected: Demand, visits_by_day: Floats, days: slice, chance: np.random.Generator
) -> pa.Table:
    """The visits of some days that led to nothing: one row an act."""
    day_numbers = expected.days[days]
    count = chance.poisson(visits_by_day[days])
    day = np.repeat(day_numbers, count)
    visit_number = day * _VISITS_A_DAY + np.arange(len(day)) - np.repeat(count.cumsum() - count, count)
    group = chance.integers(0, len(expected.weight), len(day))
    channel = np.full(len(day), telling.channels.index(CHANNEL))
    starts = local_moments(telling.truth, channel, day, chance)
    acts = _passing(expected, Purchases(customer=visit_number, group=group, channel=channel, day=day), starts, chance)
    pool = max(1.0, visits_by_day.sum() * _RETURNING)
    visitor = _STRANGERS_FROM + (chance.random(len(day)) * pool).astype(np.int64)
    columns = {
        "visitor": telling.register.strangers("visitor", visitor).take(pa.array(acts.visit)),
        "session_id": pc.binary_join_element_wise(pa.array(visit_number[acts.visit]).cast(pa.string()), "v", ""),
    }
    return _sheet(telling, acts, columns, prefix="v", source=visit_number[acts.visit])


def _shopping(sales: Sales, orders: Whole, chance: np.random.Generator) -> _Acts:
    """Each product bought is looked at and mostly put into the cart; then checkout and payment."""
    filled, when = sales.filled, sales.when
    line = np.flatnonzero(np.isin(filled.order, orders))
    order = filled.order[line]
    ordered = when.ordered[order]
    looked = ordered - seconds((4 + 20 * chance.random(len(line))) * MINUTE)
    earlier = np.zeros(len(sales), dtype=np.int64)
    earlier[orders] = chance.random(len(orders)) < EARLIER_VISIT_SHARE
    back = seconds((1 + 2 * chance.random(len(sales))) * DAY)[order]
    carted = np.flatnonzero(chance.random(len(line)) < 0.85)  # noqa: PLR2004
    liked = np.flatnonzero(chance.random(len(line)) < 0.1)  # noqa: PLR2004
    before = np.flatnonzero(earlier[order] == 1)
    paid = orders[when.paid[orders] != NEVER]
    none = np.full(len(orders), -1)
    return _joined(
        _acts(order, VIEW, filled.product[line], looked),
        _acts(order[before], VIEW, filled.product[line][before], looked[before] - back[before], earlier=1),
        _acts(
            order[carted],
            CART,
            filled.product[line][carted],
            looked[carted] + 40 * SECOND,
            filled.quantity[line][carted],
        ),
        _acts(order[liked], FAVOURITE, filled.product[line][liked], looked[liked] + 25 * SECOND),
        _acts(orders, CHECKOUT, none, when.ordered[orders]),
        _acts(paid, PURCHASE, none[: len(paid)], when.paid[paid]),
    )


def _looking_around(expected: Demand, sales: Sales, orders: Whole, chance: np.random.Generator) -> _Acts:
    """Other products that a buyer looked at."""
    order = np.repeat(orders, chance.poisson(VIEWS_MORE, len(orders)))
    bought = sales.bought
    row = expected.row(bought.group[order], bought.channel[order], bought.day[order])
    product = expected.choose(row, chance.random(len(order)))
    at = sales.when.ordered[order] - seconds((2 + 25 * chance.random(len(order))) * MINUTE)
    return _acts(order, VIEW, product, at)


def _passing(expected: Demand, visits: Purchases, starts: Whole, chance: np.random.Generator) -> _Acts:
    count = 1 + np.minimum(chance.geometric(1 / (1 + VIEWS_MORE), len(visits)) - 1, 30)
    visit = np.repeat(np.arange(len(visits)), count)
    rank = np.arange(len(visit)) - np.repeat(count.cumsum() - count, count)
    row = expected.row(visits.group, visits.channel, visits.day)[visit]
    product = expected.choose(row, chance.random(len(visit)))
    at = starts[visit] + rank * 45 * SECOND + seconds(chance.random(len(visit)) * 40 * SECOND)
    last = count.cumsum() - 1
    searches = np.flatnonzero(chance.random(len(visits)) < SEARCH_SHARE)
    carts = np.flatnonzero(chance.random(len(visits)) < CART_SHARE)
    likes = np.flatnonzero(chance.random(len(visits)) < FAVOURITE_SHARE)
    asks = np.flatnonzero(chance.random(len(visits)) < CONSULT_SHARE)
    leaves = carts[chance.random(len(carts)) < CHECKOUT_OF_CART]
    return _joined(
        _acts(visit, VIEW, product, at),
        _acts(searches, SEARCH, np.full(len(searches), -1), starts[searches] - 20 * SECOND),
        _acts(carts, CART, product[last[carts]], at[last[carts]] + 30 * SECOND, np.ones(len(carts), dtype=np.int64)),
        _acts(likes, FAVOURITE, product[last[likes]], at[last[likes]] + 20 * SECOND),
        _acts(asks, CONSULT, product[last[asks]], at[last[asks]] + 50 * SECOND),
        _acts(leaves, CHECKOUT, np.full(len(leaves), -1), at[last[leaves]] + 90 * SECOND),
    )


def _acts(
    visit: Whole, kind: int, product: Whole, at: Whole, quantity: Whole | None = None, *, earlier: int = 0
) -> _Acts:
    return _Acts(
        visit=visit,
        kind=np.full(len(visit), kind),
        product=product,
        at=at,
        quantity=np.full(len(visit), -1) if quantity is None else quantity,
        earlier=np.full(len(visit), earlier),
    )


def _joined(*parts: _Acts) -> _Acts:
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _Acts.__slots__}
    order = np.lexsort((whole["at"], whole["visit"]))
    return _Acts(**{name: values[order] for name, values in whole.items()})


def _sheet(telling: Telling, acts: _Acts, columns: dict[str, pa.Array], *, prefix: str, source: Whole) -> pa.Table:
    starts = (
        np.flatnonzero(np.concatenate([[True], acts.visit[1:] != acts.visit[:-1]])) if len(acts.visit) else acts.visit
    )
    rank = np.arange(len(acts.visit)) - np.repeat(starts, np.diff(np.concatenate([starts, [len(acts.visit)]])))
    products = telling.products
    terms = sorted({item.subcategory for item in products})
    has_product = np.where(acts.product < 0, 0, acts.product + 1)
    pages = np.array([1, 2, 3, 1, 4, 5, 1])[acts.kind]
    return sheet(
        "events",
        len(acts.visit),
        {
            "channel": CHANNEL,
            "event_id": pc.binary_join_element_wise(
                prefix, pa.array(source).cast(pa.string()), pa.array(rank).cast(pa.string()), "-"
            ),
            "kind_of_event": words(KINDS, acts.kind),
            "happened_at": instants(acts.at, NEVER),
            "happened_day": ((acts.at + ZONE_AHEAD) // DAY).astype("datetime64[D]"),
            "sku": words([None, *(item.sku for item in products)], has_product),
            "category": words([None, *(item.category for item in products)], has_product),
            "query": words([None, *terms], np.where(acts.kind == SEARCH, 1 + source * 31 % len(terms), 0)),
            "page": words((None, "商品页", "搜索页", "购物车", "结算页", "支付成功页"), pages),
            "device": words(("mobile", "desktop"), source % 8 == 0),
            "traffic_source": words(_SOURCES, source * 2_654_435_761 % 2**32 * len(_SOURCES) >> 32),
            "quantity": pa.array(acts.quantity, pa.int64(), mask=acts.quantity < 0),
        }
        | columns,
    )
