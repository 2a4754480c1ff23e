-- What an answer about sales counts and what it leaves out: excluded orders, hidden buyers, lines without cost or fees.
SELECT
    is_excluded,
    currency,
    customer IS NULL AS hides_buyer,
    cost_minor IS NULL AND kind_of_line <> 'adjustment' AS lacks_cost,
    fee_minor IS NULL AS lacks_fees,
    min(ordered_day) AS first_day,
    count(*) AS lines,
    sum(net_sales_minor)::BIGINT AS net_sales_minor
FROM sale_lines
WHERE is_paid AND ordered_day <= $as_of
GROUP BY ALL
