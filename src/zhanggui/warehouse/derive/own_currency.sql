-- How do the orders, lines, payments and refunds read where none is exchanged? As they are.
CREATE OR REPLACE TEMP VIEW own_orders AS FROM numbered_orders;
CREATE OR REPLACE TEMP VIEW own_order_lines AS FROM numbered_order_lines;
CREATE OR REPLACE TEMP VIEW own_refunds AS FROM refunds;
CREATE OR REPLACE TEMP VIEW own_payments AS FROM payments;
