-- Of how many sold lines of each product did something come back, and what was given back?
SELECT
    sku,
    count(*) FILTER (WHERE kind_of_line IN ('sale', 'remainder'))::BIGINT AS sold,
    least(
        count(*) FILTER (WHERE kind_of_line IN ('sale', 'remainder') AND returned_quantity > 0)
        + count(*) FILTER (WHERE kind_of_line = 'return'),
        count(*) FILTER (WHERE kind_of_line IN ('sale', 'remainder'))
    )::BIGINT AS back,
    sum(refund_minor + clawback_minor + CASE WHEN kind_of_line = 'return' THEN -due_minor ELSE 0 END)::BIGINT AS given_back
FROM sale_lines
WHERE
    is_paid AND NOT is_excluded AND currency = 'CNY' AND sku IS NOT NULL AND ordered_day <= $last_day
    AND (kind_of_line IN ('sale', 'remainder', 'return'))
GROUP BY sku
HAVING sold > 0
ORDER BY sku
