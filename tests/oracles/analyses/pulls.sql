-- Orders of every product, how many were a known customer's first, how many hold another product.
WITH held AS (
    SELECT order_no, sku, customer, is_first_order, quantity
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND sku IS NOT NULL AND currency = 'CNY'
        AND kind_of_line IN ('sale', 'remainder') AND quantity > 0 AND ordered_day <= $as_of
)
SELECT
    sku,
    sum(quantity)::BIGINT,
    count(DISTINCT order_no),
    count(DISTINCT order_no) FILTER (WHERE customer IS NOT NULL),
    count(DISTINCT order_no) FILTER (WHERE is_first_order),
    count(DISTINCT order_no) FILTER (WHERE order_no IN (SELECT o.order_no FROM held AS o WHERE o.sku <> held.sku))
FROM held
GROUP BY sku
ORDER BY sku
