DROP INDEX CONCURRENTLY IF EXISTS invoices_customer_issued_idx;
