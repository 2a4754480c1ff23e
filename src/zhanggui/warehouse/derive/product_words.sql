-- Which words name the products of the sales, where they are few enough to be numbered?
CREATE OR REPLACE TYPE sale_sku AS ENUM (
    SELECT sku FROM products WHERE sku IS NOT NULL
    UNION SELECT sku FROM unlisted_products WHERE sku IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
CREATE OR REPLACE TYPE sale_product_name AS ENUM (
    SELECT product_name FROM products WHERE product_name IS NOT NULL
    UNION SELECT product_name FROM unlisted_products WHERE product_name IS NOT NULL
    UNION SELECT ''
    ORDER BY ALL
);
