-- The ageing buckets of the receivables report.
CREATE OR REPLACE FUNCTION invoice_age_bucket(due_on date, as_of date) RETURNS text
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT CASE
             WHEN due_on IS NULL THEN 'not due'
             WHEN as_of <= due_on THEN 'not due'
             WHEN as_of - due_on <= 30 THEN '1-30'
             WHEN as_of - due_on <= 60 THEN '31-60'
             WHEN as_of - due_on <= 90 THEN '61-90'
             ELSE 'over 90'
           END
$$;
