import { randomBytes, randomUUID } from 'node:crypto';
import { migrateControlPlane } from '@/lib/db/migrate';
import type { Role } from '@/lib/domain/verbs';
import type { Actor, Engine } from '@/lib/engine/context';
import { openEngine } from '@/lib/engine/open-engine';
import { createLog } from '@/lib/platform/log';
import { migrateQueue } from '@/lib/queue/migrate';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';

/** An empty control plane with its queue, and a clock that stands still until it is set. For `*.pg.test.ts`. */
export type TestEngine = {
  readonly engine: Engine;
  readonly database: TestDatabase;
  /** Superuser, on the maintenance database of the same server. */
  readonly serverUrl: string;
  setTime(time: Date): void;
  person(role: Role): Promise<Actor>;
  close(): Promise<void>;
};

export async function testEngine(): Promise<TestEngine> {
  const database = await createTestDatabase();
  const migrated = await migrateControlPlane(database.url);
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.refusal));
  await migrateQueue(database.url);
  let now = new Date('2026-03-01T12:00:00Z');
  const engine = await openEngine({
    databaseUrl: database.url,
    mode: 'web',
    log: createLog('silent'),
    clock: { now: () => now },
    keys: { credentials: randomBytes(32), audit: randomBytes(32) },
  });
  const { user, password, host, port } = database;
  return {
    engine,
    database,
    serverUrl: `postgresql://${user}:${password}@${host}:${port}/postgres`,
    setTime: (time) => {
      now = time;
    },
    async person(role) {
      const email = `${randomUUID()}@example.com`;
      const { id } = await engine.db.person.create({
        data: { email, name: role, role, passwordHash: 'none' },
      });
      return { id, name: role, email, role };
    },
    async close() {
      await engine.close();
      await database.drop();
    },
  };
}
