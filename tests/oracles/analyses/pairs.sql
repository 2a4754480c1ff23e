-- How many orders hold both of two products, by joining the lines with themselves.
WITH held AS (
    SELECT DISTINCT order_no, sku
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND sku IS NOT NULL AND currency = 'CNY'
        AND kind_of_line IN ('sale', 'remainder') AND quantity > 0 AND ordered_day <= $as_of
)
SELECT a.sku, b.sku, count(*)
FROM held AS a
INNER JOIN held AS b ON a.order_no = b.order_no AND a.sku < b.sku
GROUP BY ALL
ORDER BY ALL
