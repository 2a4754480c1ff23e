-- Which few words does each text column of the sales use?
--
-- Ten million rows that repeat a dozen words are stored and grouped as numbers. The words are in their own order, so
-- sorting, smallest and largest are those of the texts; whoever reads the column reads texts.
CREATE OR REPLACE TYPE sale_channel AS ENUM (
    SELECT channel FROM orders WHERE channel IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_store AS ENUM (
    SELECT store FROM orders WHERE store IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_status AS ENUM (
    SELECT status FROM orders WHERE status IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_country AS ENUM (
    SELECT country FROM orders WHERE country IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_province AS ENUM (
    SELECT province FROM orders WHERE province IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_city AS ENUM (
    SELECT city FROM orders WHERE city IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_device AS ENUM (
    SELECT device FROM orders WHERE device IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_traffic_source AS ENUM (
    SELECT traffic_source FROM orders WHERE traffic_source IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_campaign AS ENUM (
    SELECT campaign FROM orders WHERE campaign IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_currency AS ENUM (
    SELECT currency FROM orders WHERE currency IS NOT NULL
    UNION SELECT ''
    UNION SELECT getvariable('currency')
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_category AS ENUM (
    SELECT category FROM products WHERE category IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_brand AS ENUM (
    SELECT brand FROM products WHERE brand IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_kind AS ENUM ('adjustment', 'gift', 'remainder', 'return', 'sale');

-- Products that only the lines tell of: not in the list of products, or there without a name.
CREATE OR REPLACE TEMP TABLE unlisted_products AS
SELECT DISTINCT l.sku, l.product_name
FROM order_lines AS l
ANTI JOIN (FROM products WHERE product_name IS NOT NULL) AS p ON p.sku = l.sku;
