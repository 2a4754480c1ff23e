-- What is each order as a whole, where lines are not asked for? All lines of an order have its channel, day and buyer.
CREATE OR REPLACE TABLE order_totals AS
SELECT
    order_no,
    any_value(channel) AS channel,
    any_value(customer) AS customer,
    any_value(ordered_day) AS ordered_day,
    bool_or(kind_of_line IN ('sale', 'gift', 'remainder')) AS is_order,
    bool_or(is_paid) AS is_paid,
    bool_or(is_first_order) AS is_first_order,
    sum(paid_minor - refund_minor)::BIGINT AS received_minor,
    sum(refund_minor + CASE WHEN kind_of_line = 'return' AND is_paid THEN -due_minor ELSE 0 END)::BIGINT AS given_back_minor,
    bool_or(is_excluded) AS is_excluded,
    any_value(currency) AS currency
FROM sale_lines
GROUP BY order_no
ORDER BY ordered_day, order_no;
