-- The same shop as contract tables: what a load leaves in the landing. One view a table.

CREATE OR REPLACE TEMP MACRO pseudonym(number) AS 'p' || left(sha256('customer ' || number), 24);

CREATE OR REPLACE TEMP VIEW landed_orders AS
SELECT
    channel,
    order_id,
    CASE WHEN NOT is_hidden THEN pseudonym(buyer) END AS customer,
    CASE WHEN is_paid THEN 'completed' ELSE 'closed' END AS status,
    ordered_at,
    CASE WHEN is_paid THEN ordered_at + INTERVAL 2 MINUTE END AS paid_at,
    'CNY' AS currency,
    goods_minor,
    shipping_minor,
    goods_minor + shipping_minor AS total_minor,
    coupon_minor AS discount_merchant_minor,
    CASE WHEN is_paid THEN goods_minor + shipping_minor ELSE 0 END AS paid_minor
FROM bills
ORDER BY number;

CREATE OR REPLACE TEMP VIEW landed_order_lines AS
SELECT
    b.channel,
    b.order_id,
    b.order_id || '-' || l.place AS line_id,
    'sale' AS kind_of_line,
    'S' || l.product AS sku,
    l.quantity,
    l.price_minor AS unit_price_minor,
    l.gross_minor
FROM lines AS l
JOIN baskets AS b USING (number)
ORDER BY l.number, l.place;

CREATE OR REPLACE TEMP VIEW landed_refunds AS
SELECT
    channel,
    'R' || order_id AS refund_id,
    order_id,
    ordered_at + INTERVAL 3 DAY AS refunded_at,
    goods_minor AS amount_minor,
    'CNY' AS currency,
    'return' AS kind_of_refund,
    'refunded' AS status
FROM bills
WHERE is_paid AND is_refunded
ORDER BY number;

CREATE OR REPLACE TEMP VIEW landed_products AS
SELECT 'S' || range AS sku, 'Product ' || range AS product_name, 'Category ' || range % 40 AS category, 'Brand ' || range % 300 AS brand
FROM range(getvariable('products'));

CREATE OR REPLACE TEMP VIEW landed_product_costs AS
SELECT 'S' || range AS sku, DATE '2023-01-01' AS valid_from, price_of(range) * 6 // 10 AS cost_minor, 'CNY' AS currency
FROM range(getvariable('products'));

-- The shelf price of every product in every channel, one of five levels anew every quarter; what was paid does not follow it.
CREATE OR REPLACE TEMP VIEW landed_price_history AS
SELECT
    channel,
    'S' || product AS sku,
    TIMESTAMP '2023-12-01' + to_days(91 * block::INTEGER) AS valid_from,
    price_of(product) * (17 + hash(product, channel, block) % 5)::BIGINT // 19 AS price_minor,
    'CNY' AS currency
FROM (SELECT unnest(['tmall', 'jd', 'douyin', 'own_site']) AS channel)
CROSS JOIN (SELECT range AS product FROM range(getvariable('products')))
CROSS JOIN (SELECT range AS block FROM range(9));

CREATE OR REPLACE TEMP VIEW landed_fees AS
SELECT channel, kind_of_fee, DATE '2023-01-01' AS valid_from, rate
FROM (SELECT unnest(['tmall', 'jd', 'douyin', 'own_site']) AS channel)
CROSS JOIN (SELECT * FROM (VALUES ('commission', 0.05), ('payment', 0.006)) AS t(kind_of_fee, rate));

-- Sessions of the last ninety days: one to seven views, then perhaps a basket, a checkout and a purchase, minutes apart.
CREATE OR REPLACE TEMP VIEW landed_events AS
WITH sessions AS (
    SELECT
        range AS number,
        1 + (hash(range, 'views') % 7)::INTEGER AS views,
        floor(getvariable('customers') * chance(range, 'visitor') ** 2)::BIGINT AS visitor,
        TIMESTAMP '2025-10-02' + to_seconds((90 * 86400 * range) // getvariable('sessions')) AS started_at,
        chance(range, 'depth') AS depth
    FROM range(getvariable('sessions'))
),
acts AS (
    SELECT number, visitor, started_at, 0 AS place, unnest(range(views)) AS minute, 'view' AS kind_of_event FROM sessions
    UNION ALL
    SELECT number, visitor, started_at, 1, 10, 'cart' FROM sessions WHERE depth < 0.3
    UNION ALL
    SELECT number, visitor, started_at, 2, 14, 'checkout' FROM sessions WHERE depth < 0.15
    UNION ALL
    SELECT number, visitor, started_at, 3, 16, 'purchase' FROM sessions WHERE depth < 0.1
)
SELECT
    'own_site' AS channel,
    number || '-' || place || '-' || minute AS event_id,
    kind_of_event,
    started_at + to_minutes(minute) AS happened_at,
    ((started_at + to_minutes(minute)) AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Shanghai')::DATE AS happened_day,
    'p' || left(sha256('visitor ' || visitor), 24) AS visitor,
    'S' || floor(getvariable('products') * chance(number, 'seen') ** 3)::BIGINT AS sku
FROM acts
ORDER BY happened_at, event_id;

-- Stock of every product, counted on Mondays of the last half year; every fortieth count finds none.
CREATE OR REPLACE TEMP VIEW landed_stock_levels AS
SELECT
    day::DATE AS day,
    'main' AS location,
    'S' || product AS sku,
    (CASE WHEN hash(product, day) % 40 = 0 THEN 0 ELSE hash(product) % 400 END)::BIGINT AS on_hand
FROM (SELECT range AS product FROM range(getvariable('products')))
CROSS JOIN (SELECT unnest(generate_series(DATE '2025-07-07', DATE '2025-12-29', INTERVAL 7 DAY)) AS day);

-- What three sellers ask for every third product, looked at on Mondays of the last half year.
CREATE OR REPLACE TEMP VIEW landed_competitor_offers AS
SELECT
    'tmall' AS channel,
    seller || '-S' || product AS listing_id,
    day + INTERVAL 4 HOUR AS observed_at,
    day::DATE AS observed_day,
    seller AS competitor,
    seller || ' product ' || product AS product_name,
    'S' || product AS sku,
    price_of(product) * (90 + hash(seller, product, day) % 20)::BIGINT // 100 AS price_minor,
    'CNY' AS currency
FROM (SELECT unnest(['A', 'B', 'C']) AS seller)
CROSS JOIN (SELECT range AS product FROM range(getvariable('products')) WHERE range % 3 = 0)
CROSS JOIN (SELECT unnest(generate_series(DATE '2025-07-07', DATE '2025-12-29', INTERVAL 7 DAY)) AS day);
