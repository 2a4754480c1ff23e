-- What does a shop sell in two years? Everything follows from row numbers and hashes, so that a size always gives the same shop.
--
-- A few products and customers make most of the sales (a power of an even chance), as in any shop. One order in five has a coupon,
-- three in ten pay for shipping, six in a hundred are never paid and three hide their buyer; one paid order in twenty is refunded.

CREATE OR REPLACE MACRO chance(number, salt) AS (hash(number, salt) % 1000003) / 1000003.0;
CREATE OR REPLACE MACRO price_of(product) AS 500 + (hash(product, 'price') % 19500)::BIGINT;

CREATE OR REPLACE TABLE baskets AS
SELECT
    number,
    1 + (hash(number, 'lines') % 5)::INTEGER AS lines,
    ['tmall', 'jd', 'douyin', 'own_site'][1 + floor(4 * chance(number, 'channel') ** 2)::INTEGER] AS channel,
    (1000000000 + number)::VARCHAR AS order_id,
    floor(getvariable('customers') * chance(number, 'customer') ** 2)::BIGINT AS buyer,
    chance(number, 'hidden') < 0.03 AS is_hidden,
    -- Whole seconds, evenly over two years.
    TIMESTAMP '2024-01-01' + to_seconds((731 * 86400 * number) // getvariable('orders')) AS ordered_at,
    chance(number, 'paid') >= 0.06 AS is_paid,
    chance(number, 'coupon') < 0.2 AS has_coupon,
    chance(number, 'shipping') < 0.3 AS pays_shipping,
    chance(number, 'refund') < 0.05 AS is_refunded
FROM (SELECT range AS number FROM range(getvariable('orders')));

CREATE OR REPLACE TABLE lines AS
SELECT
    number,
    place,
    product,
    quantity,
    price_of(product) AS price_minor,
    quantity * price_of(product) AS gross_minor
FROM (
    SELECT
        number,
        place,
        floor(getvariable('products') * chance(number * 8 + place, 'product') ** 3)::BIGINT AS product,
        1 + floor(4 * chance(number * 8 + place, 'quantity') ** 4)::BIGINT AS quantity
    FROM (SELECT number, unnest(range(1, lines + 1)) AS place FROM baskets)
);

CREATE OR REPLACE TABLE bills AS
SELECT
    b.*,
    CASE WHEN b.has_coupon THEN l.gross_minor // 10 ELSE 0 END AS coupon_minor,
    CASE WHEN b.pays_shipping THEN 800 ELSE 0 END::BIGINT AS shipping_minor,
    l.gross_minor - coupon_minor AS goods_minor
FROM baskets AS b
JOIN (SELECT number, sum(gross_minor)::BIGINT AS gross_minor FROM lines GROUP BY number) AS l USING (number);
