-- How is one amount split so that the parts add up to it exactly?
--
-- Largest remainder (Hamilton 1792; Balinski & Young, Fair Representation, 1982, ch. 3):
-- part = floor(amount × weight ÷ Σ weight), and the coins left over go one each to the largest remainders, the
-- earlier line first where two are alike. Every part lies less than one coin from its exact share. `shares` names a
-- table of (split, line, amount, weight): weights are not negative; where all are zero the parts are equal.
CREATE OR REPLACE TEMP MACRO exact_parts(shares) AS TABLE
    WITH whole AS (
        SELECT split, sum(weight)::HUGEINT AS weights, count(*) AS lines
        FROM query_table(shares)
        GROUP BY split
    ),
    weighed AS (
        SELECT
            share.split,
            share.line,
            share.amount,
            CASE WHEN whole.weights = 0 THEN 1 ELSE share.weight END * abs(share.amount)::HUGEINT AS portion,
            CASE WHEN whole.weights = 0 THEN whole.lines ELSE whole.weights END AS weights
        FROM query_table(shares) AS share
        JOIN whole USING (split)
    ),
    floored AS (
        SELECT split, line, amount, portion // weights AS coins, portion % weights AS remainder
        FROM weighed
    ),
    ranked AS (
        SELECT
            *,
            row_number() OVER (PARTITION BY split ORDER BY remainder DESC, line) AS place,
            abs(amount) - sum(coins) OVER (PARTITION BY split) AS left_over
        FROM floored
    )
    SELECT split, line, (sign(amount) * (coins + (place <= left_over)::HUGEINT))::BIGINT AS part
    FROM ranked;
