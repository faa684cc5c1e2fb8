-- Sign-in ignores case from now on, so two users may not differ by case alone.
-- Fails with 23505 where they do: merge those users first, nothing is merged silently.
DROP INDEX users_email_idx;
CREATE UNIQUE INDEX users_email_lower_key ON users (lower(email));
