-- Loses credit notes and refunds recorded since.
ALTER TABLE payments DROP CONSTRAINT payments_refund_within_amount;
ALTER TABLE payments DROP COLUMN refunded_cents;
DROP TABLE credit_notes;
