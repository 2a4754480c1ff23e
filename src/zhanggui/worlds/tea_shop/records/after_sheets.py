"""What do the exports say about what follows an order: refunds, coupons used, reviews?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.records.aftersales import BEFORE_SHIPPING, KIND_NAMES, REASONS, WHOLE_ORDER
from zhanggui.worlds.tea_shop.records.moments import NEVER
from zhanggui.worlds.tea_shop.records.review_words import review_texts
from zhanggui.worlds.tea_shop.records.sheets import instants, sheet
from zhanggui.worlds.tea_shop.records.telling import CURRENCY, Named, coupon_codes, line_ids


def refunds_sheet(named: Named) -> pa.Table:
    """Refunds asked for, paid or rejected within the window."""
    sales, window = named.sales, named.window
    back = sales.back
    told = np.flatnonzero((window.has(back.requested) | window.has(back.refunded)) & (back.requested < window.known))
    order, line = back.order[told], back.line[told]
    ids = named.order_ids.take(pa.array(order))
    number = np.where(line >= 0, line - np.searchsorted(sales.filled.order, order), -1)
    done = back.refunded[told] < window.known
    reasons = [reason for kind in REASONS for reason in kind]
    first = np.cumsum([0] + [len(kind) for kind in REASONS])[:-1]
    lines = pa.array(line_ids(named, np.maximum(line, 0)).to_numpy(zero_copy_only=False), pa.string(), mask=line < 0)
    state = np.where(back.is_rejected[told], 2, done)
    return sheet(
        "refunds",
        len(told),
        {
            "channel": named.channel(order),
            "refund_id": pc.binary_join_element_wise(ids, pa.array(number + 1).cast(pa.string()), "-R"),
            "order_id": ids,
            "line_id": lines,
            "requested_at": instants(back.requested[told], window.known),
            "refunded_at": instants(back.refunded[told], window.known),
            "amount_minor": back.amount[told],
            "shipping_minor": back.shipping[told],
            "currency": CURRENCY,
            "quantity": back.quantity[told],
            "kind_of_refund": words(KIND_NAMES, back.kind[told]),
            "reason": words(reasons, first[back.kind[told]] + back.reason[told]),
            "status": words(("requested", "refunded", "rejected"), state),
            "is_before_shipping": (back.kind[told] == BEFORE_SHIPPING) | (back.kind[told] == WHOLE_ORDER),
        },
    )


def coupon_uses_sheet(named: Named) -> pa.Table:
    """Coupons on orders paid within the window."""
    sales = named.sales
    filled = sales.filled
    amount = np.where(filled.order_contact_coupon > 0, filled.order_contact_coupon, filled.order_shop_coupon)
    told = np.flatnonzero(named.window.has(sales.when.paid) & (amount > 0))
    contact = filled.order_contact_coupon[told] > 0
    return sheet(
        "coupon_uses",
        len(told),
        {
            "channel": named.channel(told),
            "coupon": coupon_codes(sales, told),
            "campaign": words(("shop_coupon", "contact_coupon"), contact),
            "customer": named.customers.take(pa.array(told)),
            "order_id": named.order_ids.take(pa.array(told)),
            "used_at": instants(sales.when.paid[told], NEVER),
            "discount_minor": amount[told],
            "currency": CURRENCY,
        },
    )


def reviews_sheet(named: Named) -> pa.Table:
    """Reviews written within the window."""
    sales, said = named.sales, named.sales.said
    told = np.flatnonzero(named.window.has(said.at))
    line = said.line[told]
    order = sales.filled.order[line]
    product = sales.filled.product[line]
    reply = np.where((said.stars[told] <= 2) & (said.words[told] % 3 > 0), 1, 0)  # noqa: PLR2004
    return sheet(
        "reviews",
        len(told),
        {
            "channel": named.channel(order),
            "review_id": pc.binary_join_element_wise(line_ids(named, line), "V", "-"),
            "order_id": named.order_ids.take(pa.array(order)),
            "sku": words([item.sku for item in named.telling.products], product),
            "customer": named.customers.take(pa.array(order)),
            "reviewed_at": instants(said.at[told], NEVER),
            "stars": said.stars[told],
            "content": review_texts(named.telling.products, product, said.stars[told], said.words[told]),
            "reply": words((None, "非常抱歉给您带来不好的体验，客服已联系您处理。"), reply),
            "has_picture": said.has_picture[told],
        },
    )
