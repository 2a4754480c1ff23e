-- The latest 28 days against the 28 before: net sales, and its drivers in the channels whose visitors are known.
WITH visited AS (
    SELECT
        CASE WHEN happened_day > $as_of - 28 THEN 'now' ELSE 'before' END AS side,
        channel,
        count(DISTINCT visitor) AS visitors
    FROM events
    WHERE happened_day > $as_of - 56 AND happened_day <= $as_of
    GROUP BY ALL
),
tracked AS (
    SELECT channel FROM visited GROUP BY channel HAVING count(*) = 2
),
lines AS (
    SELECT
        CASE WHEN ordered_day > $as_of - 28 THEN 'now' ELSE 'before' END AS side,
        channel IN (FROM tracked) AS is_tracked,
        is_paid AND kind_of_line IN ('sale', 'gift', 'remainder') AS is_bought,
        order_no,
        net_sales_minor,
        due_minor + shipping_minor + tax_minor AS paid_minor
    FROM sale_lines
    WHERE NOT is_excluded AND currency = 'CNY' AND ordered_day > $as_of - 56 AND ordered_day <= $as_of
),
sold AS (
    SELECT
        side,
        sum(net_sales_minor)::BIGINT AS net_sales,
        sum(net_sales_minor) FILTER (is_tracked)::BIGINT AS tracked_sales,
        count(DISTINCT order_no) FILTER (is_tracked AND is_bought) AS orders,
        sum(paid_minor) FILTER (is_tracked AND is_bought)::BIGINT AS paid_sales
    FROM lines
    GROUP BY side
),
visitors AS (
    SELECT side, sum(visitors)::BIGINT AS visitors FROM visited WHERE channel IN (FROM tracked) GROUP BY side
)
SELECT
    side,
    net_sales,
    visitors,
    round(orders / visitors, 9) AS conversion,
    round(paid_sales / orders)::BIGINT AS order_value,
    round(tracked_sales / paid_sales, 9) AS kept,
    net_sales - tracked_sales AS untracked
FROM sold
JOIN visitors USING (side);

-- What every combination of labels brought, in each of 26 spans of 28 days and now: products one by one where they moved most.
WITH lines AS (
    SELECT
        ($as_of - ordered_day) // 28 AS span,
        channel,
        sku,
        category,
        CASE WHEN customer IS NULL THEN 'unknown' WHEN is_first_order THEN 'new' ELSE 'returning' END AS buyer_type,
        quantity,
        net_sales_minor
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND ordered_day > $as_of - 27 * 28 AND ordered_day <= $as_of
),
told AS (
    SELECT sku
    FROM lines
    WHERE span < 2
    GROUP BY sku
    ORDER BY
        abs(sum(CASE span WHEN 0 THEN net_sales_minor ELSE -net_sales_minor END)) / sqrt(sum(net_sales_minor::DOUBLE ** 2)) DESC NULLS LAST
    LIMIT 200
)
SELECT
    span,
    channel,
    CASE WHEN sku IN (FROM told) THEN sku END AS product,
    category,
    buyer_type,
    sum(net_sales_minor)::BIGINT,
    sum(net_sales_minor::DOUBLE ** 2),
    count(*) FILTER (net_sales_minor <> 0),
    sum(quantity)::BIGINT
FROM lines
GROUP BY ALL
