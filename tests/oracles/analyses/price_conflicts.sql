-- Net price per unit of each product on each two channels over the days on which both sold it: the dearer side first.
WITH sold AS (
    SELECT sku, channel::VARCHAR AS channel, ordered_day AS day, sum(quantity) AS units, sum(due_minor) AS due
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND kind_of_line = 'sale' AND quantity > 0 AND due_minor > 0
        AND ordered_day >= $from AND ordered_day < $until
    GROUP BY ALL
)
SELECT a.sku, a.channel AS dear, b.channel AS cheap, count(*) AS days,
    round_even(sum(a.units) * (sum(a.due)::DOUBLE / sum(a.units) - sum(b.due)::DOUBLE / sum(b.units)), 0)::BIGINT AS size
FROM sold a JOIN sold b ON a.sku = b.sku AND a.day = b.day AND a.channel <> b.channel
GROUP BY ALL
HAVING count(*) >= 3 AND (sum(a.due)::DOUBLE / sum(a.units)) * (1 - $band) > sum(b.due)::DOUBLE / sum(b.units)
ORDER BY ALL
