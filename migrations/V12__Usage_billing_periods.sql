-- Invoicing reads usage by month; computing the month per row was its slowest query.
-- The default keeps the present application working: it does not name the column yet.
ALTER TABLE usage_events ADD COLUMN billing_period date;
ALTER TABLE usage_events
    ALTER COLUMN billing_period SET DEFAULT (date_trunc('month', now() AT TIME ZONE 'UTC'))::date;

UPDATE usage_events
   SET billing_period = (date_trunc('month', occurred_at AT TIME ZONE 'UTC'))::date;

ALTER TABLE usage_events ALTER COLUMN billing_period SET NOT NULL;
ALTER TABLE usage_events
    ADD CONSTRAINT usage_events_period_is_month CHECK (extract(day FROM billing_period) = 1);

CREATE INDEX usage_events_period_idx ON usage_events (billing_period, subscription_id, metric);
