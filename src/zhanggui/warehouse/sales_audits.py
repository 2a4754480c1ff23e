"""Which sales, refunds and lists of the shop contradict each other?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.audit_rule import Audit

# Keys of sale lines are unique, so as many of them as order lines are the same ones.
SAME_NUMBER_OF_LINES = """
    (SELECT count(*) FROM order_lines) = (SELECT count(*) FROM sale_lines WHERE kind_of_line <> 'remainder')
"""

AUDITS: tuple[Audit, ...] = (
    Audit(
        name="order_totals_differ",
        severity="error",
        table="orders",
        title=Words(
            zh="销售明细合计不等于订单金额",
            en="sale lines do not add up to their order",
        ),
        sql="""
            SELECT o.channel, o.order_id, s.due, o.goods_minor, s.shipping, o.shipping_minor, s.tax, o.tax_minor, s.paid, o.paid_minor
            FROM own_orders AS o
            LEFT JOIN (
                SELECT
                    order_no,
                    sum(due_minor) AS due,
                    sum(gross_minor - discount_platform_minor - discount_merchant_minor - discount_influencer_minor) AS priced,
                    sum(shipping_minor) AS shipping,
                    sum(tax_minor) AS tax,
                    sum(paid_minor) AS paid,
                    bool_or(is_paid) AS is_paid
                FROM sale_lines
                GROUP BY order_no
            ) AS s ON s.order_no = o.row_no
            WHERE s.order_no IS NULL
                OR s.due <> coalesce(o.goods_minor, s.due)
                OR s.due <> s.priced
                OR s.shipping <> coalesce(o.shipping_minor, s.shipping)
                OR s.tax <> coalesce(o.tax_minor, s.tax)
                OR (s.is_paid AND s.paid <> coalesce(o.paid_minor, s.paid))
        """,
    ),
    Audit(
        name="refund_totals_differ",
        severity="error",
        table="refunds",
        title=Words(
            zh="退款明细合计不等于退款金额",
            en="refund lines do not add up to their refund",
        ),
        sql="""
            SELECT r.channel, r.refund_id, r.amount_minor, l.amount
            FROM own_refunds AS r
            JOIN orders AS o ON o.channel = r.channel AND o.order_id = r.order_id
            LEFT JOIN (
                SELECT channel, order_id, refund_id, sum(amount_minor) AS amount FROM refund_lines GROUP BY ALL
            ) AS l ON l.channel = r.channel AND l.order_id = r.order_id AND l.refund_id = r.refund_id
            WHERE (r.refunded_at IS NOT NULL OR r.status = 'refunded')
                AND coalesce(r.status, '') NOT IN ('rejected', 'closed')
                AND coalesce(l.amount, 0) <> r.amount_minor
        """,
    ),
    Audit(
        name="refunds_on_lines_differ",
        severity="error",
        table="sale_lines",
        title=Words(
            zh="销售明细上的退款不等于退款明细",
            en="refunds on the sale lines differ from the refund lines",
        ),
        sql="""
            SELECT order_no, line_id, s.refund_minor, r.amount
            FROM (SELECT * FROM sale_lines WHERE refund_minor <> 0 OR refund_goods_minor <> 0 OR clawback_minor <> 0) AS s
            FULL JOIN (
                SELECT order_no, line_id, sum(amount_minor) AS amount, sum(goods_minor) AS goods, sum(clawback_minor) AS clawback
                FROM refund_lines
                GROUP BY order_no, line_id
                HAVING sum(amount_minor) <> 0 OR sum(goods_minor) <> 0 OR sum(clawback_minor) <> 0
            ) AS r USING (order_no, line_id)
            WHERE (s.refund_minor, s.refund_goods_minor, s.clawback_minor) IS DISTINCT FROM (r.amount, r.goods, r.clawback)
        """,
    ),
    Audit(
        name="lines_doubled",
        severity="error",
        table="order_lines",
        title=Words(
            zh="明细在连接后重复",
            en="lines were doubled by a join",
        ),
        sql="""
            SELECT landed, derived
            FROM (
                SELECT
                    (SELECT count(*) FROM order_lines) AS landed,
                    (SELECT count(*) FROM sale_lines WHERE kind_of_line <> 'remainder') AS derived
            )
            WHERE landed < derived
        """,
    ),
    Audit(
        name="lines_lost",
        severity="error",
        table="order_lines",
        title=Words(
            zh="有订单的明细没有进入销售明细",
            en="lines of a known order that are not among the sale lines",
        ),
        unless=SAME_NUMBER_OF_LINES,
        sql="""
            SELECT channel, order_id, line_id
            FROM order_lines SEMI JOIN orders USING (channel, order_id) ANTI JOIN sale_lines USING (channel, order_id, line_id)
        """,
    ),
    Audit(
        name="lines_without_order",
        severity="warning",
        table="order_lines",
        title=Words(
            zh="明细的订单还没有导入，暂不计入销售",
            en="lines whose order has not been loaded; they do not count yet",
        ),
        unless=SAME_NUMBER_OF_LINES,
        sql="SELECT channel, order_id, line_id FROM order_lines ANTI JOIN orders USING (channel, order_id)",
    ),
    Audit(
        name="refunds_without_order",
        severity="warning",
        table="refunds",
        title=Words(
            zh="退款的订单还没有导入，暂不计入",
            en="refunds whose order has not been loaded; they do not count yet",
        ),
        sql="SELECT channel, refund_id, order_id FROM refunds ANTI JOIN orders USING (channel, order_id)",
    ),
    Audit(
        name="refunds_of_unknown_lines",
        severity="warning",
        table="refunds",
        title=Words(
            zh="退款指向不存在的子订单，已按整单分摊",
            en="refunds naming a line that the order does not have; split over the order",
        ),
        sql="""
            SELECT r.channel, r.refund_id, r.order_id, r.line_id
            FROM refunds AS r SEMI JOIN orders USING (channel, order_id)
            ANTI JOIN order_lines AS l ON l.channel = r.channel AND l.order_id = r.order_id AND l.line_id = r.line_id
            WHERE r.line_id IS NOT NULL
        """,
    ),
    Audit(
        name="refunds_above_payment",
        severity="warning",
        table="refund_lines",
        title=Words(zh="退款大于实付", en="orders refunded beyond what was paid"),
        sql="""
            SELECT channel, order_id, sum(paid_minor) AS paid, sum(refund_minor) AS refunded
            FROM sale_lines
            WHERE order_no IN (SELECT order_no FROM refund_lines)
            GROUP BY channel, order_id
            HAVING sum(refund_minor) > sum(paid_minor)
        """,
    ),
    Audit(
        name="refund_sources_differ",
        severity="warning",
        table="refunds",
        title=Words(
            zh="退款明细与订单表的已退款金额不一致，以退款明细为准",
            en="refund rows differ from the order's own refunded amount; the rows count",
        ),
        sql="""
            SELECT o.channel, o.order_id, o.refunded_minor, r.amount
            FROM orders AS o
            JOIN (
                SELECT channel, order_id, sum(amount_minor) AS amount
                FROM refunds
                WHERE (refunded_at IS NOT NULL OR status = 'refunded') AND coalesce(status, '') NOT IN ('rejected', 'closed')
                GROUP BY channel, order_id
            ) AS r USING (channel, order_id)
            WHERE o.refunded_minor <> r.amount
        """,
    ),
    Audit(
        name="lines_short_of_order",
        severity="warning",
        table="order_lines",
        title=Words(
            zh="明细合计少于订单货款，差额记为余额明细",
            en="lines that fall short of their order; the difference is a remainder line",
        ),
        sql="""
            SELECT r.channel, r.order_id, r.due_minor
            FROM sale_lines AS r SEMI JOIN order_lines USING (channel, order_id)
            WHERE r.kind_of_line = 'remainder'
        """,
    ),
    Audit(
        name="negative_prices",
        severity="warning",
        table="sale_lines",
        title=Words(zh="销售明细的应付货款为负", en="lines sold at a negative price"),
        sql="""
            SELECT channel, order_id, line_id, gross_minor, due_minor
            FROM sale_lines
            WHERE kind_of_line IN ('sale', 'gift', 'remainder') AND (due_minor < 0 OR gross_minor < 0)
        """,
    ),
    Audit(
        name="prices_above_list",
        severity="warning",
        table="order_lines",
        title=Words(zh="应付货款高于原价金额", en="lines due for more than their gross"),
        sql="""
            SELECT channel, order_id, line_id, gross_minor, due_minor
            FROM sale_lines
            WHERE kind_of_line IN ('sale', 'gift') AND gross_minor >= 0 AND due_minor > gross_minor
        """,
    ),
    Audit(
        name="orders_from_the_future",
        severity="warning",
        table="orders",
        title=Words(zh="下单时间晚于导出时间", en="orders placed after they were exported"),
        sql="SELECT channel, order_id, ordered_at, exported_at FROM orders WHERE ordered_at > exported_at",
    ),
    Audit(
        name="paid_before_ordered",
        severity="warning",
        table="orders",
        title=Words(zh="付款早于下单", en="orders paid before they were placed"),
        sql="SELECT channel, order_id, ordered_at, paid_at FROM orders WHERE paid_at < ordered_at",
    ),
    Audit(
        name="rates_missing",
        severity="warning",
        table="orders",
        title=Words(
            zh="没有这一天的汇率，这些外币订单不计入任何数字；请导入汇率模板（zhanggui template rates）",
            en="no rate for this currency on these days, so the orders count nowhere; load the rates template "
            "(zhanggui template rates)",
        ),
        sql="""
            SELECT
                currency,
                local_day(ordered_at) AS day,
                count(*) AS orders
            FROM own_orders
            WHERE currency <> getvariable('currency')
            GROUP BY ALL
            ORDER BY ALL
        """,
    ),
    Audit(
        name="products_unknown",
        severity="warning",
        table="products",
        title=Words(zh="商品资料缺失", en="products sold that the product table lacks"),
        sql="""
            SELECT sku, count(*) AS lines
            FROM order_lines ANTI JOIN products USING (sku)
            WHERE sku IS NOT NULL
            GROUP BY sku
        """,
    ),
    Audit(
        name="placements_contradict",
        severity="warning",
        table="placements",
        title=Words(
            zh="陈列结束早于开始，或覆盖不在 0–1：不计入，请改正后重新导入",
            en="placements that end before they begin, or reach less than none or more than all: not counted; correct and load them again",
        ),
        sql="""
            SELECT channel, sku, kind_of_placement, first_day, last_day, reached_share
            FROM placements
            WHERE last_day < first_day OR reached_share NOT BETWEEN 0 AND 1
        """,
    ),
)
