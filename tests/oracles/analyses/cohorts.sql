-- Retention the classic way: the first month from all lines, then distinct buyers by month; no reduction in between.
WITH lines AS (
    SELECT customer, date_trunc('month', ordered_day)::DATE AS month, kind_of_line IN ('sale', 'gift', 'remainder') AS bought, net_sales_minor
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND customer IS NOT NULL AND currency = 'CNY' AND ordered_day <= $as_of
),
firsts AS (SELECT customer, min(month) AS cohort FROM lines WHERE bought GROUP BY customer)
SELECT
    strftime(cohort, '%Y-%m') AS cohort,
    date_diff('month', cohort, month) AS since,
    count(DISTINCT customer) FILTER (WHERE bought) AS buyers,
    sum(net_sales_minor)::BIGINT AS net_sales_minor
FROM lines JOIN firsts USING (customer)
WHERE month >= cohort
GROUP BY ALL
