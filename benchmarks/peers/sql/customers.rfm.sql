-- Customers in eight groups. A score is 1 + ⌊5 × share of customers who do worse, equal ones counted half⌋; 4 and 5 are high.
WITH days AS (
    SELECT
        customer,
        ordered_day,
        max(kind_of_line IN ('sale', 'gift', 'remainder')) AS bought,
        sum(net_sales_minor) AS net_sales_minor,
        sum(cost_minor) AS cost_minor,
        sum(fee_minor) AS fee_minor
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND customer IS NOT NULL AND ordered_day <= $as_of
    GROUP BY customer, ordered_day
),
buyers AS (
    SELECT
        customer,
        max(ordered_day) FILTER (WHERE bought) AS last_day,
        count(*) FILTER (WHERE bought) AS purchase_days,
        sum(net_sales_minor) AS net_sales_minor,
        sum(cost_minor) AS cost_minor,
        sum(fee_minor) AS fee_minor
    FROM days
    GROUP BY customer
    HAVING purchase_days > 0
),
scored AS (
    SELECT
        *,
        (rank() OVER (ORDER BY last_day) + count(*) OVER (ORDER BY last_day RANGE UNBOUNDED PRECEDING) - 2) * 5 // (2 * count(*) OVER ()) + 1 AS recency,
        (rank() OVER (ORDER BY purchase_days) + count(*) OVER (ORDER BY purchase_days RANGE UNBOUNDED PRECEDING) - 2) * 5 // (2 * count(*) OVER ()) + 1 AS frequency,
        (rank() OVER (ORDER BY net_sales_minor) + count(*) OVER (ORDER BY net_sales_minor RANGE UNBOUNDED PRECEDING) - 2) * 5 // (2 * count(*) OVER ()) + 1 AS monetary
    FROM buyers
)
SELECT
    recency >= 4 AS recent,
    frequency >= 4 AS frequent,
    monetary >= 4 AS valuable,
    count(*) AS customers,
    sum(net_sales_minor)::BIGINT AS net_sales_minor,
    sum(net_sales_minor - cost_minor - fee_minor)::BIGINT AS profit_minor,
    avg(date_diff('day', last_day, $as_of::DATE)) AS days_since,
    avg(purchase_days) AS purchase_days
FROM scored
GROUP BY ALL
