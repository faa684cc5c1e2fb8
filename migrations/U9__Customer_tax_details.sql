-- Loses the tax ids that were entered since; country codes are still in billing_address.
DROP INDEX customers_country_code_idx;
ALTER TABLE customers DROP CONSTRAINT customers_country_code_iso;
ALTER TABLE customers DROP COLUMN tax_id;
ALTER TABLE customers DROP COLUMN country_code;
