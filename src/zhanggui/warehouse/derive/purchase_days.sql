-- On which days did each known customer buy, and how do these days follow each other?
CREATE OR REPLACE TABLE purchase_days AS
SELECT
    customer,
    ordered_day,
    row_number() OVER days - 1 AS earlier,
    first_value(ordered_day) OVER days AS first_day,
    lag(ordered_day) OVER days AS previous_day,
    lead(ordered_day) OVER days AS next_day
FROM (
    SELECT DISTINCT customer, ordered_day
    FROM order_totals
    WHERE is_order AND is_paid AND NOT is_excluded AND currency = getvariable('currency') AND customer IS NOT NULL
)
WINDOW days AS (PARTITION BY customer ORDER BY ordered_day);
