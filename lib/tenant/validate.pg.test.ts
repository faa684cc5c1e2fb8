import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TenantConnection } from '@/lib/tenant/connect';
import { fingerprintSchemas } from '@/lib/tenant/fingerprint';
import { runPlan } from '@/lib/tenant/run-plan';
import { readNotValidConstraints, validateTenant, type Validation } from '@/lib/tenant/validate';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { connect, lockedTenant, migrationOf, serverOf } from '@/lib/testing/tenant';

let database: TestDatabase;
let connection: TenantConnection;
let expected: Validation;
let tenants = 0;

const steps = [
  migrationOf('1', [
    'CREATE TABLE a (id int, b int)',
    'CREATE INDEX a_id ON a (id)',
    'INSERT INTO a VALUES (1, 1), (1, 1)',
  ]),
  migrationOf('1.1', ['ALTER TABLE a ADD CONSTRAINT old CHECK (id > 0) NOT VALID']),
  migrationOf(null, ['CREATE VIEW v AS SELECT 1 AS one']),
];

beforeAll(async () => {
  database = await createTestDatabase();
  connection = await connect(serverOf(database), database.database);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});
beforeEach(async () => {
  const tenant = await lockedTenant(connection, `t${++tenants}`);
  const retry = { attempts: 1, firstLockTimeoutMs: 1000, lastLockTimeoutMs: 1000 };
  const plan = {
    ...tenant,
    mode: 'migrate' as const,
    steps,
    history: [],
    retry,
    random: () => 0,
    installedBy: undefined,
    statementTimeoutMs: 0,
  };
  const results = await runPlan(connection, plan);
  expect(results.map(({ state }) => state)).toEqual(['applied', 'applied', 'applied']);
  const print = await fingerprintSchemas(connection, [tenant.schema], {
    historyTableName: tenant.historyTable.name,
  });
  expected = {
    schema: tenant.schema,
    historyTable: tenant.historyTable,
    expectedApplied: steps.map(({ version, description, checksum }) => ({
      version,
      description,
      checksums: [checksum],
    })),
    expectedVersion: '1.1.0',
    expectedFingerprint: print.ok ? print.value.get(tenant.schema)?.fingerprint : undefined,
    notValidBefore: ['a.old'],
  };
});

const sql = (text: string) =>
  connection.client.query(`SET search_path TO ${expected.schema}; ${text}; RESET search_path`);
async function failing(validation: Validation = expected) {
  const verdicts = await validateTenant(connection, validation);
  return verdicts.filter(({ verdict }) => verdict !== 'passed');
}

it('passes what the plan made, check by check', async () => {
  const verdicts = await validateTenant(connection, expected);
  expect(verdicts.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
    'history passed',
    'version passed',
    'fingerprint passed',
    'invalid_index passed',
    'not_valid_constraint passed',
  ]);
});

it('leaves the fingerprint out when there is none to compare with', async () => {
  const { expectedFingerprint: _, ...without } = expected;
  expect((await validateTenant(connection, without)).map(({ check }) => check)).not.toContain('fingerprint');
});

it('sees a history row that is gone, one too many, a changed checksum and a failed row', async () => {
  await sql(`DELETE FROM flyway_schema_history WHERE version = '1.1'; UPDATE flyway_schema_history SET checksum = 5 WHERE version = '1';
    INSERT INTO flyway_schema_history VALUES (8, '7', 'theirs', 'SQL', 's', 1, 'x', now(), 0, true), (9, '8', 'half', 'SQL', 's', 1, 'x', now(), 0, false)`);
  expect(await failing()).toMatchObject([
    {
      check: 'history',
      measured: 4,
      limit: 0,
      facts: {
        missing: ['1.1 step 1.1'],
        changed: ['1 step 1'],
        unexpected: ['7 theirs'],
        failed: ['8 half'],
      },
    },
    { check: 'version', measured: '7', limit: '1.1.0' },
  ]);
});

it('sees what differs from the expected fingerprint although the history is right', async () => {
  await sql('ALTER TABLE a DROP COLUMN b');
  expect(await failing()).toMatchObject([
    { check: 'fingerprint', verdict: 'failed', limit: expected.expectedFingerprint },
  ]);
});

it('names an invalid index and a constraint that nobody announced', async () => {
  await connection.client
    .query(`CREATE UNIQUE INDEX CONCURRENTLY broken ON ${expected.schema}.a (id)`)
    .catch(() => undefined);
  await sql('ALTER TABLE a ADD CONSTRAINT fresh CHECK (b > 0) NOT VALID');
  const { expectedFingerprint: _, ...without } = expected;
  expect(await failing(without)).toMatchObject([
    { check: 'invalid_index', measured: 1, facts: { names: ['broken'] } },
    { check: 'not_valid_constraint', measured: 1, facts: { names: ['a.fresh'] } },
  ]);
  expect(await readNotValidConstraints(connection, expected.schema, expected.historyTable.name)).toEqual({
    ok: true,
    value: ['a.fresh', 'a.old'],
  });
});

it('answers error, not failed, where it cannot ask', async () => {
  await sql('DROP TABLE flyway_schema_history');
  expect(await failing()).toMatchObject([
    { check: 'history', verdict: 'error', facts: { code: 'history_missing', sqlstate: '42P01' } },
    { check: 'version', verdict: 'error' },
  ]);
});
