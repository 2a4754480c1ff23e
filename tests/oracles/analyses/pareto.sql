-- The class of a product from the worth of all that rank before it, by a self-join.
WITH sold AS (
    SELECT
        sku,
        sum(net_sales_minor)::BIGINT AS net,
        sum(CASE WHEN kind_of_line IN ('sale', 'remainder') THEN quantity ELSE 0 END)::BIGINT AS units,
        count(*) FILTER (WHERE cost_minor IS NULL AND kind_of_line <> 'adjustment') AS gaps,
        sum(net_sales_minor - coalesce(cost_minor, 0) - coalesce(fee_minor, 0))::BIGINT AS profit
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND sku IS NOT NULL AND currency = 'CNY' AND ordered_day <= $as_of
    GROUP BY sku
),
worth AS (SELECT *, greatest(net, 0) AS worth FROM sold)
SELECT
    a.sku,
    a.net,
    a.units,
    CASE WHEN a.gaps = 0 THEN a.profit END AS profit,
    1 + count(b.sku) AS rank,
    CASE
        WHEN a.worth = 0 THEN 'C'
        WHEN coalesce(sum(b.worth), 0) < (SELECT sum(worth) FROM worth) * 0.80 THEN 'A'
        WHEN coalesce(sum(b.worth), 0) < (SELECT sum(worth) FROM worth) * 0.95 THEN 'B'
        ELSE 'C'
    END AS letter
FROM worth AS a
LEFT JOIN worth AS b ON b.net > a.net OR (b.net = a.net AND b.sku < a.sku)
GROUP BY a.sku, a.net, a.units, a.profit, a.gaps, a.worth
ORDER BY rank
