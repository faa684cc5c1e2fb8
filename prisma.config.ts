import { defineConfig } from 'prisma/config';

// The CLI downloads a schema engine before any command, even those that never run it. `generate` and `validate`
// do not; the control plane is migrated by lib/db/migrate.ts, which carries its own engine. Naming any executable
// keeps `npm run generate` free of the network.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env['DATABASE_URL'] && { datasource: { url: process.env['DATABASE_URL'] } }),
});
