-- Visitors who take the steps in order within seven days of some view: per step the latest view from which it can be reached.
WITH carts AS (
    SELECT visitor, happened_at AS moment, started
    FROM (
        SELECT *, max(happened_at) FILTER (WHERE kind_of_event = 'view') OVER so_far AS started
        FROM events
        WHERE kind_of_event IN ('view', 'cart')
            AND happened_day <= $as_of
            AND visitor IN (SELECT visitor FROM events WHERE kind_of_event = 'cart')
        WINDOW so_far AS (PARTITION BY visitor ORDER BY happened_at, kind_of_event = 'view' ROWS UNBOUNDED PRECEDING)
    )
    WHERE kind_of_event = 'cart' AND happened_at <= started + INTERVAL 7 DAY
),
checkouts AS (
    SELECT visitor, moment, reached AS started
    FROM (
        SELECT *, max(started) OVER so_far AS reached
        FROM (
            SELECT visitor, moment, started, 1 AS place FROM carts
            UNION ALL
            SELECT visitor, happened_at, NULL, 0 FROM events WHERE kind_of_event = 'checkout' AND happened_day <= $as_of
        )
        WINDOW so_far AS (PARTITION BY visitor ORDER BY moment, place ROWS UNBOUNDED PRECEDING)
    )
    WHERE place = 0 AND moment <= reached + INTERVAL 7 DAY
),
purchases AS (
    SELECT visitor
    FROM (
        SELECT *, max(started) OVER so_far AS reached
        FROM (
            SELECT visitor, moment, started, 1 AS place FROM checkouts
            UNION ALL
            SELECT visitor, happened_at, NULL, 0 FROM events WHERE kind_of_event = 'purchase' AND happened_day <= $as_of
        )
        WINDOW so_far AS (PARTITION BY visitor ORDER BY moment, place ROWS UNBOUNDED PRECEDING)
    )
    WHERE place = 0 AND moment <= reached + INTERVAL 7 DAY
)
SELECT 1 AS step, count(DISTINCT visitor) AS visitors FROM events WHERE kind_of_event = 'view' AND happened_day <= $as_of
UNION ALL
SELECT 2, count(DISTINCT visitor) FROM carts
UNION ALL
SELECT 3, count(DISTINCT visitor) FROM checkouts
UNION ALL
SELECT 4, count(DISTINCT visitor) FROM purchases
