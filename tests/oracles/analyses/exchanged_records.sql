-- What the records of money are worth in the shop's currency: an order's at the order day's rate, others at their own.
-- Per kind: records that count, their sum, records without a rate. Rates older than 92 days hold for orders alone.
WITH rates AS (
    SELECT day, currency, rate * CASE currency WHEN 'JPY' THEN 100 ELSE 1 END AS factor
    FROM fx_rates WHERE quote_currency = 'CNY' AND rate > 0
),
order_factor AS (
    SELECT o.channel, o.order_id, o.currency, r.factor
    FROM (SELECT *, CAST(ordered_at + INTERVAL 8 HOUR AS DATE) AS own_day FROM orders WHERE currency <> 'CNY') AS o
    ASOF JOIN rates AS r ON r.currency = o.currency AND r.day <= o.own_day
),
told AS (
    SELECT 'payments' AS kind, channel, order_id, amount_minor, currency, paid_at AS moved FROM payments
    UNION ALL
    SELECT 'refunds', channel, order_id, amount_minor, currency, refunded_at FROM refunds
    WHERE status IS DISTINCT FROM 'rejected' AND status IS DISTINCT FROM 'closed' AND refunded_at IS NOT NULL
    UNION ALL
    SELECT 'settlement_lines', channel, order_id, amount_minor, currency, occurred_at FROM settlement_lines
),
dated AS (SELECT *, CAST(moved + INTERVAL 8 HOUR AS DATE) AS own_day FROM told),
own AS (
    SELECT d.*, CASE WHEN d.own_day - r.day <= 92 THEN r.factor END AS own_factor
    FROM dated AS d ASOF LEFT JOIN rates AS r ON r.currency = d.currency AND r.day <= d.own_day
),
rated AS (
    SELECT own.*, CASE WHEN own.currency = 'CNY' THEN 1 ELSE coalesce(f.factor, own_factor) END AS factor
    FROM own LEFT JOIN order_factor AS f USING (channel, order_id, currency)
)
SELECT
    kind,
    count(*) FILTER (factor IS NOT NULL) AS records,
    coalesce(sum(CAST(round_even(amount_minor * factor, 0) AS BIGINT)), 0)::BIGINT AS amount_minor,
    count(*) FILTER (factor IS NULL) AS without_rate
FROM rated GROUP BY kind ORDER BY kind
