DROP TABLE settings;
DROP TABLE users;
DROP TABLE accounts;
DROP TYPE user_role;
