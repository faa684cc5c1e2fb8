import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';
import type { Actor } from './context';
import { disableCheck } from './disable-check';
import { writeCheck } from './write-check';

let stage: TestEngine;
let operator: Actor;
beforeAll(async () => {
  stage = await testEngine();
  operator = await stage.person('operator');
  await stage.engine.db.changelog.create({ data: { key: 'app', name: 'App' } });
});
afterAll(() => stage.close());

const fields = {
  checkId: null,
  expectedVersion: null,
  changelogKey: 'app',
  sql: 'SELECT count(*) FROM invoices',
  mode: 'enforce' as const,
  expectation: { op: 'at_least' as const, value: 1 },
  timeoutMs: 5000,
  rowCap: 20,
};
const write = (changes: Partial<Parameters<typeof writeCheck>[2]> & { name: string }) =>
  writeCheck(stage.engine, operator, { ...fields, ...changes });
const checks = () => stage.engine.db.check.count();

describe('a check', () => {
  test('is written, worded anew with its version, and refused with an old one', async () => {
    const written = await write({ name: 'rows' });
    if (!written.ok) throw new Error(written.refusal.code);
    const { checkId } = written.value;
    const changed = { name: 'rows', checkId, sql: '-- by month\nSELECT 1' };
    expect(await write({ ...changed, expectedVersion: 1 })).toMatchObject({ ok: true });
    expect(await write({ ...changed, expectedVersion: 1 })).toMatchObject({ refusal: { code: 'stale_version' } });
    expect(await stage.engine.db.check.findUnique({ where: { id: checkId } })).toMatchObject({ version: 2 });
  });

  test('shares its name with no other of its changelog', async () => {
    expect(await write({ name: 'twice' })).toMatchObject({ ok: true });
    expect(await write({ name: 'twice' })).toMatchObject({ refusal: { code: 'check_name_taken' } });
  });

  test.each([
    ['two statements', 'SELECT 1; SELECT 2', 'count'],
    ['nothing', '-- only a comment', 'count'],
    ['a write', 'DELETE FROM invoices', 'not_a_query'],
    ['a procedure call', 'CALL tidy()', 'not_a_query'],
    ['a quote that never closes', "SELECT 'open", 'unterminated_quote'],
  ])('of %s is refused, and nothing is stored', async (_what, sql, why) => {
    const before = await checks();
    const refused = await write({ name: `bad ${sql.slice(0, 8)}`, sql });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'check_not_single_statement' } });
    if (!refused.ok) expect(String(refused.refusal.facts['why'])).toContain(why.slice(0, 5));
    expect(await checks()).toBe(before);
  });

  test('is for operators', async () => {
    const viewer = await stage.person('viewer');
    expect(await writeCheck(stage.engine, viewer, { ...fields, name: 'by a viewer' })).toMatchObject({
      refusal: { code: 'not_allowed' },
    });
  });

  test('is switched off and on again, never deleted', async () => {
    const written = await write({ name: 'switch' });
    if (!written.ok) throw new Error(written.refusal.code);
    const { checkId } = written.value;
    const at = { checkId, expectedVersion: 1, disabled: true };
    expect(await disableCheck(stage.engine, operator, at)).toEqual({ ok: true, value: { version: 2 } });
    expect(await disableCheck(stage.engine, operator, at)).toMatchObject({ refusal: { code: 'stale_version' } });
    expect(await disableCheck(stage.engine, operator, { ...at, expectedVersion: 2, disabled: false })).toMatchObject({ ok: true });
    expect(await stage.engine.db.check.findUnique({ where: { id: checkId } })).toMatchObject({ disabledAt: null });
  });
});
