-- Per basket, without the quote: 10 % off category c1 rounded half up once a basket, then 30 off from 300 of what is left.
WITH baskets AS (
    SELECT
        order_no,
        sum(gross_minor)::BIGINT AS gross,
        sum(CASE WHEN category = 'c1' THEN gross_minor ELSE 0 END)::BIGINT AS reduced
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND kind_of_line IN ('sale', 'remainder')
        AND gross_minor >= 0 AND ordered_day <= $as_of
    GROUP BY order_no
),
percent AS (SELECT *, (reduced + 5) // 10 AS off FROM baskets),
steps AS (SELECT *, CASE WHEN gross - off >= 30000 THEN 4000 WHEN gross - off >= 6000 THEN 500 ELSE 0 END AS step FROM percent)
SELECT count(*) AS orders, sum(gross)::BIGINT AS gross, sum(off)::BIGINT AS percent_off, sum(step)::BIGINT AS step_off FROM steps
