-- What the shop got and what buyers paid a unit on each channel and on the reference, over the weeks in which both sold
-- the product; each week weighs u u' / (u + u').
WITH weekly AS (
    SELECT sku, channel::VARCHAR AS channel, date_trunc('week', ordered_day) AS week, sum(quantity)::DOUBLE AS units,
        sum(gross_minor - discount_merchant_minor) / sum(quantity)::DOUBLE AS shop,
        sum(gross_minor - discount_merchant_minor - discount_platform_minor - discount_influencer_minor)
            / sum(quantity)::DOUBLE AS buyer
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND kind_of_line = 'sale' AND quantity > 0 AND due_minor > 0
        AND ordered_day >= $from AND ordered_day < $until
    GROUP BY ALL
), paired AS (
    SELECT a.sku, a.channel, a.units, a.shop, b.shop AS base_shop, a.buyer, b.buyer AS base_buyer,
        a.units * b.units / (a.units + b.units) AS weight
    FROM weekly a JOIN weekly b ON a.sku = b.sku AND a.week = b.week
    WHERE a.channel <> $reference AND b.channel = $reference
)
SELECT sku, channel, count(*), sum(units)::BIGINT,
    sum(weight * shop) / sum(weight), sum(weight * base_shop) / sum(weight), sum(weight * buyer) / sum(weight * base_buyer) - 1
FROM paired GROUP BY ALL ORDER BY ALL
