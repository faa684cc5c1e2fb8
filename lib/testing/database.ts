import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { TestServer } from '@/lib/testing/postgres';

export type TestDatabase = TestServer & {
  readonly database: string;
  readonly url: string;
  /** Ends every session on it and removes it. Call it in `afterAll`. */
  drop(): Promise<void>;
};

/**
 * A fresh database on the test server, a copy of `template` (nobody may be connected to that one).
 * For `*.pg.test.ts` only.
 */
export async function createTestDatabase(
  options: { readonly template?: string } = {},
): Promise<TestDatabase> {
  const server = inject('postgres');
  const database = `test_${randomBytes(6).toString('hex')}`;
  await onServer(
    server,
    `CREATE DATABASE ${database} TEMPLATE ${pg.escapeIdentifier(options.template ?? 'template0')}`,
  );
  return {
    ...server,
    database,
    url: `postgresql://${server.user}:${server.password}@${server.host}:${server.port}/${database}`,
    drop: () => onServer(server, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
  };
}

/** Runs one statement as the superuser on the test server's maintenance database. */
export async function onServer(server: TestServer, sql: string): Promise<void> {
  const client = new pg.Client({ ...server, database: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
