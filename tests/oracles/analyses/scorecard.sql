-- What each channel sold, kept and left in the days up to $until, line by line; profit is empty where a cost is missing.
SELECT
    channel::VARCHAR AS channel,
    sum(CASE WHEN is_paid THEN due_minor + discount_platform_minor + discount_influencer_minor ELSE 0 END)::BIGINT AS sold,
    sum(CASE WHEN is_paid THEN refund_goods_minor + clawback_minor ELSE 0 END)::BIGINT AS given_back,
    CASE WHEN count(*) FILTER (WHERE is_paid AND cost_minor IS NULL AND kind_of_line <> 'adjustment') = 0
        THEN sum(CASE WHEN is_paid
            THEN due_minor + discount_platform_minor + discount_influencer_minor - refund_goods_minor - clawback_minor
                - CASE WHEN kind_of_line = 'adjustment' THEN 0 ELSE unit_cost_minor * (quantity - returned_quantity) END
                - coalesce(fee_minor, 0)
            ELSE 0
        END)::BIGINT
    END AS profit,
    count(DISTINCT order_no) FILTER (WHERE is_paid AND kind_of_line IN ('sale', 'gift', 'remainder')) AS orders,
    count(DISTINCT customer) FILTER (WHERE is_paid AND is_first_order AND kind_of_line IN ('sale', 'gift', 'remainder')) AS new_buyers
FROM sale_lines
WHERE NOT is_excluded AND currency = 'CNY' AND ordered_day >= $from AND ordered_day < $until
GROUP BY ALL
ORDER BY ALL
