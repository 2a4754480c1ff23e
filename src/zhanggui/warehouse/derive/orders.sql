-- What is each order worth as a whole, and which orders need their money split?

CREATE OR REPLACE TEMP TABLE payment_totals AS
SELECT channel, order_id, sum(amount_minor)::BIGINT AS amount, max(paid_at) AS paid_at
FROM own_payments
GROUP BY channel, order_id;

-- Money that did go back. A refund still asked for, rejected or closed moved nothing.
CREATE OR REPLACE TEMP TABLE real_refunds AS
SELECT *
FROM own_refunds
WHERE (refunded_at IS NOT NULL OR status = 'refunded') AND coalesce(status, '') NOT IN ('rejected', 'closed');

CREATE OR REPLACE TEMP TABLE refunded_orders AS
SELECT DISTINCT channel, order_id FROM real_refunds;

-- The shop's own list. It is short or empty, and asked per order row by row it would cost more than all else here.
CREATE OR REPLACE TEMP TABLE excluded_orders AS
SELECT DISTINCT o.channel, o.order_id
FROM orders AS o
JOIN exclusions AS e ON e.order_id = o.order_id AND coalesce(e.channel, o.channel) = o.channel;

CREATE OR REPLACE TEMP TABLE excluded_customers AS
SELECT DISTINCT customer FROM exclusions WHERE order_id IS NULL AND customer IS NOT NULL;

-- `due` and the discounts always agree: what the source leaves unexplained, the merchant gave.
CREATE OR REPLACE TEMP VIEW priced_lines AS
SELECT
    row_no AS line,
    channel,
    order_id,
    line_id,
    kind_of_line,
    sku,
    listing_id,
    product_name,
    quantity,
    gross_minor AS gross,
    coalesce(discount_platform_minor, 0) AS platform,
    coalesce(discount_influencer_minor, 0) AS influencer,
    CASE
        WHEN due_minor IS NULL THEN coalesce(discount_merchant_minor, 0)
        ELSE gross_minor - coalesce(discount_platform_minor, 0) - coalesce(discount_influencer_minor, 0) - due_minor
    END AS merchant,
    gross_minor - platform - influencer - merchant AS due,
    tax_minor AS tax,
    refunded_minor AS refunded
FROM own_order_lines;

CREATE OR REPLACE TEMP TABLE line_totals AS
SELECT
    channel,
    order_id,
    count(*) AS lines,
    sum(due)::BIGINT AS due,
    max(due) AS most_due,
    sum(platform)::BIGINT AS platform,
    sum(merchant)::BIGINT AS merchant,
    sum(influencer)::BIGINT AS influencer,
    sum(tax)::BIGINT AS tax,
    sum(refunded)::BIGINT AS refunded,
    bool_or(kind_of_line IN ('sale', 'gift')) AS sells
FROM priced_lines
GROUP BY channel, order_id;

CREATE OR REPLACE TEMP TABLE order_fees AS
SELECT channel, ordered_day, sum(amount)::BIGINT AS amount
FROM (
    SELECT day.channel, day.ordered_day, fee.kind_of_fee, arg_max(fee.amount_minor, fee.valid_from) AS amount
    FROM (
        SELECT DISTINCT channel, local_day(ordered_at) AS ordered_day
        FROM orders
        WHERE channel IN (SELECT channel FROM fees)
    ) AS day
    JOIN fees AS fee
        ON fee.channel = day.channel
        AND fee.valid_from <= day.ordered_day
        AND fee.category IS NULL
        AND fee.kind_of_fee IN ('fixed_per_order', 'shipping_per_order', 'packaging_per_order')
        AND coalesce(fee.currency, getvariable('currency')) = getvariable('currency')
    GROUP BY day.channel, day.ordered_day, fee.kind_of_fee
)
GROUP BY channel, ordered_day;

CREATE OR REPLACE TEMP TABLE order_money AS
WITH given AS (
    SELECT
        o.row_no AS order_no,
        o.channel,
        o.channel::sale_channel AS channel_word,
        o.order_id,
        o.store::sale_store AS store,
        o.customer,
        o.status::sale_status AS status,
        o.ordered_at,
        o.country::sale_country AS country,
        o.province::sale_province AS province,
        o.city::sale_city AS city,
        o.device::sale_device AS device,
        o.traffic_source::sale_traffic_source AS traffic_source,
        o.campaign::sale_campaign AS campaign,
        coalesce(o.currency, getvariable('currency'))::sale_currency AS currency,
        coalesce(o.is_sample, FALSE) OR x.order_id IS NOT NULL OR y.customer IS NOT NULL AS is_excluded,
        coalesce(o.discount_platform_minor, 0) AS platform,
        coalesce(o.discount_merchant_minor, 0) AS merchant,
        coalesce(o.discount_influencer_minor, 0) AS influencer,
        coalesce(o.tax_minor, l.tax, 0) AS tax,
        coalesce(o.tax_minor = l.tax, l.tax IS NOT NULL AND o.tax_minor IS NULL) AS is_tax_on_lines,
        coalesce(o.shipping_minor, o.total_minor - o.goods_minor - coalesce(o.tax_minor, l.tax, 0), 0) AS shipping,
        coalesce(o.goods_minor, o.total_minor - shipping - coalesce(o.tax_minor, l.tax, 0)) AS goods,
        coalesce(o.paid_minor, p.amount) AS paid,
        coalesce(o.paid_at, p.paid_at) AS paid_at,
        o.refunded_minor AS refunded,
        l.lines IS NOT NULL AS has_lines,
        coalesce(l.lines, 0) AS lines,
        coalesce(l.due, 0) AS line_due,
        coalesce(l.most_due, 0) AS most_due,
        coalesce(l.refunded, 0) AS line_refunded,
        coalesce(l.sells, FALSE) AS sells,
        greatest(coalesce(o.discount_platform_minor, 0) - greatest(coalesce(l.platform, 0), 0), 0) AS more_platform,
        greatest(coalesce(o.discount_merchant_minor, 0) - greatest(coalesce(l.merchant, 0), 0), 0) AS more_merchant,
        greatest(coalesce(o.discount_influencer_minor, 0) - greatest(coalesce(l.influencer, 0), 0), 0) AS more_influencer,
        r.order_id IS NOT NULL AS has_refund_rows
    FROM own_orders AS o
    LEFT JOIN line_totals AS l ON l.channel = o.channel AND l.order_id = o.order_id
    LEFT JOIN payment_totals AS p ON p.channel = o.channel AND p.order_id = o.order_id
    LEFT JOIN refunded_orders AS r ON r.channel = o.channel AND r.order_id = o.order_id
    LEFT JOIN excluded_orders AS x ON x.channel = o.channel AND x.order_id = o.order_id
    LEFT JOIN excluded_customers AS y ON y.customer = o.customer
),
-- An order's discount is its total, lines included; without a price for the goods, what lines do not show comes off them.
valued AS (
    SELECT
        * EXCLUDE (goods),
        CASE
            WHEN goods IS NOT NULL THEN goods
            WHEN has_lines
                THEN line_due - least(more_platform + more_merchant + more_influencer, greatest(line_due, 0))
            -- What was paid is what is known of the goods; less than shipping and tax was paid for none.
            ELSE coalesce(CASE WHEN paid < 0 THEN paid - shipping - tax ELSE greatest(paid - shipping - tax, 0) END, 0)
        END AS goods
    FROM given
),
-- Lines dearer than the order carry the difference as a discount; what they fall short of becomes the remainder line.
compared AS (
    SELECT
        *,
        CASE WHEN has_lines THEN greatest(line_due - goods, 0) ELSE 0 END AS extra,
        NOT has_lines OR goods > line_due AS has_remainder,
        CASE WHEN NOT has_lines OR goods > line_due THEN goods - line_due ELSE 0 END AS remainder_due,
        has_lines AND NOT sells AND goods <= line_due AS is_return_only
    FROM valued
),
borne AS (
    SELECT
        *,
        CASE
            WHEN more_platform + more_merchant + more_influencer = extra THEN more_platform
            WHEN platform + merchant + influencer = extra THEN platform
            ELSE least(more_platform, extra)
        END AS extra_platform,
        CASE
            WHEN more_platform + more_merchant + more_influencer = extra THEN more_influencer
            WHEN platform + merchant + influencer = extra THEN influencer
            ELSE least(more_influencer, extra - least(more_platform, extra))
        END AS extra_influencer,
        paid_at IS NOT NULL OR coalesce(paid, 0) > 0 OR is_return_only AS is_paid
    FROM compared
),
dated AS (
    SELECT
        * EXCLUDE (paid, paid_at),
        CASE WHEN is_paid THEN coalesce(paid, goods + shipping + tax) ELSE 0 END AS paid,
        CASE WHEN is_paid THEN coalesce(paid_at, ordered_at) END AS paid_at,
        local_day(ordered_at) AS ordered_day
    FROM borne
)
SELECT
    d.*,
    local_day(d.paid_at) AS paid_day,
    d.lines + d.has_remainder::INTEGER AS parts,
    CASE WHEN d.is_paid AND NOT d.is_return_only THEN coalesce(f.amount, 0) ELSE 0 END AS fixed_fee,
    NOT d.has_refund_rows AND coalesce(d.refunded, d.line_refunded) <> 0 AS has_stated_refund,
    d.line_refunded <> 0 AND coalesce(d.refunded, d.line_refunded) = d.line_refunded AS is_refund_on_lines,
    parts > 1
        AND (
            d.extra <> 0
            OR d.shipping <> 0
            OR (d.tax <> 0 AND NOT d.is_tax_on_lines)
            OR (d.is_paid AND d.paid <> d.goods + d.shipping + d.tax)
        ) AS is_split
FROM dated AS d
LEFT JOIN order_fees AS f ON f.channel = d.channel AND f.ordered_day = d.ordered_day;

CREATE OR REPLACE TEMP TABLE first_orders AS
SELECT customer, min(paid_day) AS first_day, min({'at': paid_at, 'order_no': order_no}).order_no AS order_no
FROM order_money
WHERE is_paid AND NOT is_return_only AND NOT is_excluded AND customer IS NOT NULL
GROUP BY customer;
