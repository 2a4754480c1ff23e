-- Customers by the month of their first purchase, and how many bought in each month after; months that are over.
WITH bought AS (
    SELECT
        customer,
        date_trunc('month', ordered_day)::DATE AS month,
        max(kind_of_line IN ('sale', 'gift', 'remainder')) AS bought,
        sum(net_sales_minor) AS net_sales_minor
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND customer IS NOT NULL AND ordered_day <= $as_of
    GROUP BY ALL
),
firsts AS (
    SELECT customer, min(month) AS cohort FROM bought WHERE bought GROUP BY customer
)
SELECT
    strftime(cohort, '%Y-%m') AS cohort,
    date_diff('month', cohort, month) AS since,
    count(*) FILTER (WHERE bought) AS buyers,
    sum(net_sales_minor)::BIGINT AS net_sales_minor
FROM bought
JOIN firsts USING (customer)
WHERE month >= cohort AND month < date_trunc('month', $as_of::DATE + 1)
GROUP BY ALL
