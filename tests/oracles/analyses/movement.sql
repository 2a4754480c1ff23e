-- Each customer of one instant, from the lines themselves: no cuts, no sums of sums, no ranks.
WITH bought AS (
    SELECT
        customer,
        date_diff('day', max(ordered_day) FILTER (WHERE kind_of_line IN ('sale', 'gift', 'remainder')), $instant::DATE) AS away,
        count(DISTINCT ordered_day) FILTER (WHERE kind_of_line IN ('sale', 'gift', 'remainder')) AS days,
        sum(net_sales_minor)::BIGINT AS money
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND customer IS NOT NULL AND currency = 'CNY'
        AND ordered_day BETWEEN $instant::DATE - $look_back::INTEGER + 1 AND $instant::DATE
    GROUP BY customer
    HAVING days > 0
)
SELECT away <= $recent AS recent, days >= $frequent AS frequent, money >= $valuable AS valuable,
    count(*) AS customers, sum(money)::BIGINT AS money
FROM bought
GROUP BY ALL
