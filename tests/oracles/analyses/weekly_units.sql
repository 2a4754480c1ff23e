-- Units of every product in each week counted back from the last day.
SELECT sku, (date_diff('day', ordered_day, $as_of::DATE) // 7)::BIGINT AS back, sum(quantity)::BIGINT, sum(due_minor)::BIGINT
FROM sale_lines
WHERE is_paid AND NOT is_excluded AND sku IS NOT NULL AND currency = 'CNY'
    AND kind_of_line IN ('sale', 'remainder') AND quantity > 0 AND ordered_day <= $as_of
GROUP BY ALL
ORDER BY ALL
