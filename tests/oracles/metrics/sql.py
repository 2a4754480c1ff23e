"""Every metric once more, in plain SQL on what was landed: orders, their lines, payments and refunds.

Nothing here reads `sale_lines` or `refund_lines`: order totals come from the orders, products from the order lines,
refunds from the refunds. Each query gives one figure for the days from `from_day` up to but without `until_day`, of
one channel or of all; the tables behind it are laid out once for all figures of such a question. The SQL knows the
trap shop: the zone is UTC+8, subsidies are taken back in exact halves or wholes.
"""

from __future__ import annotations

TABLES = {
    "known_orders": """
    SELECT
        *,
        (ordered_at + INTERVAL 8 HOUR)::DATE AS day,
        paid_at IS NOT NULL OR (SELECT count(*) FROM payments p WHERE (p.channel, p.order_id) = (o.channel, o.order_id)) > 0 AS paid,
        coalesce(shipping_minor, 0) AS shipping,
        coalesce(tax_minor, 0) AS tax
    FROM orders o
    WHERE currency = 'CNY' AND NOT coalesce(is_sample, FALSE) AND order_id NOT IN (SELECT order_id FROM exclusions)
    """,
    "asked": """
    SELECT * FROM known_orders WHERE day >= getvariable('from_day') AND day < getvariable('until_day') AND channel = coalesce(getvariable('channel'), channel)
    """,
    "goods": """
    SELECT
        a.channel, a.order_id, a.day, a.paid, a.customer, l.line_id, l.kind_of_line AS kind, l.sku, l.quantity,
        l.gross_minor AS gross,
        coalesce(l.discount_platform_minor, 0) AS platform,
        coalesce(l.discount_merchant_minor, 0) AS merchant,
        coalesce(l.discount_influencer_minor, 0) AS influencer
    FROM asked a JOIN order_lines l USING (channel, order_id)
    """,
    "ordered": """
    SELECT
        a.*,
        coalesce((SELECT count(*) FROM goods g WHERE g.order_id = a.order_id), 0) AS line_count,
        coalesce((SELECT sum(gross) FROM goods g WHERE g.order_id = a.order_id AND kind = 'sale'), 0) AS sale_gross,
        coalesce((SELECT sum(gross - platform - merchant - influencer) FROM goods g WHERE g.order_id = a.order_id), 0) AS line_due,
        coalesce((SELECT sum(influencer) FROM goods g WHERE g.order_id = a.order_id), 0) AS line_influencer,
        greatest(
            coalesce(a.discount_platform_minor, 0),
            coalesce((SELECT sum(platform) FROM goods g WHERE g.order_id = a.order_id), 0)
        ) AS platform,
        NOT EXISTS (SELECT 1 FROM goods g WHERE g.order_id = a.order_id AND kind IN ('return', 'adjustment')) AS sells
    FROM asked a
    """,
    "sold": """
    SELECT *, greatest(goods_minor - line_due, 0) AS remainder, goods_minor + shipping + tax AS owed FROM ordered WHERE sells
    """,
    "money_back": """
    SELECT r.*, o.day AS order_day, (r.refunded_at + INTERVAL 8 HOUR)::DATE AS refund_day, o.customer
    FROM refunds r JOIN known_orders o USING (channel, order_id)
    WHERE r.refunded_at IS NOT NULL AND r.status = 'refunded' AND o.channel = coalesce(getvariable('channel'), o.channel)
    """,
    "back": """
    SELECT * FROM money_back WHERE order_day >= getvariable('from_day') AND order_day < getvariable('until_day')
    """,
    "booked": """
    SELECT * FROM money_back WHERE refund_day >= getvariable('from_day') AND refund_day < getvariable('until_day')
    """,
    # A refund of one line takes half of that line's subsidy with half of its price; a refund of the order takes all.
    "subsidy_back": """
    SELECT
        m.refund_id, m.order_day, m.refund_day,
        m.amount_minor - coalesce(m.shipping_minor, 0) AS goods,
        (
            SELECT coalesce(sum(
                (coalesce(l.discount_platform_minor, 0) + coalesce(l.discount_influencer_minor, 0))
                * CASE WHEN m.line_id IS NULL THEN 1 ELSE (m.amount_minor - coalesce(m.shipping_minor, 0)) / (
                    l.gross_minor - coalesce(l.discount_platform_minor, 0) - coalesce(l.discount_merchant_minor, 0)
                    - coalesce(l.discount_influencer_minor, 0)
                ) END
            ), 0)
            FROM order_lines l
            WHERE l.order_id = m.order_id AND (m.line_id IS NULL OR l.line_id = m.line_id)
        ) AS subsidy
    FROM money_back m
    """,
    "buying": """
    SELECT customer, count(*) AS orders, sum(owed) AS owed,
        bool_or(order_id = (
            SELECT arg_min(f.order_id, f.paid_time) FROM (
                SELECT order_id, customer,
                    coalesce(paid_at, (SELECT max(p.paid_at) FROM payments p WHERE p.order_id = k.order_id)) AS paid_time
                FROM known_orders k
                WHERE paid AND order_id NOT IN (SELECT order_id FROM order_lines WHERE kind_of_line IN ('return', 'adjustment'))
            ) f WHERE f.customer = sold.customer
        )) AS is_new
    FROM sold
    WHERE paid AND customer IS NOT NULL
    GROUP BY customer
    """,
    "returned": """
    SELECT g.order_id, g.line_id, coalesce(b.quantity, g.quantity) AS units
    FROM goods g JOIN back b ON b.order_id = g.order_id AND (b.line_id IS NULL OR b.line_id = g.line_id)
    WHERE b.kind_of_refund = 'return_and_refund' AND g.kind = 'sale'
    """,
    "costed": """
    SELECT
        g.*,
        (SELECT c.cost_minor FROM product_costs c WHERE c.sku = g.sku AND c.valid_from <= g.day ORDER BY c.valid_from DESC LIMIT 1) AS unit_cost,
        g.quantity - coalesce((SELECT sum(units) FROM returned r WHERE (r.order_id, r.line_id) = (g.order_id, g.line_id)), 0) AS kept
    FROM goods g
    WHERE g.paid
    """,
    "did": """
    SELECT * FROM events WHERE happened_day >= getvariable('from_day') AND happened_day < getvariable('until_day') AND channel = coalesce(getvariable('channel'), channel)
    """,
    "people": """
    SELECT
        visitor,
        count(*) FILTER (WHERE kind_of_event = 'view') > 0 AS viewed,
        count(*) FILTER (WHERE kind_of_event = 'cart') > 0 AS carted,
        count(*) FILTER (WHERE kind_of_event = 'favourite') > 0 AS favourited,
        count(*) FILTER (WHERE kind_of_event = 'purchase') > 0 AS purchased
    FROM did GROUP BY visitor
    """,
    "visited": """
    SELECT
        coalesce(happened_at > previous + INTERVAL 30 MINUTE, TRUE) AS begins,
        CASE WHEN happened_at <= previous + INTERVAL 30 MINUTE THEN epoch(happened_at) - epoch(previous) ELSE 0 END AS seconds
    FROM (
        SELECT happened_at, (
            SELECT max(e.happened_at) FROM did e
            WHERE e.visitor = d.visitor AND e.happened_day = d.happened_day AND (e.happened_at, e.event_id) < (d.happened_at, d.event_id)
        ) AS previous
        FROM did d
    )
    """,
    "invited": """
    SELECT visitor, count(*) FILTER (WHERE kind_of_event = 'purchase' AND happened_at >= invited_at) > 0 AS bought
    FROM did JOIN (SELECT visitor, min(happened_at) AS invited_at FROM did WHERE campaign IS NOT NULL GROUP BY visitor) USING (visitor)
    GROUP BY visitor
    """,
    "levels": """
    SELECT channel, day, coalesce(days, 1) AS length, list_position(['campaign', 'ad_group', 'product', 'keyword'], level) AS level_no, sum(cost_minor) AS spend
    FROM ad_stats WHERE currency = 'CNY' GROUP BY ALL
    """,
    "reports": """
    SELECT a.* REPLACE (coalesce(days, 1) AS days) FROM ad_stats a
    WHERE currency = 'CNY'
        AND coalesce(list_position(['campaign', 'ad_group', 'product', 'keyword'], level), 0) = (
            SELECT min(coalesce(level_no, 0)) FROM levels l
            WHERE (l.channel, l.day, l.length) = (a.channel, a.day, coalesce(a.days, 1))
                AND spend >= 0.99 * (SELECT max(spend) FROM levels m WHERE (m.channel, m.day, m.length) = (a.channel, a.day, coalesce(a.days, 1)))
        )
    """,
    "told_days": """
    SELECT *, unnest(range(from_day, from_day + days::INT, INTERVAL 1 DAY))::DATE AS told_day
    FROM (SELECT channel, day AS from_day, days, sum(cost_minor) / days AS a_day FROM reports GROUP BY channel, day, days)
    """,
    "left_over": """
    SELECT channel, from_day, days, CASE WHEN sum(other) >= 0.99 * sum(a_day) THEN 0 ELSE 1 - coalesce(sum(other), 0) / sum(a_day) END AS share
    FROM (
        SELECT *, (
            SELECT first(o.a_day ORDER BY o.days, o.from_day DESC) FROM told_days o
            WHERE (o.channel, o.told_day) = (t.channel, t.told_day) AND (o.days < t.days OR o.days = t.days AND o.from_day > t.from_day)
        ) AS other
        FROM told_days t
    )
    GROUP BY channel, from_day, days
    """,
    "ads": """
    SELECT r.* REPLACE (
        round_even(cost_minor * share, 0)::BIGINT AS cost_minor, round_even(sales_total_minor * share, 0)::BIGINT AS sales_total_minor,
        round_even(impressions * share, 0)::BIGINT AS impressions, round_even(clicks * share, 0)::BIGINT AS clicks,
        round_even(orders_total * share, 0)::BIGINT AS orders_total
    )
    FROM reports r JOIN left_over l ON (l.channel, l.from_day, l.days) = (r.channel, r.day, r.days)
    WHERE day >= getvariable('from_day') AND day < getvariable('until_day') AND r.channel = coalesce(getvariable('channel'), r.channel)
    """,
    "bought_days": """
    SELECT DISTINCT customer, day, channel FROM known_orders
    WHERE paid AND customer IS NOT NULL
        AND order_id NOT IN (SELECT order_id FROM order_lines WHERE kind_of_line IN ('return', 'adjustment'))
    """,
    "due": """
    SELECT DISTINCT customer, day, NOT EXISTS (
        SELECT 1 FROM bought_days l WHERE l.customer = b.customer AND l.day > b.day AND l.day <= b.day + 90
    ) AS is_last
    FROM bought_days b
    WHERE day + 90 >= getvariable('from_day') AND day + 90 < getvariable('until_day') AND day + 90 <= getvariable('as_of')
        AND channel = coalesce(getvariable('channel'), channel)
    """,
    "rated": """
    SELECT * FROM reviews
    WHERE (reviewed_at + INTERVAL 8 HOUR)::DATE >= getvariable('from_day') AND (reviewed_at + INTERVAL 8 HOUR)::DATE < getvariable('until_day')
        AND channel = coalesce(getvariable('channel'), channel)
    """,
    "lying": """
    SELECT *, (SELECT arg_max(cost_minor, valid_from) FROM product_costs c WHERE c.sku = s.sku AND c.valid_from <= s.day) AS unit_cost
    FROM stock_levels s
    WHERE day >= getvariable('from_day') AND day < getvariable('until_day')
    """,
    "counted": """
    SELECT * FROM traffic_stats
    WHERE day >= getvariable('from_day') AND day < getvariable('until_day') AND channel = coalesce(getvariable('channel'), channel) AND level = 'store'
    """,
}

GROSS = "(SELECT coalesce(sum(sale_gross + CASE WHEN line_count = 0 THEN goods_minor ELSE remainder END), 0) FROM sold)"
GROSS_PAID = GROSS.replace("FROM sold", "FROM sold WHERE paid")
PLATFORM = "(SELECT coalesce(sum(platform), 0) FROM sold)"
INFLUENCER = "(SELECT coalesce(sum(line_influencer), 0) FROM sold)"
GOODS = "(SELECT coalesce(sum(goods_minor), 0) FROM sold)"
ORDERS = "(SELECT count(*) FROM sold)"
PAID_ORDERS = "(SELECT count(*) FROM sold WHERE paid)"
PAID_SALES = "(SELECT coalesce(sum(owed), 0) FROM sold WHERE paid)"
STATED = """(
    SELECT coalesce(sum(refunded_minor), 0) FROM asked
    WHERE order_id NOT IN (SELECT order_id FROM refunds)
)"""
RETURN_DOCUMENTS = "(SELECT coalesce(-sum(gross), 0) FROM goods WHERE kind = 'return')"
ADJUSTMENTS = "(SELECT coalesce(sum(gross), 0) FROM goods WHERE kind = 'adjustment')"
REFUND_ROWS = "(SELECT coalesce(sum(amount_minor), 0) FROM back)"
REFUNDS = f"({REFUND_ROWS} + {STATED} + {RETURN_DOCUMENTS})"
BOOKED_ROWS = f"((SELECT coalesce(sum(amount_minor), 0) FROM booked) + {STATED})"
RECEIVED = f"({PAID_SALES} - {RETURN_DOCUMENTS} + {ADJUSTMENTS} - {REFUND_ROWS} - {STATED})"
SALES = f"""(
    (SELECT coalesce(sum(goods_minor + platform + line_influencer), 0) FROM sold WHERE paid)
    - {RETURN_DOCUMENTS} + {ADJUSTMENTS}
)"""
GOODS_BACK = f"""(
    (SELECT coalesce(sum(goods + subsidy), 0) FROM subsidy_back WHERE order_day >= getvariable('from_day') AND order_day < getvariable('until_day')) + {STATED}
)"""
GOODS_BOOKED = f"""(
    (SELECT coalesce(sum(goods + subsidy), 0) FROM subsidy_back WHERE refund_day >= getvariable('from_day') AND refund_day < getvariable('until_day')) + {STATED}
)"""
NET_SALES = f"({SALES} - {GOODS_BACK})"
LEFT_OVER = """(
    SELECT count(*) FROM sold s
    WHERE paid AND owed - coalesce(refunded_minor, 0)
        - coalesce((SELECT sum(amount_minor) FROM back b WHERE b.order_id = s.order_id), 0) > 0
)"""
REFUNDED_ORDERS = """(
    SELECT count(*) FROM sold s WHERE order_id IN (SELECT order_id FROM back) OR coalesce(refunded_minor, 0) > 0
)"""
UNITS = "(SELECT coalesce(sum(quantity), 0) FROM goods WHERE kind = 'sale' AND paid)"
RETURNED_UNITS = """(
    (SELECT coalesce(sum(units), 0) FROM returned) - (SELECT coalesce(sum(quantity), 0) FROM goods WHERE kind = 'return')
)"""
BUYERS = "(SELECT count(*) FROM buying)"
NEW_BUYERS = "(SELECT count(*) FROM buying WHERE is_new)"
KNOWN_ORDERS = "(SELECT coalesce(sum(orders), 0) FROM buying)"
KNOWN_SALES = "(SELECT coalesce(sum(owed), 0) FROM buying)"
KNOWN_COST = "(SELECT coalesce(sum(unit_cost * kept), 0) FROM costed WHERE kind <> 'adjustment')"
REMAINDERS = "(SELECT count(*) FROM sold WHERE paid AND remainder > 0)"
WITHOUT_COST = f"(SELECT {REMAINDERS} + count(*) FROM costed WHERE kind <> 'adjustment' AND unit_cost IS NULL)"
NET_WITHOUT_COST = f"""(
    (SELECT coalesce(sum(remainder), 0) FROM sold WHERE paid)
    + (SELECT coalesce(sum(gross), 0) FROM costed WHERE kind <> 'adjustment' AND unit_cost IS NULL)
    - (SELECT coalesce(sum(amount_minor), 0) FROM back WHERE order_id IN (SELECT order_id FROM costed WHERE unit_cost IS NULL AND sku IS NOT NULL))
    - {STATED}
)"""
DUE_KNOWN = """(
    (SELECT coalesce(sum(gross - platform - merchant - influencer), 0) FROM costed WHERE kind = 'sale' AND unit_cost IS NOT NULL)
    - (SELECT coalesce(sum(line_due + remainder - goods_minor), 0) FROM sold WHERE paid)
)"""
COMMISSION = """(
    (SELECT coalesce(sum(goods_minor), 0) FROM sold WHERE paid AND channel = 'tmall')
    - (SELECT coalesce(sum(amount_minor - coalesce(shipping_minor, 0)), 0) FROM back WHERE channel = 'tmall')
)"""
FEES = f"(({COMMISSION} * 5) // 100 + 300 * (SELECT count(*) FROM sold WHERE paid AND channel = 'tmall'))"
FEES_WITHOUT_COST = """(
    SELECT coalesce(sum(remainder * 5 // 100 + 300), 0) FROM sold WHERE paid AND channel = 'tmall' AND line_count = 0
)"""
PAID_LINES = f"(SELECT count(*) + {REMAINDERS} FROM goods WHERE paid)"
TMALL_LINES = """(
    SELECT (SELECT count(*) FROM goods WHERE paid AND channel = 'tmall')
        + (SELECT count(*) FROM sold WHERE paid AND channel = 'tmall' AND remainder > 0)
)"""
COSTED_OWN_LINES = """(
    SELECT count(*) FROM costed WHERE channel <> 'tmall' AND (kind = 'adjustment' OR unit_cost IS NOT NULL)
)"""
UNKNOWN_BUYERS = f"({PAID_ORDERS} > 0 AND {KNOWN_ORDERS} = 0)"
SPEND = "(SELECT coalesce(sum(cost_minor), 0) FROM ads)"
AD_SALES = "(SELECT coalesce(sum(sales_total_minor), 0) FROM ads)"
IMPRESSIONS = "(SELECT coalesce(sum(impressions), 0) FROM ads)"
CLICKS = "(SELECT coalesce(sum(clicks), 0) FROM ads)"
AD_ORDERS = "(SELECT coalesce(sum(orders_total), 0) FROM ads)"
VISITORS = "(SELECT count(*) FROM people)"
VISITOR_DAYS = "(SELECT coalesce(sum(visitors), 0) FROM counted)"
BUYER_DAYS = "(SELECT coalesce(sum(paying_buyers), 0) FROM counted)"
PRODUCT_TRAFFIC = """FROM traffic_stats
    WHERE day >= getvariable('from_day') AND day < getvariable('until_day') AND channel = coalesce(getvariable('channel'), channel)
        AND level = 'product' AND impressions + clicks IS NOT NULL"""
SHOWN = f"(SELECT coalesce(sum(impressions), 0) {PRODUCT_TRAFFIC})"
CLICKED = f"(SELECT coalesce(sum(clicks), 0) {PRODUCT_TRAFFIC})"
DWELT = "(SELECT coalesce(sum(round_even(dwell_seconds * visitors, 0)), 0)::BIGINT FROM counted)"
DWELLERS = "(SELECT coalesce(sum(visitors), 0) FROM counted WHERE dwell_seconds IS NOT NULL)"
VISITS = "(SELECT count(*) FROM visited WHERE begins)"
STAYED = "(SELECT coalesce(sum(seconds), 0)::BIGINT FROM visited)"
ACTIVE = "(SELECT count(DISTINCT (visitor, happened_day)) FROM did)"
INVITED = "(SELECT count(*) FROM invited)"
INVITED_BUYERS = "(SELECT count(*) FROM invited WHERE bought)"
GOOD = "(SELECT count(*) FROM rated WHERE stars IN (4, 5))"
STARRED = "(SELECT count(*) FROM rated WHERE stars IS NOT NULL)"
LYING = "(SELECT coalesce(sum(on_hand * unit_cost), 0) FROM lying)"
LYING_UNITS = "(SELECT coalesce(sum(on_hand), 0) FROM lying)"
LYING_DAYS = "(SELECT count(DISTINCT day) FROM lying)"
SELLING_DAYS = """(
    SELECT least(getvariable('until_day')::DATE, getvariable('as_of')::DATE + 1) - greatest(getvariable('from_day')::DATE, min(day))
    FROM known_orders
)"""
# Nothing is due in a shop whose first order is younger than 90 days: unknown, not zero.
ANY_DUE = "(SELECT count(*) FROM bought_days WHERE day + 90 <= getvariable('as_of')) > 0"
DUE = "(SELECT count(*) FROM due)"
LAST = "(SELECT count(*) FROM due WHERE is_last)"
DUE_BUYERS = "(SELECT count(DISTINCT customer) FROM due)"
LOST = "(SELECT count(DISTINCT customer) FROM due WHERE is_last)"
COSTS_MISSING = f"{WITHOUT_COST} > 0"
GROSS_PROFIT = f"CASE WHEN NOT {COSTS_MISSING} THEN {NET_SALES} - {KNOWN_COST} END"
PROFIT = f"CASE WHEN {COSTS_MISSING} THEN NULL ELSE {NET_SALES} - {KNOWN_COST} - {FEES} END"


def ratio(above, below):
    return f"{above}::DOUBLE / nullif({below}, 0)::DOUBLE"


def due(count):
    return f"CASE WHEN {ANY_DUE} THEN {count} END"


def known(count):
    return f"CASE WHEN {UNKNOWN_BUYERS} THEN NULL ELSE {count} END"


def people(condition):
    return f"(SELECT count(*) FROM people WHERE {condition})"


def acts(kind):
    return f"(SELECT count(*) FROM did WHERE kind_of_event = '{kind}')"


ORACLES = {
    "gross_sales": GROSS,
    "gross_sales_paid": GROSS_PAID,
    "discounts": f"{GROSS} - {GOODS}",
    "discounts_platform": PLATFORM,
    "discounts_merchant": f"{GROSS} - {GOODS} - {PLATFORM} - {INFLUENCER}",
    "discounts_influencer": INFLUENCER,
    "discount_rate": ratio(f"({GROSS} - {GOODS})", GROSS),
    "shipping_charged": "(SELECT coalesce(sum(shipping), 0) FROM asked WHERE paid)",
    "paid_sales": PAID_SALES,
    "paid_sales_booked": """
        SELECT coalesce(sum(goods_minor + shipping + tax), 0)
        FROM known_orders k
        WHERE paid AND channel = coalesce(getvariable('channel'), channel)
            AND order_id NOT IN (SELECT order_id FROM order_lines WHERE kind_of_line IN ('return', 'adjustment'))
            AND (coalesce(paid_at, (SELECT max(paid_at) FROM payments p WHERE p.order_id = k.order_id)) + INTERVAL 8 HOUR)::DATE
                BETWEEN getvariable('from_day') AND getvariable('until_day')::DATE - 1
    """,
    "money_received": RECEIVED,
    "refunds": REFUNDS,
    "refunds_booked": f"{BOOKED_ROWS} + {RETURN_DOCUMENTS}",
    "refunds_paid_out": BOOKED_ROWS,
    "return_documents": RETURN_DOCUMENTS,
    "refund_rate": ratio(REFUNDS, PAID_SALES),
    "net_sales": NET_SALES,
    "net_sales_booked": f"{SALES} - {GOODS_BOOKED}",
    "sales_before_refunds": SALES,
    "refunded_goods_booked": GOODS_BOOKED,
    "aov": f"round_even({ratio(PAID_SALES, PAID_ORDERS)}, 0)",
    "price_per_unit": f"round_even({ratio(GROSS_PAID, UNITS)}, 0)",
    "orders": ORDERS,
    "paid_orders": PAID_ORDERS,
    "orders_with_money_received": LEFT_OVER,
    "refunded_orders": REFUNDED_ORDERS,
    "refund_order_rate": ratio(REFUNDED_ORDERS, PAID_ORDERS),
    "payment_rate": ratio(PAID_ORDERS, ORDERS),
    "units": UNITS,
    "returned_units": RETURNED_UNITS,
    "return_rate": ratio(RETURNED_UNITS, UNITS),
    "units_per_order": ratio(UNITS, PAID_ORDERS),
    "sold_units": UNITS,
    "paid_sale_lines": "SELECT count(*) FROM goods WHERE kind = 'sale' AND paid",
    "paid_remainder_lines": REMAINDERS,
    "cost": f"CASE WHEN {COSTS_MISSING} THEN NULL ELSE {KNOWN_COST} END",
    "fees": f"CASE WHEN {PAID_LINES} > 0 AND {TMALL_LINES} = 0 THEN NULL ELSE {FEES} END",
    "contribution_profit": PROFIT,
    "contribution_margin": ratio(f"({PROFIT})", NET_SALES),
    "contribution_after_ads": f"({PROFIT}) - {SPEND}",
    "cost_coverage": ratio(DUE_KNOWN, "(SELECT coalesce(sum(goods_minor), 0) FROM sold WHERE paid)"),
    "known_cost": KNOWN_COST,
    "lines_without_cost": WITHOUT_COST,
    "net_sales_without_cost": NET_WITHOUT_COST,
    "fees_of_costed_lines": f"{FEES} - {FEES_WITHOUT_COST}",
    "costed_lines_without_fees": COSTED_OWN_LINES,
    "known_fees": FEES,
    "paid_lines_without_fees": f"{PAID_LINES} - {TMALL_LINES}",
    "paid_lines_with_fees": TMALL_LINES,
    "due_with_cost": DUE_KNOWN,
    "due_of_paid_lines": "SELECT coalesce(sum(goods_minor), 0) FROM sold WHERE paid",
    "buyers": known(BUYERS),
    "new_buyers": known(NEW_BUYERS),
    "returning_buyers": known(f"{BUYERS} - {NEW_BUYERS}"),
    "new_buyer_share": ratio(NEW_BUYERS, BUYERS),
    "repeat_buyers": known("(SELECT count(*) FROM buying WHERE orders > 1)"),
    "repeat_rate": ratio("(SELECT count(*) FROM buying WHERE orders > 1)", BUYERS),
    "spend_per_buyer": f"round_even({ratio(KNOWN_SALES, BUYERS)}, 0)",
    "orders_per_buyer": ratio(KNOWN_ORDERS, BUYERS),
    "customer_coverage": ratio(KNOWN_ORDERS, PAID_ORDERS),
    "known_buyers": BUYERS,
    "first_time_buyers": NEW_BUYERS,
    "coming_back_buyers": f"{BUYERS} - {NEW_BUYERS}",
    "buyers_with_two_orders": "SELECT count(*) FROM buying WHERE orders > 1",
    "paid_orders_of_known_customers": KNOWN_ORDERS,
    "paid_sales_of_known_customers": KNOWN_SALES,
    "paid_order_lines": f"{PAID_LINES} - (SELECT count(*) FROM goods WHERE paid AND kind IN ('return', 'adjustment'))",
    "paid_order_lines_of_known_customers": """
        SELECT count(*) FILTER (WHERE kind IN ('sale', 'gift'))
            + (SELECT count(*) FROM sold WHERE paid AND customer IS NOT NULL AND remainder > 0)
        FROM goods WHERE paid AND customer IS NOT NULL
    """,
    "visitors": VISITORS,
    "page_views": acts("view"),
    "views_per_visitor": ratio(acts("view"), VISITORS),
    "cart_adds": acts("cart"),
    "favourites": acts("favourite"),
    "purchases": acts("purchase"),
    "viewing_visitors": people("viewed"),
    "carting_visitors": people("carted"),
    "favouriting_visitors": people("favourited"),
    "purchasing_visitors": people("purchased"),
    "conversion": ratio(people("purchased"), VISITORS),
    "cart_rate": ratio(people("carted"), VISITORS),
    "favourite_rate": ratio(people("favourited"), VISITORS),
    "view_to_cart": ratio(people("viewed AND carted"), people("viewed")),
    "cart_to_purchase": ratio(people("carted AND purchased"), people("carted")),
    "viewed_and_carted": people("viewed AND carted"),
    "carted_and_purchased": people("carted AND purchased"),
    "platform_daily_visitors": ratio(VISITOR_DAYS, "(SELECT count(DISTINCT day) FROM counted)"),
    "platform_page_views": "SELECT coalesce(sum(page_views), 0) FROM counted",
    "platform_conversion": ratio(BUYER_DAYS, VISITOR_DAYS),
    "platform_visitor_days": VISITOR_DAYS,
    "platform_days": "SELECT count(DISTINCT day) FROM counted",
    "platform_buyer_days": BUYER_DAYS,
    "ad_spend": SPEND,
    "ad_sales": AD_SALES,
    "roi": ratio(AD_SALES, SPEND),
    "break_even_roi": ratio(NET_SALES, f"({PROFIT})"),
    "ad_impressions": IMPRESSIONS,
    "ad_clicks": CLICKS,
    "ad_ctr": ratio(CLICKS, IMPRESSIONS),
    "ad_orders": AD_ORDERS,
    "ad_conversion": ratio(AD_ORDERS, CLICKS),
    "cost_per_click": f"round_even({ratio(SPEND, CLICKS)}, 0)",
    "ad_share": ratio(SPEND, NET_SALES),
    "visits": VISITS,
    "visit_seconds": STAYED,
    "dwell_seconds": ratio(STAYED, VISITS),
    "visitor_days": ACTIVE,
    "active_days": ratio(ACTIVE, VISITORS),
    "impressions": acts("impression"),
    "clicks": acts("click"),
    "click_rate": ratio(acts("click"), acts("impression")),
    "invited_visitors": INVITED,
    "invited_buyers": INVITED_BUYERS,
    "promotion_conversion": ratio(INVITED_BUYERS, INVITED),
    "platform_dwell_total": DWELT,
    "platform_dwell_visitors": DWELLERS,
    "platform_dwell_seconds": ratio(DWELT, DWELLERS),
    "platform_impressions": SHOWN,
    "platform_clicks": CLICKED,
    "platform_click_rate": ratio(CLICKED, SHOWN),
    "reviews": "SELECT count(*) FROM rated",
    "rated_reviews": STARRED,
    "positive_reviews": GOOD,
    "positive_review_rate": ratio(GOOD, STARRED),
    "stock_value_days": LYING,
    "stock_unit_days": LYING_UNITS,
    "stock_days": LYING_DAYS,
    "stock_without_cost": "SELECT count(*) FROM lying WHERE unit_cost IS NULL AND on_hand > 0",
    "average_inventory": f"round_even({ratio(LYING, LYING_DAYS)}, 0)",
    "average_stock_units": ratio(LYING_UNITS, LYING_DAYS),
    "gross_profit": GROSS_PROFIT,
    "inventory_turnover": f"CASE WHEN NOT {COSTS_MISSING} THEN {KNOWN_COST} * 365.0 / {SELLING_DAYS} / round_even({ratio(LYING, LYING_DAYS)}, 0) END",
    "gmroi": f"({GROSS_PROFIT}) * 365.0 / {SELLING_DAYS} / round_even({ratio(LYING, LYING_DAYS)}, 0)",
    "days_of_cover": f"{ratio(LYING_UNITS, LYING_DAYS)} * {SELLING_DAYS} / {UNITS}",
    "due_purchases": due(DUE),
    "last_purchases": due(LAST),
    "due_buyers": due(DUE_BUYERS),
    "lapsed_buyers": due(LOST),
    "churn_rate": ratio(LOST, DUE_BUYERS),
    "last_purchase_share": ratio(LAST, DUE),
    "expected_purchases": ratio(DUE, LAST),
    "ltv_naive": f"round_even(round_even({ratio(PAID_SALES, PAID_ORDERS)}, 0) / ({ratio(LAST, DUE)}), 0)",
    "cost_per_new_buyer": f"round_even({ratio(SPEND, NEW_BUYERS)}, 0)",
}


def lay_out(connection, *, start, end, as_of, channel=None):
    """A connection of its own to the shop on which the tables above stand for some days of one channel or of all."""
    asked = connection.cursor()
    for name, value in {"from_day": start, "until_day": end, "as_of": as_of, "channel": channel}.items():
        asked.execute(f"SET VARIABLE {name} = ?", [value])
    for name, query in TABLES.items():
        asked.execute(f"CREATE TEMP TABLE {name} AS {query}")
    return asked


def ask(asked, name):
    """The oracle's figure for the days and the channel that were laid out."""
    query = ORACLES[name].strip()
    ((figure,),) = asked.execute(query if query.startswith("SELECT") else f"SELECT {query}").fetchall()
    return figure
