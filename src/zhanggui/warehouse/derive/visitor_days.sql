-- What did each visitor do on each day, and how often and how long were they there?
--
-- Numbers are compared and sorted faster than pseudonyms, and every event has to be put in order. Acts of the same instant
-- have nothing between them, so it does not matter which of them comes first.
CREATE OR REPLACE TABLE visitor_days AS
WITH numbered AS (
    SELECT visitor, row_number() OVER (ORDER BY visitor) AS visitor_no FROM (SELECT DISTINCT visitor FROM events)
),
acts AS (
    SELECT
        n.visitor_no,
        e.happened_day,
        e.channel,
        e.happened_at,
        epoch(date_trunc('second', e.happened_at))::BIGINT AS second,
        e.kind_of_event = 'view' AS is_view,
        e.kind_of_event = 'cart' AS is_cart,
        e.kind_of_event = 'favourite' AS is_favourite,
        e.kind_of_event = 'purchase' AS is_purchase,
        e.campaign IS NOT NULL AS is_invited
    FROM events AS e
    JOIN numbered AS n ON n.visitor = e.visitor
),
timed AS (
    SELECT *, second - lag(second) OVER (PARTITION BY visitor_no, happened_day ORDER BY happened_at) AS gap FROM acts
)
SELECT
    visitor_no,
    happened_day,
    channel,
    bool_or(is_view) AS has_viewed,
    bool_or(is_cart) AS has_carted,
    bool_or(is_favourite) AS has_favourited,
    bool_or(is_purchase) AS has_purchased,
    count(*) FILTER (WHERE NOT coalesce(gap <= getvariable('visit_gap_seconds'), FALSE)) AS visits,
    coalesce(sum(gap) FILTER (WHERE gap <= getvariable('visit_gap_seconds')), 0)::BIGINT AS visit_seconds,
    min(happened_at) FILTER (WHERE is_invited) AS first_invited_at,
    max(happened_at) FILTER (WHERE is_purchase) AS last_bought_at
FROM timed
GROUP BY visitor_no, happened_day, channel
ORDER BY happened_day, visitor_no, channel;
