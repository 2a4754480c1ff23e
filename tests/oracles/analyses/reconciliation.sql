-- Per channel and check: what was expected, what is recorded, and in how many orders the two differ.
WITH money AS (
    SELECT
        s.channel,
        s.order_id,
        coalesce(any_value(o.paid_minor), sum(CASE WHEN s.is_paid THEN s.due_minor + s.shipping_minor + s.tax_minor END), 0) AS paid,
        any_value(o.refunded_minor) AS refunded,
        coalesce(sum(
            CASE WHEN s.is_paid THEN
                s.paid_minor + s.discount_platform_minor + s.discount_influencer_minor - s.refund_minor - s.clawback_minor
            END
        ), 0) AS owed,
        -- The carrier is paid by the shop itself: no statement shows it.
        coalesce(sum(CASE WHEN s.is_paid THEN s.fee_minor END), 0)
            - CASE WHEN bool_or(s.is_paid) THEN $carrier_minor ELSE 0 END AS fees,
        -- Of a time before the first statement, and on none: not compared.
        max(s.paid_at) < (SELECT min(occurred_at) FROM settlement_lines)
            AND s.order_id NOT IN (SELECT order_id FROM settlement_lines WHERE kind_of_amount = 'goods') AS is_older
    FROM sale_lines AS s
    JOIN orders AS o ON o.channel = s.channel AND o.order_id = s.order_id
    GROUP BY s.channel, s.order_id
),
told AS (
    SELECT channel, order_id, 'payments' AS what, paid AS expected, 0 AS recorded, 1 AS orders FROM money
    UNION ALL
    SELECT channel, order_id, 'payments', 0, amount_minor, 0 FROM payments
    UNION ALL
    SELECT channel, order_id, 'refunds', -refunded, 0, 1 FROM money WHERE refunded IS NOT NULL
    UNION ALL
    SELECT r.channel, r.order_id, 'refunds', 0, -r.amount_minor, 0
    FROM refunds AS r
    LEFT JOIN money AS m ON m.channel = r.channel AND m.order_id = r.order_id
    WHERE r.refunded_at IS NOT NULL AND (m.order_id IS NULL OR m.refunded IS NOT NULL)
    UNION ALL
    SELECT channel, order_id, 'settlement', owed, 0, 1 FROM money WHERE NOT is_older
    UNION ALL
    SELECT channel, order_id, 'fees', -fees, 0, 1 FROM money WHERE NOT is_older
    UNION ALL
    SELECT channel, order_id, CASE WHEN kind_of_amount LIKE 'fee%' THEN 'fees' ELSE 'settlement' END, 0, amount_minor, 0
    FROM settlement_lines
    WHERE kind_of_amount NOT IN ('withdrawal', 'deposit', 'reserve')
),
each_order AS (
    SELECT channel, order_id, what, sum(expected) AS expected, sum(recorded) AS recorded
    FROM told
    GROUP BY channel, order_id, what
)
SELECT
    channel,
    what,
    sum(expected)::BIGINT AS expected,
    sum(recorded)::BIGINT AS recorded,
    count(*) FILTER (WHERE expected <> recorded) AS differing
FROM each_order
GROUP BY channel, what
ORDER BY channel, what
