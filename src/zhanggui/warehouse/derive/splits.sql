-- Which part of its order's money falls on each line, where the order has several lines or a refund?

CREATE OR REPLACE TEMP TABLE lines_before AS
SELECT
    l.line, l.line_id, o.order_no, l.quantity, l.gross, l.platform, l.merchant, l.influencer, l.due, l.tax, l.refunded,
    CASE WHEN max(l.due) OVER whole > 0 THEN greatest(l.due, 0) ELSE greatest(-l.due, 0) END AS weight
FROM (
    SELECT line, channel, order_id, line_id, quantity, gross, platform, merchant, influencer, due, tax, refunded FROM priced_lines
    UNION ALL
    -- The remainder line: minus the order's number, so that it never meets a row number of order_lines.
    SELECT
        -order_no, channel, order_id, '*', 1,
        remainder_due + CASE WHEN has_lines THEN 0 ELSE platform + merchant + influencer END,
        CASE WHEN has_lines THEN 0 ELSE platform END,
        CASE WHEN has_lines THEN 0 ELSE merchant END,
        CASE WHEN has_lines THEN 0 ELSE influencer END,
        remainder_due, NULL, NULL
    FROM order_money
    WHERE has_remainder
) AS l
JOIN order_money AS o ON o.channel = l.channel AND o.order_id = l.order_id
WHERE o.is_split OR o.has_refund_rows OR o.has_stated_refund
WINDOW whole AS (PARTITION BY o.order_no);

-- The discount of the order comes off first, then is told apart by who bears it: so no line falls below zero.
CREATE OR REPLACE TEMP TABLE extra_shares AS
SELECT o.order_no AS split, l.line, o.extra AS amount, l.weight
FROM lines_before AS l JOIN order_money AS o USING (order_no)
WHERE o.extra <> 0;
CREATE OR REPLACE TEMP TABLE extra_parts AS FROM exact_parts('extra_shares');

CREATE OR REPLACE TEMP TABLE platform_shares AS
SELECT e.split, e.line, o.extra_platform AS amount, e.part AS weight
FROM extra_parts AS e JOIN order_money AS o ON o.order_no = e.split
WHERE o.extra_platform <> 0;
CREATE OR REPLACE TEMP TABLE platform_parts AS FROM exact_parts('platform_shares');

CREATE OR REPLACE TEMP TABLE influencer_shares AS
SELECT e.split, e.line, o.extra_influencer AS amount, e.part - coalesce(p.part, 0) AS weight
FROM extra_parts AS e JOIN order_money AS o ON o.order_no = e.split LEFT JOIN platform_parts AS p ON p.line = e.line
WHERE o.extra_influencer <> 0;
CREATE OR REPLACE TEMP TABLE influencer_parts AS FROM exact_parts('influencer_shares');

CREATE OR REPLACE TEMP TABLE lines_due AS
SELECT
    l.* EXCLUDE (platform, merchant, influencer, due, weight),
    l.platform + coalesce(p.part, 0) AS platform,
    l.influencer + coalesce(i.part, 0) AS influencer,
    l.merchant + coalesce(e.part, 0) - coalesce(p.part, 0) - coalesce(i.part, 0) AS merchant,
    l.due - coalesce(e.part, 0) AS due,
    l.weight - coalesce(e.part, 0) * (l.due > 0)::INTEGER AS weight
FROM lines_before AS l
LEFT JOIN extra_parts AS e ON e.line = l.line
LEFT JOIN platform_parts AS p ON p.line = l.line
LEFT JOIN influencer_parts AS i ON i.line = l.line;

CREATE OR REPLACE TEMP TABLE shipping_shares AS
SELECT o.order_no AS split, l.line, o.shipping AS amount, l.weight
FROM lines_due AS l JOIN order_money AS o USING (order_no)
WHERE o.shipping <> 0;
CREATE OR REPLACE TEMP TABLE shipping_parts AS FROM exact_parts('shipping_shares');

CREATE OR REPLACE TEMP TABLE tax_shares AS
SELECT o.order_no AS split, l.line, o.tax AS amount, l.weight
FROM lines_due AS l JOIN order_money AS o USING (order_no)
WHERE o.tax <> 0 AND NOT o.is_tax_on_lines;
CREATE OR REPLACE TEMP TABLE tax_parts AS FROM exact_parts('tax_shares');

CREATE OR REPLACE TEMP TABLE fee_shares AS
SELECT o.order_no AS split, l.line, o.fixed_fee AS amount, l.weight
FROM lines_due AS l JOIN order_money AS o USING (order_no)
WHERE o.fixed_fee <> 0;
CREATE OR REPLACE TEMP TABLE fee_parts AS FROM exact_parts('fee_shares');

CREATE OR REPLACE TEMP TABLE lines_owed AS
SELECT
    l.* EXCLUDE (tax),
    coalesce(s.part, 0) AS shipping,
    CASE WHEN o.is_tax_on_lines THEN coalesce(l.tax, 0) ELSE coalesce(t.part, 0) END AS tax,
    coalesce(f.part, 0) AS fixed_fee
FROM lines_due AS l
JOIN order_money AS o USING (order_no)
LEFT JOIN shipping_parts AS s ON s.line = l.line
LEFT JOIN tax_parts AS t ON t.line = l.line
LEFT JOIN fee_parts AS f ON f.line = l.line;

-- What was paid is what was owed, line by line; only another sum has to be split.
CREATE OR REPLACE TEMP TABLE paid_shares AS
SELECT o.order_no AS split, l.line, o.paid AS amount, greatest(l.weight + l.shipping + l.tax, 0) AS weight
FROM lines_owed AS l JOIN order_money AS o USING (order_no)
WHERE o.is_paid AND o.paid <> o.goods + o.shipping + o.tax;
CREATE OR REPLACE TEMP TABLE paid_parts AS FROM exact_parts('paid_shares');

CREATE OR REPLACE TEMP TABLE split_lines AS
SELECT
    l.*,
    CASE
        WHEN NOT o.is_paid THEN 0
        WHEN o.paid <> o.goods + o.shipping + o.tax THEN coalesce(p.part, 0)
        ELSE l.due + l.shipping + l.tax
    END AS paid
FROM lines_owed AS l
JOIN order_money AS o USING (order_no)
LEFT JOIN paid_parts AS p ON p.line = l.line;
