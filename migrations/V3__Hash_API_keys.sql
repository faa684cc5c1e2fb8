-- Keys were kept in clear. From here on only their SHA-256 is.
-- There is no undo script: what is hashed cannot be read back.
ALTER TABLE accounts ADD COLUMN api_key_hash text;

UPDATE accounts
   SET api_key_hash = encode(sha256(convert_to(api_key, 'UTF8')), 'hex')
 WHERE api_key IS NOT NULL;

ALTER TABLE accounts DROP COLUMN api_key;
ALTER TABLE accounts ADD CONSTRAINT accounts_api_key_hash_key UNIQUE (api_key_hash);
