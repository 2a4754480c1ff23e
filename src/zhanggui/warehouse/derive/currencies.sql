-- What is an order in another currency worth in the shop's, at the rate of the day on which it was placed?
--
-- A rate holds from its day until the next one for the same currency. An order, its lines and its refunds share the
-- rate of the order day, so that a refund in full gives back exactly what was sold. Amounts that belong together are
-- rounded as running totals, part = round(total so far × rate) − round(total before × rate), so that parts which added
-- up before still do. Orders without a rate stay as they are and out of every number; the landed tables keep the
-- original amount and currency of all.
CREATE OR REPLACE TEMP TABLE rate_spans AS
SELECT
    r.currency,
    r.rate * pow(10, s.digits - f.digits) AS factor,
    r.day AS valid_from,
    coalesce(lead(r.day) OVER (PARTITION BY r.currency ORDER BY r.day), DATE '9999-12-31') AS valid_until
FROM fx_rates AS r
JOIN currency_digits AS f ON f.currency = r.currency
JOIN currency_digits AS s ON s.currency = r.quote_currency
WHERE r.quote_currency = getvariable('currency') AND r.rate > 0;

CREATE OR REPLACE TEMP TABLE order_factors AS
SELECT o.row_no, o.channel, o.order_id, o.currency, r.factor
FROM numbered_orders AS o
JOIN rate_spans AS r
    ON r.currency = o.currency
    AND r.valid_from <= local_day(o.ordered_at)
    AND r.valid_until > local_day(o.ordered_at)
WHERE o.currency <> getvariable('currency');

CREATE OR REPLACE TEMP MACRO exchanged(amount, factor) AS round_even(amount * factor, 0)::BIGINT;
