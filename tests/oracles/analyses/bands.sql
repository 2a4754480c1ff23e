-- The price of every product: quantiles of what buyers paid a unit, line by line; and per category, who paid less than a
-- price for one unit and more for another.
WITH sold AS (
    SELECT sku, category, customer, quantity, due_minor, due_minor / quantity::DOUBLE AS unit, gross_minor
    FROM sale_lines
    WHERE is_paid AND NOT is_excluded AND currency = 'CNY' AND sku IS NOT NULL AND kind_of_line = 'sale'
        AND quantity > 0 AND due_minor > 0
), prices AS (
    SELECT sku, max(category) AS category, quantile_cont(unit, 0.5) AS middle, quantile_cont(unit, 0.1) AS low,
        quantile_cont(unit, 0.9) AS high, sum(quantity)::BIGINT AS units, sum(gross_minor) / sum(quantity)::DOUBLE AS list
    FROM sold GROUP BY sku
), gaps AS (
    SELECT * FROM (
        SELECT category, middle AS below, lead(middle) OVER (PARTITION BY category ORDER BY middle, sku) AS above
        FROM prices WHERE units >= 5
    ) WHERE above >= 1.5 * below
), buyers AS (
    SELECT category, customer, min(unit) AS least, max(unit) AS most, sum(due_minor) AS due,
        sum(due_minor) / sum(quantity)::DOUBLE AS mean
    FROM sold WHERE customer IS NOT NULL GROUP BY ALL
)
SELECT g.category, round(g.below)::BIGINT, round(g.above)::BIGINT, count(b.customer) AS straddling,
    count(b.customer) FILTER (WHERE b.mean > g.below AND b.mean < g.above) AS inside, coalesce(sum(b.due), 0)::BIGINT
FROM gaps g LEFT JOIN buyers b
    ON b.category = g.category AND b.least < sqrt(g.below * g.above) AND b.most >= sqrt(g.below * g.above)
GROUP BY ALL ORDER BY ALL
