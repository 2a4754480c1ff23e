-- What an explanation of net sales must add up to: both totals, and each value of the asked column in both periods.
SELECT
    coalesce(CAST(columns_value AS VARCHAR), 'unknown') AS value,
    coalesce(sum(net_sales_minor) FILTER (ordered_day >= $before AND ordered_day < $start), 0)::BIGINT AS before,
    coalesce(sum(net_sales_minor) FILTER (ordered_day >= $start AND ordered_day < $end), 0)::BIGINT AS now
FROM (
    SELECT *, CASE $split WHEN 'channel' THEN channel WHEN 'sku' THEN sku ELSE 'all' END AS columns_value
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY'
)
GROUP BY ALL
ORDER BY ALL
