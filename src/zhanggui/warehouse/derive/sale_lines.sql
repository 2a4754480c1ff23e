-- What did every line sell, pay, give back, cost and owe to the channel?

-- A cost holds from its day until the next one for the same product.
CREATE OR REPLACE TEMP TABLE cost_spans AS
SELECT
    sku,
    cost_minor,
    valid_from,
    coalesce(lead(valid_from) OVER (PARTITION BY sku ORDER BY valid_from), DATE '9999-12-31') AS valid_until
FROM product_costs
WHERE currency = getvariable('currency');

-- Rates and charges per unit by channel, day and category; a category's own row wins over the row for all.
CREATE OR REPLACE TEMP TABLE line_fees AS
WITH days AS (
    SELECT DISTINCT channel, ordered_day FROM order_money WHERE channel IN (SELECT channel FROM fees)
),
categories AS (
    SELECT DISTINCT category FROM fees UNION SELECT NULL
),
valid AS (
    SELECT
        d.channel,
        d.ordered_day,
        c.category,
        f.kind_of_fee,
        arg_max({'rate': f.rate, 'amount': f.amount_minor}, {'own': f.category IS NOT NULL, 'valid_from': f.valid_from}) AS charge
    FROM days AS d
    CROSS JOIN categories AS c
    JOIN fees AS f
        ON f.channel = d.channel
        AND f.valid_from <= d.ordered_day
        AND (f.category IS NULL OR f.category = c.category)
        AND coalesce(f.currency, getvariable('currency')) = getvariable('currency')
    GROUP BY d.channel, d.ordered_day, c.category, f.kind_of_fee
)
SELECT
    channel,
    ordered_day,
    coalesce(category, '') AS category,
    coalesce(sum(charge.rate) FILTER (WHERE kind_of_fee IN ('commission', 'payment')), 0) AS rate,
    coalesce(sum(charge.amount) FILTER (WHERE kind_of_fee = 'fixed_per_unit'), 0)::BIGINT AS per_unit
FROM valid
GROUP BY channel, ordered_day, category;

-- Numbering a text takes longer than joining it: each product is numbered here, once, and its lines are not.
CREATE OR REPLACE TEMP TABLE product_facts AS
SELECT
    sku,
    sku::sale_sku AS sku_word,
    product_name::sale_product_name AS product_name,
    category::sale_category AS category,
    brand::sale_brand AS brand,
    CASE WHEN category IN (SELECT category FROM fees) THEN category ELSE '' END AS fee_category
FROM products
UNION ALL BY NAME
SELECT DISTINCT u.sku, u.sku::sale_sku AS sku_word, '' AS fee_category
FROM unlisted_products AS u
ANTI JOIN products AS p ON p.sku = u.sku
WHERE u.sku IS NOT NULL;

-- The sales of one slice of the orders: what is joined to their lines fits into memory then.
CREATE OR REPLACE TEMP VIEW slice_of_sales AS
WITH lines AS (
    SELECT
        line,
        channel,
        order_id,
        line_id,
        TRY_CAST(kind_of_line AS sale_kind) AS kind_of_line,
        sku,
        listing_id,
        product_name,
        quantity,
        gross,
        platform,
        influencer,
        merchant,
        coalesce(tax, 0) AS tax
    FROM priced_lines
    UNION ALL
    SELECT
        -order_no, channel, order_id, '*', 'remainder'::sale_kind, NULL, NULL, NULL, 1,
        remainder_due + CASE WHEN has_lines THEN 0 ELSE platform + merchant + influencer END,
        CASE WHEN has_lines THEN 0 ELSE platform END,
        CASE WHEN has_lines THEN 0 ELSE influencer END,
        CASE WHEN has_lines THEN 0 ELSE merchant END,
        0
    FROM order_money
    WHERE has_remainder
),
-- Buyers are found per order: there are fewer of them than lines.
bought AS (
    SELECT
        o.*,
        f.first_day AS buyer_first_day,
        CASE WHEN o.customer IS NOT NULL THEN coalesce(f.order_no = o.order_no, FALSE) END AS is_first_order
    FROM order_money AS o
    LEFT JOIN first_orders AS f ON f.customer = o.customer
    WHERE o.order_no > getvariable('slice_after') AND o.order_no <= getvariable('slice_to')
),
-- A line that is its order takes all of the order's money; a split line its part; any other line has only its own.
shared AS (
    SELECT
        o.*,
        l.* EXCLUDE (channel, order_id, platform, influencer, merchant, tax),
        coalesce(s.platform, l.platform + CASE WHEN o.parts = 1 THEN o.extra_platform ELSE 0 END) AS platform_part,
        coalesce(s.influencer, l.influencer + CASE WHEN o.parts = 1 THEN o.extra_influencer ELSE 0 END) AS influencer_part,
        coalesce(
            s.merchant,
            l.merchant + CASE WHEN o.parts = 1 THEN o.extra - o.extra_platform - o.extra_influencer ELSE 0 END
        ) AS merchant_part,
        l.gross - platform_part - influencer_part - merchant_part AS due,
        coalesce(s.shipping_split, CASE WHEN o.parts = 1 THEN o.shipping ELSE 0 END) AS shipping_part,
        coalesce(s.tax_split, CASE WHEN o.parts = 1 THEN o.tax WHEN o.is_tax_on_lines THEN l.tax ELSE 0 END) AS tax_part,
        coalesce(
            s.paid_split,
            CASE WHEN o.parts = 1 THEN o.paid WHEN o.is_paid THEN l.gross - l.platform - l.influencer - l.merchant + tax_part ELSE 0 END
        ) AS paid_part,
        coalesce(f.part, CASE WHEN o.parts = 1 THEN o.fixed_fee ELSE 0 END) AS fixed_fee_part,
        coalesce(r.amount, 0) AS refund,
        coalesce(r.goods, 0) AS refund_goods,
        coalesce(r.clawback, 0) AS clawback,
        coalesce(r.quantity, 0) AS returned
    FROM lines AS l
    JOIN bought AS o ON o.channel = l.channel AND o.order_id = l.order_id
    LEFT JOIN (FROM split_lines WHERE order_no > getvariable('slice_after') AND order_no <= getvariable('slice_to')) AS s ON s.line = l.line
    LEFT JOIN (FROM fee_parts WHERE split > getvariable('slice_after') AND split <= getvariable('slice_to')) AS f ON f.line = l.line
    LEFT JOIN line_refunds AS r ON r.line = l.line
)
SELECT
    l.order_no::BIGINT AS order_no,
    l.channel_word AS channel,
    l.order_id,
    l.line_id,
    l.kind_of_line,
    l.store,
    l.customer,
    l.status,
    l.ordered_at,
    l.ordered_day,
    l.paid_at,
    l.paid_day,
    l.is_paid,
    l.buyer_first_day,
    l.is_first_order,
    p.sku_word AS sku,
    l.listing_id,
    coalesce(p.product_name, l.product_name::sale_product_name) AS product_name,
    p.category,
    p.brand,
    l.country,
    l.province,
    l.city,
    l.device,
    l.traffic_source,
    l.campaign,
    l.quantity::BIGINT AS quantity,
    l.returned::BIGINT AS returned_quantity,
    l.gross::BIGINT AS gross_minor,
    l.platform_part::BIGINT AS discount_platform_minor,
    l.merchant_part::BIGINT AS discount_merchant_minor,
    l.influencer_part::BIGINT AS discount_influencer_minor,
    l.due::BIGINT AS due_minor,
    l.shipping_part::BIGINT AS shipping_minor,
    l.tax_part::BIGINT AS tax_minor,
    l.paid_part::BIGINT AS paid_minor,
    l.refund::BIGINT AS refund_minor,
    l.refund_goods::BIGINT AS refund_goods_minor,
    l.clawback::BIGINT AS clawback_minor,
    CASE
        WHEN l.is_paid THEN l.due + l.platform_part + l.influencer_part - l.refund_goods - l.clawback
        ELSE 0
    END::BIGINT AS net_sales_minor,
    c.cost_minor AS unit_cost_minor,
    CASE
        WHEN NOT l.is_paid OR l.kind_of_line = 'adjustment' THEN 0
        ELSE c.cost_minor * (l.quantity - l.returned)
    END::BIGINT AS cost_minor,
    CASE
        WHEN t.rate IS NULL THEN NULL
        WHEN NOT l.is_paid THEN 0
        ELSE round_even((l.due - l.refund_goods) * t.rate, 0)::BIGINT + t.per_unit * greatest(l.quantity, 0) + l.fixed_fee_part
    END::BIGINT AS fee_minor,
    CASE WHEN t.rate IS NOT NULL THEN CASE WHEN l.is_paid THEN t.per_unit * greatest(l.quantity, 0) ELSE 0 END END::BIGINT AS fee_per_unit_minor,
    CASE WHEN t.rate IS NOT NULL THEN CASE WHEN l.is_paid THEN l.fixed_fee_part ELSE 0 END END::BIGINT AS fee_per_order_minor,
    l.is_excluded,
    l.currency
FROM shared AS l
LEFT JOIN product_facts AS p ON p.sku = l.sku
LEFT JOIN cost_spans AS c
    ON c.sku = l.sku AND l.ordered_day >= c.valid_from AND l.ordered_day < c.valid_until AND l.currency = getvariable('currency')
LEFT JOIN line_fees AS t
    ON t.channel = l.channel AND t.ordered_day = l.ordered_day AND t.category = coalesce(p.fee_category, '');
