/** The roles as the form names them; empty ones get the guide's names. */
export interface GrantRoles {
  readonly migrator: string;
  /** null: the migrator observes too. */
  readonly observer: string | null;
  readonly owner: string;
}

/** An identifier as it stands in SQL: quoted unless it is a plain word. */
const ident = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const named = (name: string, fallback: string): string => (name.trim() === '' ? fallback : name.trim());

/** Once on the server, as a superuser. The same rights as docs/getting-started.md, which a test runs. */
export function serverGrants(roles: GrantRoles): string {
  const migrator = ident(named(roles.migrator, 'groundswell_migrator'));
  const owner = ident(named(roles.owner, 'product_owner'));
  const observer = roles.observer === null ? null : ident(named(roles.observer, 'groundswell_observer'));
  return [
    `CREATE ROLE ${migrator} LOGIN PASSWORD 'choose-one';`,
    ...(observer === null ? [] : [`CREATE ROLE ${observer} LOGIN PASSWORD 'choose-another';`]),
    '',
    '-- Scripts run as the owner of the tenants, so that what they create belongs to it.',
    `GRANT ${owner} TO ${migrator};`,
    '',
    '-- To say which session blocks a migration.',
    `GRANT pg_read_all_stats TO ${migrator};`,
    '',
    '-- Clean builds of a version, to tell drift; nothing of a tenant is in it.',
    `CREATE DATABASE groundswell_scratch OWNER ${owner};`,
    '',
    '-- For each database with tenants.',
    `GRANT CONNECT ON DATABASE product TO ${[migrator, ...(observer === null ? [] : [observer])].join(', ')};`,
  ].join('\n');
}

/** Once in each database that holds tenants, for the observer. */
export function databaseGrants(roles: GrantRoles): string {
  const observer = named(roles.observer ?? '', 'groundswell_observer');
  const owner = ident(named(roles.owner, 'product_owner'));
  const grant = (right: string): string =>
    `    EXECUTE format(${literal(`GRANT ${right} %I TO %I`)}, tenant, ${literal(observer)});`;
  return [
    'DO $$',
    'DECLARE',
    '  tenant text;',
    'BEGIN',
    String.raw`  FOR tenant IN SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tenant\_%' LOOP`,
    grant('USAGE ON SCHEMA'),
    grant('SELECT ON ALL TABLES IN SCHEMA'),
    '  END LOOP;',
    'END $$;',
    '',
    '-- The same for tenants and tables to come.',
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT USAGE ON SCHEMAS TO ${ident(observer)};`,
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT SELECT ON TABLES TO ${ident(observer)};`,
  ].join('\n');
}
