-- Which line does every refund pay back, and which subsidy goes back with it?

-- The lines of refunded orders, as they stand after the order's own discounts.
CREATE OR REPLACE TEMP TABLE refunded_lines AS
WITH refunded AS (
    FROM order_money WHERE has_refund_rows OR has_stated_refund
),
lines AS (
    SELECT o.order_no, l.line, l.line_id, l.quantity, l.refunded, l.due, l.platform + l.influencer AS subsidy
    FROM priced_lines AS l
    JOIN refunded AS o ON o.channel = l.channel AND o.order_id = l.order_id
    UNION ALL
    SELECT order_no, -order_no, '*', 1, NULL, remainder_due, CASE WHEN has_lines THEN 0 ELSE platform + influencer END
    FROM refunded
    WHERE has_remainder
)
SELECT
    l.order_no,
    l.line,
    l.line_id,
    l.quantity,
    l.refunded,
    coalesce(s.due, CASE WHEN o.parts = 1 THEN o.goods ELSE l.due END) AS due,
    coalesce(
        s.platform + s.influencer,
        l.subsidy + CASE WHEN o.parts = 1 THEN o.extra_platform + o.extra_influencer ELSE 0 END
    ) AS subsidy
FROM lines AS l
JOIN refunded AS o USING (order_no)
LEFT JOIN split_lines AS s ON s.line = l.line;

-- Refund rows win over the order's own figure, which wins over its lines' figures, unless those add up to it and so say more.
CREATE OR REPLACE TEMP TABLE order_refunds AS
WITH told AS (
    SELECT
        o.order_no, r.refund_id, l.line, r.refunded_at, r.amount_minor AS amount, coalesce(r.shipping_minor, 0) AS shipping,
        r.quantity, r.kind_of_refund, r.reason,
        coalesce(r.kind_of_refund = 'return_and_refund', FALSE) OR coalesce(r.is_before_shipping, FALSE) AS comes_back
    FROM real_refunds AS r
    JOIN order_money AS o ON o.channel = r.channel AND o.order_id = r.order_id
    LEFT JOIN refunded_lines AS l ON l.order_no = o.order_no AND l.line_id = r.line_id
    UNION ALL
    -- A closed order that was refunded in full did not keep its goods.
    SELECT order_no, '*', NULL, NULL, refunded, 0, NULL, NULL, NULL, coalesce(status = 'closed', FALSE)
    FROM order_money
    WHERE has_stated_refund AND NOT is_refund_on_lines
    UNION ALL
    SELECT o.order_no, '*', l.line, NULL, l.refunded, 0, NULL, NULL, NULL, coalesce(o.status = 'closed', FALSE)
    FROM order_money AS o
    JOIN refunded_lines AS l USING (order_no)
    WHERE o.has_stated_refund AND o.is_refund_on_lines AND l.refunded <> 0
)
SELECT row_number() OVER (ORDER BY order_no, refunded_at NULLS LAST, refund_id, line) AS refund_no, * FROM told;

-- A refund of the whole order goes to what refunds of single lines have left.
CREATE OR REPLACE TEMP TABLE refund_weights AS
WITH direct AS (
    SELECT line, sum(amount - shipping)::BIGINT AS goods FROM order_refunds WHERE line IS NOT NULL GROUP BY line
),
remaining AS (
    SELECT
        l.order_no,
        l.line,
        greatest(l.due, 0) AS due,
        greatest(l.due - greatest(coalesce(d.goods, 0), 0), 0) AS rest
    FROM refunded_lines AS l
    LEFT JOIN direct AS d ON d.line = l.line
    WHERE l.order_no IN (SELECT order_no FROM order_refunds WHERE line IS NULL)
)
SELECT order_no, line, CASE WHEN sum(rest) OVER (PARTITION BY order_no) > 0 THEN rest ELSE due END AS weight
FROM remaining;

CREATE OR REPLACE TEMP TABLE refund_shares AS
SELECT r.refund_no AS split, w.line, r.amount, w.weight
FROM order_refunds AS r JOIN refund_weights AS w USING (order_no)
WHERE r.line IS NULL;
CREATE OR REPLACE TEMP TABLE refund_parts AS FROM exact_parts('refund_shares');

CREATE OR REPLACE TEMP TABLE refund_shipping_shares AS
SELECT p.split, p.line, r.shipping AS amount, abs(p.part) AS weight
FROM refund_parts AS p JOIN order_refunds AS r ON r.refund_no = p.split
WHERE r.shipping <> 0;
CREATE OR REPLACE TEMP TABLE refund_shipping_parts AS FROM exact_parts('refund_shipping_shares');

CREATE OR REPLACE TEMP TABLE refund_quantity_shares AS
SELECT r.refund_no AS split, l.line, r.quantity AS amount, greatest(l.quantity, 0) AS weight
FROM order_refunds AS r JOIN refunded_lines AS l USING (order_no)
WHERE r.line IS NULL AND coalesce(r.quantity, 0) <> 0;
CREATE OR REPLACE TEMP TABLE refund_quantity_parts AS FROM exact_parts('refund_quantity_shares');

CREATE OR REPLACE TEMP TABLE refund_of_lines AS
SELECT refund_no, line, amount, shipping, quantity FROM order_refunds WHERE line IS NOT NULL
UNION ALL
SELECT p.split, p.line, p.part, coalesce(s.part, 0), CASE WHEN r.quantity IS NOT NULL THEN coalesce(q.part, 0) END
FROM refund_parts AS p
JOIN order_refunds AS r ON r.refund_no = p.split
LEFT JOIN refund_shipping_parts AS s ON s.split = p.split AND s.line = p.line
LEFT JOIN refund_quantity_parts AS q ON q.split = p.split AND q.line = p.line;

-- Refunds of a line add up over time; goods never beyond its price, subsidy in proportion to the goods, both exact when all is refunded.
CREATE OR REPLACE TEMP TABLE refund_running AS
WITH summed AS (
    SELECT
        p.*,
        r.comes_back,
        greatest(l.due, 0) AS due,
        l.subsidy,
        l.quantity AS sold,
        sum(p.amount - p.shipping) OVER so_far AS goods_so_far
    FROM refund_of_lines AS p
    JOIN order_refunds AS r USING (refund_no)
    JOIN refunded_lines AS l ON l.line = p.line
    WINDOW so_far AS (PARTITION BY p.line ORDER BY p.refund_no)
),
capped AS (
    SELECT *, least(greatest(goods_so_far, 0), due)::BIGINT AS goods_to_date
    FROM summed
)
SELECT
    refund_no,
    line,
    amount,
    sold,
    goods_to_date,
    CASE WHEN due > 0 THEN ((2 * subsidy::HUGEINT * goods_to_date + due) // (2 * due))::BIGINT ELSE 0 END AS clawback_to_date,
    coalesce(quantity, CASE WHEN comes_back AND due > 0 AND goods_to_date = due THEN sold ELSE 0 END) AS quantity
FROM capped;

CREATE OR REPLACE TEMP TABLE refund_steps AS
WITH counted AS (
    SELECT
        *,
        least(greatest(sum(quantity) OVER so_far, 0), greatest(sold, 0))::BIGINT AS quantity_to_date
    FROM refund_running
    WINDOW so_far AS (PARTITION BY line ORDER BY refund_no)
)
SELECT
    refund_no,
    line,
    amount,
    goods_to_date - lag(goods_to_date, 1, 0) OVER so_far AS goods,
    clawback_to_date - lag(clawback_to_date, 1, 0) OVER so_far AS clawback,
    quantity_to_date - lag(quantity_to_date, 1, 0) OVER so_far AS quantity
FROM counted
WINDOW so_far AS (PARTITION BY line ORDER BY refund_no);

CREATE OR REPLACE TABLE refund_lines AS
SELECT
    o.order_no::BIGINT AS order_no,
    o.channel,
    r.refund_id,
    o.order_id,
    l.line_id,
    coalesce(r.refunded_at, o.paid_at, o.ordered_at) AS refunded_at,
    local_day(coalesce(r.refunded_at, o.paid_at, o.ordered_at)) AS refunded_day,
    r.refunded_at IS NOT NULL AS is_day_known,
    s.amount AS amount_minor,
    s.goods AS goods_minor,
    s.clawback AS clawback_minor,
    s.quantity AS quantity,
    r.kind_of_refund,
    r.reason
FROM refund_steps AS s
JOIN order_refunds AS r USING (refund_no)
JOIN refunded_lines AS l ON l.line = s.line
JOIN order_money AS o ON o.order_no = r.order_no
WHERE s.amount <> 0 OR s.quantity <> 0
ORDER BY s.refund_no, s.line;

CREATE OR REPLACE TEMP TABLE line_refunds AS
SELECT
    line,
    sum(amount)::BIGINT AS amount,
    sum(goods)::BIGINT AS goods,
    sum(clawback)::BIGINT AS clawback,
    sum(quantity)::BIGINT AS quantity
FROM refund_steps
GROUP BY line;
