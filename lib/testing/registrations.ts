import type { registerServer } from '@/lib/engine/register-server';
import type { registerTenant } from '@/lib/engine/register-tenant';
import type { TestServer } from '@/lib/testing/postgres';

type ServerInput = Parameters<typeof registerServer>[2];
type TenantInput = Parameters<typeof registerTenant>[2];

/** The test server as a person would register it: its superuser migrates and observes. */
export const serverInput = (
  server: TestServer,
  key: string,
  changes: Partial<ServerInput> = {},
): ServerInput => ({
  key,
  name: `Server ${key}`,
  environment: 'production',
  host: server.host,
  port: server.port,
  tlsMode: 'disable',
  ca: null,
  maintenanceDatabase: 'postgres',
  username: server.user,
  credential: { kind: 'password', value: server.password },
  observerUsername: null,
  observerCredential: null,
  runAsRole: null,
  historySchema: null,
  historyTable: 'flyway_schema_history',
  maxConcurrency: 4,
  ...changes,
});

export const tenantInput = (
  place: Pick<TenantInput, 'key' | 'serverId' | 'database' | 'schema'>,
  changes: Partial<TenantInput> = {},
): TenantInput => ({
  name: `Tenant ${place.key}`,
  changelogKey: 'app',
  tier: 'standard',
  region: 'default',
  criticality: 'normal',
  labels: {},
  versionQuery: null,
  placeholders: {},
  ...place,
  ...changes,
});
