ALTER TABLE customers ADD COLUMN country_code char(2);
ALTER TABLE customers ADD COLUMN tax_id text;

UPDATE customers
   SET country_code = upper(billing_address ->> 'country')
 WHERE billing_address ->> 'country' ~ '^[A-Za-z]{2}$';

ALTER TABLE customers
    ADD CONSTRAINT customers_country_code_iso CHECK (country_code ~ '^[A-Z]{2}$') NOT VALID;
ALTER TABLE customers VALIDATE CONSTRAINT customers_country_code_iso;

CREATE INDEX customers_country_code_idx ON customers (country_code) WHERE country_code IS NOT NULL;
