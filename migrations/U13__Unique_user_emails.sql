DROP INDEX users_email_lower_key;
CREATE INDEX users_email_idx ON users (email);
