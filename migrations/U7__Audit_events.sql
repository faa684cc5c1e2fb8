DROP TRIGGER invoices_audit ON invoices;
DROP FUNCTION record_invoice_event();
DELETE FROM settings WHERE key = 'audit_retention_days';
DROP TABLE audit_events;
