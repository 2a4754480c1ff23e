-- Contribution profit of each product in each channel, line by line: what is kept of it, less its cost, less its fees.
SELECT
    channel::VARCHAR AS channel,
    sku,
    sum(CASE WHEN kind_of_line IN ('sale', 'remainder') THEN gross_minor ELSE 0 END)::BIGINT AS gross,
    sum(CASE WHEN is_paid
        THEN due_minor + discount_platform_minor + discount_influencer_minor - refund_goods_minor - clawback_minor ELSE 0
    END)::BIGINT AS net,
    CASE WHEN count(*) FILTER (WHERE is_paid AND cost_minor IS NULL AND kind_of_line <> 'adjustment') = 0
        THEN sum(CASE WHEN is_paid
            THEN due_minor + discount_platform_minor + discount_influencer_minor - refund_goods_minor - clawback_minor
                - CASE WHEN kind_of_line = 'adjustment' THEN 0 ELSE unit_cost_minor * (quantity - returned_quantity) END
                - coalesce(fee_minor, 0)
            ELSE 0
        END)::BIGINT
    END AS profit
FROM sale_lines
WHERE NOT is_excluded AND currency = 'CNY' AND ordered_day <= $as_of
GROUP BY ALL
ORDER BY ALL
