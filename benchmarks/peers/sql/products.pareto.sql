-- Products by the net sales they bring, largest first, with the share of all sales up to and including each of them.
WITH sold AS (
    SELECT
        sku,
        any_value(product_name) AS product_name,
        sum(net_sales_minor)::BIGINT AS net_sales_minor,
        sum(quantity - returned_quantity)::BIGINT AS units,
        sum(net_sales_minor - cost_minor - fee_minor)::BIGINT AS profit_minor
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND sku IS NOT NULL AND ordered_day <= $as_of
    GROUP BY sku
)
SELECT *, sum(net_sales_minor) OVER (ORDER BY net_sales_minor DESC, sku) / sum(net_sales_minor) OVER () AS share_to_date
FROM sold
ORDER BY net_sales_minor DESC, sku
