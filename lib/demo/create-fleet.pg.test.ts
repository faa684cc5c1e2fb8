import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoFleet } from '@/lib/demo/create-fleet';
import { DEMO_CHECKS } from '@/lib/demo/checks';
import { DEMO_TENANTS } from '@/lib/demo/tenants';
import { serverConnection } from '@/lib/engine/server-connection';
import { runCheckQuery } from '@/lib/tenant/check-sql';
import { openTenantConnection } from '@/lib/tenant/connect';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;
const lines: string[] = [];

beforeAll(async () => {
  test = await testEngine();
  await createDemoFleet({
    serverUrl: test.serverUrl,
    controlUrl: test.database.url,
    keys: test.engine.keys,
    onProgress: (line) => lines.push(line),
  });
}, 180_000);

afterAll(() => test.close());

describe('the demo fleet', () => {
  it('is read back from its databases: every tenant at its version, the odd ones as they were made', async () => {
    const rows = await test.engine.db.tenant.findMany({ include: { observation: true, holds: true } });
    expect(rows).toHaveLength(DEMO_TENANTS.length);
    expect(lines.at(-1)).toBe('60 tenants read');
    for (const { key, version, quirk } of DEMO_TENANTS) {
      const row = rows.find((one) => one.key === key);
      const expected =
        quirk?.kind === 'noHistory'
          ? { state: 'no_history', currentVersion: null, drift: 'unknown' }
          : {
              state: 'ok',
              currentVersion: String(version),
              drift: quirk?.kind === 'drifted' ? 'drifted' : 'clean',
            };
      expect({ key, problem: row?.observation?.problem, ...row?.observation }).toMatchObject(expected);
      expect(row?.holds).toHaveLength(quirk?.kind === 'held' ? 1 : 0);
    }
  });

  it('passes its own checks as the observer, but for the one that only watches', async () => {
    const failing: string[] = [];
    for (const key of ['hafenlicht', 'atlas-freight', 'oude-gracht', 'minato']) {
      const tenant = await test.engine.db.tenant.findUniqueOrThrow({
        where: { key },
        include: { server: true },
      });
      const connection = serverConnection(test.engine, tenant.server, 'observer');
      if (!connection.ok) throw new Error(connection.refusal.code);
      const opened = await openTenantConnection(connection.value, tenant.database);
      if (!opened.ok) throw new Error(opened.failure.code);
      for (const { name, sql, expectation } of DEMO_CHECKS) {
        const asked = { sql, schema: tenant.schema, statementTimeoutMs: 5000, maxRows: 20 };
        const answer = await runCheckQuery(opened.value, asked);
        if (!answer.ok) throw new Error(`${name}: ${answer.failure.message}`);
        const value = Number(answer.value.rows[0]?.[0] ?? 0);
        const passed =
          expectation.op === 'no_rows'
            ? answer.value.rows.length === 0
            : expectation.op === 'at_most'
              ? value <= expectation.value
              : value >= expectation.value;
        if (!passed) failing.push(`${key}: ${name}`);
      }
      await opened.value.close();
    }
    expect(failing).toEqual(['atlas-freight: Usage history is of a usual size']);
  });

  it('keeps its roles out of the control plane', async () => {
    const server = await test.engine.db.server.findFirstOrThrow();
    for (const purpose of ['migrator', 'observer'] as const) {
      const connection = serverConnection(test.engine, server, purpose);
      if (!connection.ok) throw new Error(connection.refusal.code);
      const opened = await openTenantConnection(connection.value, test.database.database);
      expect(opened).toMatchObject({ ok: false, failure: { code: 'insufficient_privilege' } });
    }
  });

  it('has a sealed audit log of the commands that made it, and one expected shape a version', async () => {
    expect(
      await test.engine.db.auditLine.count({ where: { verb: 'publish-release', outcome: 'done' } }),
    ).toBe(4);
    expect(
      await test.engine.db.auditLine.count({ where: { OR: [{ seq: null }, { outcome: 'refused' }] } }),
    ).toBe(0);
    expect(await test.engine.db.expectedFingerprint.count()).toBeLessThanOrEqual(9);
  });
});
