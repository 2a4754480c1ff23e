-- Products by the net sales they bring: how many make four fifths (A), the next 15 % (B) and the rest (C), and the hundred best.
WITH sold AS (
    SELECT
        sku,
        any_value(product_name) AS product_name,
        sum(net_sales_minor)::BIGINT AS net_sales_minor,
        sum(quantity)::BIGINT AS units,
        sum(net_sales_minor - cost_minor - fee_minor)::BIGINT AS profit_minor
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND sku IS NOT NULL AND ordered_day <= $as_of
    GROUP BY sku
),
placed AS (
    SELECT
        *,
        greatest(net_sales_minor, 0) AS worth,
        sum(worth) OVER (ORDER BY net_sales_minor DESC, sku ROWS UNBOUNDED PRECEDING) - worth AS before,
        sum(worth) OVER () AS whole,
        row_number() OVER (ORDER BY net_sales_minor DESC, sku) AS place
    FROM sold
),
classed AS (
    SELECT *, CASE WHEN worth = 0 THEN 'C' WHEN before * 100 < whole * 80 THEN 'A' WHEN before * 100 < whole * 95 THEN 'B' ELSE 'C' END AS letter
    FROM placed
)
SELECT letter AS name, count(*) AS products, sum(net_sales_minor)::BIGINT AS net_sales_minor, sum(units)::BIGINT, sum(profit_minor)::BIGINT
FROM classed
GROUP BY letter
UNION ALL
(SELECT sku, place, net_sales_minor, units, profit_minor FROM classed ORDER BY place LIMIT 100)
