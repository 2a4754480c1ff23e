-- Scores by counting, for every customer, those who are worse and those who are equal: no ranks, no windows.
WITH bought AS (
    SELECT
        customer,
        max(ordered_day) FILTER (WHERE kind_of_line IN ('sale', 'gift', 'remainder')) AS last_day,
        count(DISTINCT ordered_day) FILTER (WHERE kind_of_line IN ('sale', 'gift', 'remainder')) AS days,
        sum(net_sales_minor)::BIGINT AS money
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND customer IS NOT NULL AND currency = 'CNY' AND ordered_day <= $as_of
    GROUP BY customer
    HAVING days > 0
),
scored AS (
    SELECT
        customer, last_day, days, money,
        1 + (SELECT count(*) FILTER (o.last_day < b.last_day) + count(*) FILTER (o.last_day <= b.last_day) - 1 FROM bought AS o) * 5 // (2 * (SELECT count(*) FROM bought)) AS r,
        1 + (SELECT count(*) FILTER (o.days < b.days) + count(*) FILTER (o.days <= b.days) - 1 FROM bought AS o) * 5 // (2 * (SELECT count(*) FROM bought)) AS f,
        1 + (SELECT count(*) FILTER (o.money < b.money) + count(*) FILTER (o.money <= b.money) - 1 FROM bought AS o) * 5 // (2 * (SELECT count(*) FROM bought)) AS m
    FROM bought AS b
)
SELECT r >= 4 AS recent, f >= 4 AS frequent, m >= 4 AS valuable, count(*) AS customers, sum(money)::BIGINT AS money,
    list(customer ORDER BY customer) AS members
FROM scored
GROUP BY ALL
