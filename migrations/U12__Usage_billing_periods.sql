DROP INDEX usage_events_period_idx;
ALTER TABLE usage_events DROP CONSTRAINT usage_events_period_is_month;
ALTER TABLE usage_events DROP COLUMN billing_period;
