import pg from 'pg';
import { randomToken } from '@/lib/platform/secrets';
import { defaultScratchDatabase } from '@/lib/tenant/expected';
import { quoteIdentifier, quoteLiteral } from '@/lib/tenant/quote';
import type { DemoTenant } from '@/lib/demo/tenants';

/** How the console will reach the demo's databases. The passwords are made here and stored sealed, nowhere else. */
export type DemoServer = {
  readonly host: string;
  readonly port: number;
  readonly migrator: { readonly user: string; readonly password: string };
  readonly observer: { readonly user: string; readonly password: string };
};

const migratorRole = 'ledgerline_migrator';
const observerRole = 'ledgerline_observer';

/**
 * Two roles, as a product's operators would have them: one owns the databases and runs migrations, the other may look.
 * Then the tenants' databases, empty. Whatever an interrupted attempt left is removed first.
 * @param serverUrl a superuser, on the maintenance database.
 * @param controlUrl the control plane: on the same server, and closed to both roles.
 */
export async function createDatabases(
  serverUrl: string,
  controlUrl: string,
  tenants: readonly DemoTenant[],
): Promise<DemoServer> {
  const { hostname, port } = new URL(serverUrl);
  const server: DemoServer = {
    host: hostname,
    port: Number(port === '' ? 5432 : port),
    migrator: { user: migratorRole, password: randomToken() },
    observer: { user: observerRole, password: randomToken() },
  };
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await createRoles(client, server);
    const control = decodeURIComponent(new URL(controlUrl).pathname.slice(1));
    await client.query(`REVOKE CONNECT ON DATABASE ${quoteIdentifier(control)} FROM PUBLIC`);
    for (const name of [...new Set(tenants.map((tenant) => tenant.database)), defaultScratchDatabase]) {
      await client.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
      await client.query(
        `CREATE DATABASE ${quoteIdentifier(name)} OWNER ${migratorRole} TEMPLATE template0 ENCODING 'UTF8'`,
      );
    }
  } finally {
    await client.end();
  }
  return server;
}

async function createRoles(client: pg.Client, { migrator, observer }: DemoServer): Promise<void> {
  for (const { user, password } of [migrator, observer]) {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [user]);
    const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
    await client.query(
      `${verb} ROLE ${user} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${quoteLiteral(password)}`,
    );
  }
  // To say who blocks a migration it must see what other roles' sessions do.
  await client.query(`GRANT pg_read_all_stats TO ${migratorRole}`);
}

/** In one of the tenants' databases, as the migrator: what it makes from now on the observer may read. */
export const observerGrants = `
  ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO ${observerRole};
  ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${observerRole}`;
