-- Built without blocking writers, hence outside a transaction. The DROP clears the invalid index
-- that an interrupted build leaves behind, so the script can simply be run again.
DROP INDEX CONCURRENTLY IF EXISTS invoices_customer_issued_idx;
CREATE INDEX CONCURRENTLY invoices_customer_issued_idx ON invoices (customer_id, issued_on);
