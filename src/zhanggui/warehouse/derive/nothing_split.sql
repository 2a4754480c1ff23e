-- What do splits leave where no order has anything to split?
CREATE OR REPLACE TEMP TABLE split_lines (
    line BIGINT,
    order_no BIGINT,
    platform BIGINT,
    merchant BIGINT,
    influencer BIGINT,
    due BIGINT,
    shipping_split BIGINT,
    tax_split BIGINT,
    paid_split BIGINT
);
CREATE OR REPLACE TEMP TABLE fee_parts (split BIGINT, line BIGINT, part BIGINT);
