DROP TABLE subscriptions;
DROP TABLE plans;
DROP TYPE billing_interval;
