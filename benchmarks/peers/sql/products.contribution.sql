-- From gross sales to contribution profit of each product in each channel; the losses first, then by net sales.
WITH pairs AS (
    SELECT
        channel::VARCHAR AS channel,
        sku,
        coalesce(sum(quantity) FILTER (is_paid AND is_sold), 0)::BIGINT AS units,
        coalesce(sum(gross_minor) FILTER (is_sold), 0)::BIGINT AS gross,
        coalesce(sum(gross_minor) FILTER (is_sold AND NOT is_paid), 0)::BIGINT AS unpaid,
        coalesce(sum(discount_merchant_minor) FILTER (is_sold AND is_paid), 0)::BIGINT AS merchant,
        coalesce(sum(refund_goods_minor + clawback_minor) FILTER (is_paid), 0)::BIGINT AS given_back,
        sum(net_sales_minor)::BIGINT AS net,
        coalesce(sum(cost_minor) FILTER (is_paid), 0)::BIGINT AS cost,
        coalesce(sum(fee_minor - fee_per_unit_minor - fee_per_order_minor) FILTER (is_paid AND cost_minor IS NOT NULL), 0)::BIGINT AS rate_fees,
        CASE WHEN count(*) FILTER (is_paid AND cost_minor IS NULL AND kind_of_line <> 'adjustment') = 0
            THEN coalesce(sum(net_sales_minor - cost_minor - coalesce(fee_minor, 0)) FILTER (is_paid), 0)::BIGINT
        END AS profit,
        max(product_name) AS product_name
    FROM (SELECT *, kind_of_line IN ('sale', 'remainder') AS is_sold FROM sale_lines)
    WHERE NOT is_excluded AND currency = 'CNY' AND ordered_day <= $as_of
    GROUP BY ALL
)
SELECT channel, sku, units, gross, -unpaid, -merchant, -given_back, net, -cost, -rate_fees, profit
FROM pairs
ORDER BY
    CASE WHEN profit < 0 THEN 0 WHEN profit IS NULL THEN 1 ELSE 2 END,
    CASE WHEN profit < 0 THEN profit ELSE -net END,
    channel,
    coalesce(sku, '')
LIMIT 200
