-- How many known customers bought both of two products, by joining purchases with themselves.
WITH held AS (
    SELECT DISTINCT customer, sku
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND sku IS NOT NULL AND currency = 'CNY' AND customer IS NOT NULL
        AND kind_of_line IN ('sale', 'remainder') AND quantity > 0 AND ordered_day <= $as_of
)
SELECT least(a.sku, b.sku), greatest(a.sku, b.sku), count(*)
FROM held AS a
INNER JOIN held AS b ON a.customer = b.customer AND a.sku < b.sku
GROUP BY ALL
HAVING count(*) >= 5
ORDER BY ALL
