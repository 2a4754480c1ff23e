-- The key figures of the latest 28 days, of the 28 days before, and of the like days of last year (one may stand for two).
WITH windows AS (
    SELECT 'now' AS side, day, day AS told FROM calendar WHERE day > $as_of - 28 AND day <= $as_of
    UNION ALL
    SELECT 'previous', day, day FROM calendar WHERE day > $as_of - 56 AND day <= $as_of - 28
    UNION ALL
    SELECT 'last_year', aligned_last_year, day FROM calendar WHERE day > $as_of - 28 AND day <= $as_of
),
lines AS (
    SELECT side, told, s.*, kind_of_line IN ('sale', 'gift', 'remainder') AS of_an_order
    FROM sale_lines AS s
    JOIN windows AS w ON w.day = s.ordered_day
    WHERE NOT is_excluded AND currency = 'CNY' AND ordered_day > $as_of - 800
),
sold_by_day AS (
    SELECT
        side,
        told,
        sum(net_sales_minor)::BIGINT AS net_sales,
        sum(CASE WHEN is_paid THEN net_sales_minor - cost_minor - fee_minor END)::BIGINT AS profit,
        count(DISTINCT order_no) FILTER (WHERE is_paid AND of_an_order) AS paid_orders,
        sum(due_minor + shipping_minor + tax_minor) FILTER (WHERE is_paid AND of_an_order) AS paid_sales,
        sum(refund_minor + CASE WHEN kind_of_line = 'return' AND is_paid THEN -due_minor ELSE 0 END) AS refunds
    FROM lines
    GROUP BY side, told
),
sold AS (
    SELECT
        side,
        sum(net_sales)::BIGINT AS net_sales,
        sum(profit)::BIGINT AS profit,
        sum(paid_orders)::BIGINT AS paid_orders,
        sum(paid_sales)::BIGINT AS paid_sales,
        sum(refunds)::BIGINT AS refunds
    FROM sold_by_day
    GROUP BY side
),
bought AS (
    SELECT side, count(*) AS buyers, count(*) FILTER (WHERE orders > 1) AS repeat_buyers, count(*) FILTER (WHERE is_new) AS new_buyers
    FROM (
        SELECT side, customer, count(DISTINCT order_no) AS orders, bool_or(is_first_order) AS is_new
        FROM lines
        WHERE is_paid AND of_an_order AND customer IS NOT NULL
        GROUP BY side, customer
    )
    GROUP BY side
),
visited AS (
    SELECT side, count(DISTINCT visitor) AS visitors, count(DISTINCT visitor) FILTER (WHERE kind_of_event = 'purchase') AS converted
    FROM events
    JOIN windows ON day = happened_day
    WHERE happened_day > $as_of - 800
    GROUP BY side
)
SELECT side, net_sales, paid_orders, buyers, visitors, profit, paid_sales, refunds, repeat_buyers, new_buyers, converted
FROM sold
LEFT JOIN bought USING (side)
LEFT JOIN visited USING (side);

-- Day by day, with the period before.
SELECT ordered_day, sum(net_sales_minor)
FROM sale_lines
WHERE NOT is_excluded AND currency = 'CNY' AND ordered_day > $as_of - 56 AND ordered_day <= $as_of
GROUP BY ordered_day
ORDER BY ordered_day;

-- What changed most against the period before, by four dimensions.
SELECT channel, category, product_name, buyer_type, sum(now) AS now, sum(before) AS before
FROM (
    SELECT
        channel,
        category,
        product_name,
        CASE WHEN customer IS NULL THEN 'unknown' WHEN is_first_order THEN 'new' ELSE 'returning' END AS buyer_type,
        CASE WHEN ordered_day > $as_of - 28 THEN net_sales_minor ELSE 0 END AS now,
        CASE WHEN ordered_day > $as_of - 28 THEN 0 ELSE net_sales_minor END AS before
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND ordered_day > $as_of - 56 AND ordered_day <= $as_of
)
GROUP BY GROUPING SETS ((channel), (category), (product_name), (buyer_type))
ORDER BY abs(sum(now) - sum(before)) DESC
LIMIT 12
