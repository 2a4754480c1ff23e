-- Products by what they bring: how many make four fifths (A), the next 15 % (B) and the rest (C), by sales and by profit; the hundred best.
WITH sold AS (
    SELECT
        sku,
        sum(net_sales_minor)::BIGINT AS net_sales_minor,
        sum(quantity) FILTER (WHERE kind_of_line = 'sale')::BIGINT AS units,
        sum(net_sales_minor - cost_minor - fee_minor)::BIGINT AS profit_minor,
        sum(refund_minor + CASE WHEN kind_of_line = 'return' THEN -due_minor ELSE 0 END)::BIGINT AS refund_minor,
        sum(due_minor + shipping_minor + tax_minor) FILTER (WHERE kind_of_line IN ('sale', 'gift', 'remainder'))::BIGINT AS paid_minor
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND sku IS NOT NULL AND ordered_day <= $as_of
    GROUP BY sku
),
placed AS (
    SELECT
        s.*,
        p.product_name,
        greatest(s.net_sales_minor, 0) AS worth,
        sum(worth) OVER by_sales - worth AS before,
        sum(worth) OVER () AS whole,
        row_number() OVER by_sales AS place,
        greatest(s.profit_minor, 0) AS gain,
        sum(gain) OVER by_profit - gain AS gain_before,
        sum(gain) OVER () AS whole_gain
    FROM sold AS s
    LEFT JOIN products AS p USING (sku)
    WINDOW
        by_sales AS (ORDER BY s.net_sales_minor DESC, s.sku ROWS UNBOUNDED PRECEDING),
        by_profit AS (ORDER BY s.profit_minor DESC, s.sku ROWS UNBOUNDED PRECEDING)
),
classed AS MATERIALIZED (
    SELECT
        *,
        CASE WHEN worth = 0 THEN 'C' WHEN before * 100 < whole * 80 THEN 'A' WHEN before * 100 < whole * 95 THEN 'B' ELSE 'C' END AS letter,
        CASE
            WHEN gain = 0 THEN 'C' WHEN gain_before * 100 < whole_gain * 80 THEN 'A' WHEN gain_before * 100 < whole_gain * 95 THEN 'B' ELSE 'C'
        END AS letter_by_profit
    FROM placed
)
SELECT letter AS name, count(*) AS products, sum(net_sales_minor)::BIGINT, sum(units)::BIGINT, sum(profit_minor)::BIGINT, NULL, NULL, NULL
FROM classed
GROUP BY letter
UNION ALL
(
    SELECT sku, place, net_sales_minor, units, profit_minor, product_name, refund_minor / paid_minor, letter_by_profit
    FROM classed
    ORDER BY place
    LIMIT 100
);

-- Products on sale that nobody bought.
SELECT count(*)
FROM products
WHERE coalesce(status, 'active') = 'active'
    AND sku NOT IN (
        SELECT sku FROM sale_lines
        WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND sku IS NOT NULL AND ordered_day <= $as_of
    )
