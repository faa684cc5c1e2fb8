import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoFleet } from '@/lib/demo/create-fleet';
import { DEMO_TENANTS } from '@/lib/demo/tenants';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;

beforeAll(async () => {
  test = await testEngine();
  const started = performance.now();
  await createDemoFleet({
    serverUrl: test.serverUrl,
    controlUrl: test.database.url,
    keys: test.engine.keys,
    onProgress: (line) => console.info(`${Math.round(performance.now() - started)} ms: ${line}`),
  });
  console.info(`${Math.round(performance.now() - started)} ms`);
}, 180_000);

afterAll(() => test.close());

describe('the demo fleet', () => {
  it('is read back from its databases: every tenant at its version, the odd ones as they were made', async () => {
    const rows = await test.engine.db.tenant.findMany({ include: { observation: true, holds: true } });
    expect(rows).toHaveLength(DEMO_TENANTS.length);
    for (const { key, version, quirk } of DEMO_TENANTS) {
      const row = rows.find((one) => one.key === key);
      const expected =
        quirk?.kind === 'noHistory'
          ? { state: 'no_history', currentVersion: null, drift: 'unknown' }
          : { state: 'ok', currentVersion: String(version), drift: quirk?.kind === 'drifted' ? 'drifted' : 'clean' };
      expect({ key, problem: row?.observation?.problem, ...row?.observation }).toMatchObject(expected);
      expect(row?.holds).toHaveLength(quirk?.kind === 'held' ? 1 : 0);
    }
  });

  it('has an audit chain that verifies, and its last release on nobody but the early ones', async () => {
    expect(await test.engine.db.release.count()).toBe(4);
    expect(await test.engine.db.auditLine.count({ where: { seq: null } })).toBe(0);
    expect(await test.engine.db.expectedFingerprint.count()).toBeLessThanOrEqual(9);
  });
});
