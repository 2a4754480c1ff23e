-- How do the orders, lines, payments and refunds read once the foreign ones are in the shop's currency?
CREATE OR REPLACE TEMP TABLE exchanged_orders AS
SELECT o.* REPLACE (
    getvariable('currency') AS currency,
    exchanged(o.goods_minor, f.factor) AS goods_minor,
    exchanged(coalesce(o.goods_minor, 0) + o.shipping_minor, f.factor)
        - exchanged(coalesce(o.goods_minor, 0), f.factor) AS shipping_minor,
    exchanged(coalesce(o.goods_minor, 0) + coalesce(o.shipping_minor, 0) + o.tax_minor, f.factor)
        - exchanged(coalesce(o.goods_minor, 0) + coalesce(o.shipping_minor, 0), f.factor) AS tax_minor,
    exchanged(o.total_minor, f.factor) AS total_minor,
    exchanged(o.discount_platform_minor, f.factor) AS discount_platform_minor,
    exchanged(o.discount_merchant_minor, f.factor) AS discount_merchant_minor,
    exchanged(o.discount_influencer_minor, f.factor) AS discount_influencer_minor,
    exchanged(o.paid_minor, f.factor) AS paid_minor,
    exchanged(o.refunded_minor, f.factor) AS refunded_minor
)
FROM numbered_orders AS o JOIN order_factors AS f USING (row_no);

CREATE OR REPLACE TEMP TABLE exchanged_lines AS
WITH borne AS (
    SELECT
        l.*,
        f.factor,
        coalesce(l.discount_platform_minor, 0) AS platform,
        coalesce(l.discount_influencer_minor, 0) AS influencer,
        coalesce(l.due_minor, l.gross_minor - platform - influencer - coalesce(l.discount_merchant_minor, 0)) AS due,
        l.gross_minor - platform - influencer - due AS merchant
    FROM numbered_order_lines AS l JOIN order_factors AS f USING (channel, order_id)
),
so_far AS (
    SELECT
        *,
        sum(due) OVER lines AS due_to_date,
        sum(platform) OVER lines AS platform_to_date,
        sum(merchant) OVER lines AS merchant_to_date,
        sum(influencer) OVER lines AS influencer_to_date,
        sum(coalesce(tax_minor, 0)) OVER lines AS tax_to_date,
        sum(coalesce(refunded_minor, 0)) OVER lines AS refunded_to_date
    FROM borne
    WINDOW lines AS (PARTITION BY channel, order_id ORDER BY row_no)
),
parts AS (
    SELECT
        row_no,
        factor,
        exchanged(due_to_date, factor) - exchanged(due_to_date - due, factor) AS due,
        exchanged(platform_to_date, factor) - exchanged(platform_to_date - platform, factor) AS platform,
        exchanged(merchant_to_date, factor) - exchanged(merchant_to_date - merchant, factor) AS merchant,
        exchanged(influencer_to_date, factor) - exchanged(influencer_to_date - influencer, factor) AS influencer,
        exchanged(tax_to_date, factor) - exchanged(tax_to_date - tax_minor, factor) AS tax,
        exchanged(refunded_to_date, factor) - exchanged(refunded_to_date - refunded_minor, factor) AS refunded
    FROM so_far
)
SELECT l.* REPLACE (
    exchanged(l.unit_price_minor, p.factor) AS unit_price_minor,
    p.due + p.platform + p.merchant + p.influencer AS gross_minor,
    p.platform AS discount_platform_minor,
    p.merchant AS discount_merchant_minor,
    p.influencer AS discount_influencer_minor,
    p.due AS due_minor,
    p.tax AS tax_minor,
    p.refunded AS refunded_minor
)
FROM numbered_order_lines AS l JOIN parts AS p USING (row_no);

-- A refund follows its order's rate, in whichever order refunds of one order came.
CREATE OR REPLACE TEMP TABLE exchanged_refunds AS
WITH so_far AS (
    SELECT
        r.channel,
        r.refund_id,
        r.order_id,
        f.factor,
        r.amount_minor AS amount,
        sum(r.amount_minor) OVER (PARTITION BY r.channel, r.order_id ORDER BY r.refunded_at, r.refund_id) AS to_date
    FROM refunds AS r JOIN order_factors AS f USING (channel, order_id)
    WHERE coalesce(r.status, '') NOT IN ('rejected', 'closed') AND (r.refunded_at IS NOT NULL OR r.status = 'refunded')
)
SELECT r.* REPLACE (
    getvariable('currency') AS currency,
    exchanged(s.to_date, s.factor) - exchanged(s.to_date - s.amount, s.factor) AS amount_minor,
    exchanged(r.shipping_minor, s.factor) AS shipping_minor
)
FROM refunds AS r JOIN so_far AS s USING (channel, refund_id, order_id);

CREATE OR REPLACE TEMP TABLE exchanged_payments AS
SELECT p.* REPLACE (getvariable('currency') AS currency, exchanged(p.amount_minor, f.factor) AS amount_minor)
FROM payments AS p JOIN order_factors AS f USING (channel, order_id, currency);

CREATE OR REPLACE TEMP VIEW own_orders AS
FROM numbered_orders ANTI JOIN order_factors USING (row_no) UNION ALL BY NAME FROM exchanged_orders;
CREATE OR REPLACE TEMP VIEW own_order_lines AS
FROM numbered_order_lines ANTI JOIN order_factors USING (channel, order_id) UNION ALL BY NAME FROM exchanged_lines;
CREATE OR REPLACE TEMP VIEW own_refunds AS
FROM refunds ANTI JOIN order_factors USING (channel, order_id) UNION ALL BY NAME FROM exchanged_refunds;
CREATE OR REPLACE TEMP VIEW own_payments AS
FROM payments ANTI JOIN order_factors USING (channel, order_id, currency) UNION ALL BY NAME FROM exchanged_payments;
