-- What do refunds leave where none was made? The table `refund_lines` itself comes from its contract.
CREATE OR REPLACE TEMP TABLE line_refunds (line BIGINT, amount BIGINT, goods BIGINT, clawback BIGINT, quantity BIGINT);
