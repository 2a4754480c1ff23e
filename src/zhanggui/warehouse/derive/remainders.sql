-- What are orders worth beyond their lines?
INSERT INTO sale_lines FROM sales_of('remainders_sold');
