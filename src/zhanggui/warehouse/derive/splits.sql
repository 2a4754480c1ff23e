-- Which part of its order's money falls on each line, where the order has several lines and something to split?

CREATE OR REPLACE TEMP TABLE lines_before AS
SELECT
    l.line,
    o.order_no,
    l.platform,
    l.merchant,
    l.influencer,
    l.due,
    l.tax,
    CASE WHEN greatest(o.most_due, o.remainder_due) > 0 THEN greatest(l.due, 0) ELSE greatest(-l.due, 0) END AS weight
FROM priced_lines AS l
JOIN (FROM order_money WHERE is_split) AS o ON o.channel = l.channel AND o.order_id = l.order_id
UNION ALL
-- The remainder line of an order with lines: minus the order's number, so that it never meets the number of a line.
SELECT -order_no, order_no, 0, 0, 0, remainder_due, NULL, remainder_due
FROM order_money
WHERE is_split AND has_remainder;

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

-- What was paid is what was owed, line by line; only another sum has to be split.
CREATE OR REPLACE TEMP TABLE paid_shares AS
SELECT
    o.order_no AS split,
    l.line,
    o.paid AS amount,
    greatest(l.weight + coalesce(s.part, 0) + coalesce(CASE WHEN o.is_tax_on_lines THEN l.tax ELSE t.part END, 0), 0) AS weight
FROM lines_due AS l
JOIN (FROM order_money WHERE is_split AND is_paid AND paid <> goods + shipping + tax) AS o USING (order_no)
LEFT JOIN shipping_parts AS s ON s.line = l.line
LEFT JOIN tax_parts AS t ON t.line = l.line;
CREATE OR REPLACE TEMP TABLE paid_parts AS FROM exact_parts('paid_shares');

CREATE OR REPLACE TEMP TABLE split_lines AS
SELECT
    l.line,
    l.order_no,
    l.platform,
    l.merchant,
    l.influencer,
    l.due,
    coalesce(s.part, 0) AS shipping_split,
    coalesce(CASE WHEN o.is_tax_on_lines THEN l.tax ELSE t.part END, 0) AS tax_split,
    CASE WHEN o.is_paid THEN coalesce(p.part, l.due + shipping_split + tax_split) ELSE 0 END AS paid_split
FROM lines_due AS l
JOIN order_money AS o USING (order_no)
LEFT JOIN shipping_parts AS s ON s.line = l.line
LEFT JOIN tax_parts AS t ON t.line = l.line
LEFT JOIN paid_parts AS p ON p.line = l.line;

-- Charges per order fall on every paid order of a channel that has them, whether or not anything else is split there.
CREATE OR REPLACE TEMP TABLE fee_shares AS
SELECT o.order_no AS split, l.line, o.fixed_fee AS amount, l.weight
FROM lines_due AS l
JOIN (FROM order_money WHERE fixed_fee <> 0) AS o USING (order_no)
UNION ALL
SELECT o.order_no, l.line, o.fixed_fee, greatest(l.due, 0)
FROM priced_lines AS l
JOIN (FROM order_money WHERE fixed_fee <> 0 AND parts > 1 AND NOT is_split) AS o
    ON o.channel = l.channel AND o.order_id = l.order_id
UNION ALL
SELECT order_no, -order_no, fixed_fee, remainder_due
FROM order_money
WHERE fixed_fee <> 0 AND parts > 1 AND NOT is_split AND has_remainder;
CREATE OR REPLACE TEMP TABLE fee_parts AS FROM exact_parts('fee_shares');
