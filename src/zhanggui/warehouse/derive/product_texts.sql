-- How are the products of the sales named where they are too many to be numbered? As they are.
CREATE OR REPLACE TYPE sale_sku AS VARCHAR;
CREATE OR REPLACE TYPE sale_product_name AS VARCHAR;
