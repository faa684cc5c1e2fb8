import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReleaseScript } from '@/lib/domain/cells';
import { currentVersion } from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';
import { planMigrate, planUndo, type MigratePlan, type UndoPlan } from '@/lib/domain/plan';

let rank = 0;
const row = (version: string | null, more: Partial<HistoryRow> = {}): HistoryRow => ({
  installedRank: (rank += 1),
  version,
  description: version === null ? 'view' : `d${version}`,
  type: 'SQL',
  script: version === null ? 'R__view.sql' : `V${version}__d.sql`,
  checksum: 1,
  installedBy: 'someone',
  installedOn: '2026-01-01T00:00:00Z',
  executionTime: 1,
  success: true,
  ...more,
});
const script = (
  kind: ReleaseScript['kind'],
  prefix: string,
  version: string,
  checksums = [1],
): ReleaseScript => ({
  kind,
  version,
  description: `d${version}`,
  script: `${prefix}${version}__d.sql`,
  checksums,
});
const v = (version: string, checksums?: number[]) => script('versioned', 'V', version, checksums);
const u = (version: string) => script('undo', 'U', version);
const b = (version: string) => script('baseline', 'B', version);
const r = (description: string, checksums = [1]): ReleaseScript => ({
  kind: 'repeatable',
  version: null,
  description,
  script: `R__${description}.sql`,
  checksums,
});
const baseline = (version: string) => row(version, { type: 'BASELINE', checksum: null });
const release = [v('1'), u('1'), v('2'), u('2'), v('3'), u('3'), r('view')];

const migrate = (history: HistoryRow[] | null, targetVersion: string | null = null, scripts = release) =>
  planMigrate({ history, release: scripts, targetVersion });
const undo = (history: HistoryRow[] | null, toVersion: string | null, scripts = release) =>
  planUndo({ history, release: scripts, toVersion });
const pathsOf = (plan: MigratePlan | UndoPlan | { ok: false }) => {
  if (!plan.ok) return plan;
  return plan.steps.map((step) => ('undoes' in step ? step.script.script : step.script));
};

describe('planning a migration', () => {
  test.each<[string, HistoryRow[], string | null, string[]]>([
    ['from nothing', [], null, ['V1__d.sql', 'V2__d.sql', 'V3__d.sql', 'R__view.sql']],
    ['to a target, repeatables too', [], '2', ['V1__d.sql', 'V2__d.sql', 'R__view.sql']],
    ['from the middle', [row('1'), row(null)], null, ['V2__d.sql', 'V3__d.sql']],
    ['from a baseline', [baseline('2')], null, ['V3__d.sql', 'R__view.sql']],
    ['from a baseline between versions', [baseline('1.5')], null, ['V2__d.sql', 'V3__d.sql', 'R__view.sql']],
    [
      'after an undo',
      [row('1'), row('2'), row('2', { type: 'DELETE' }), row(null)],
      null,
      ['V2__d.sql', 'V3__d.sql'],
    ],
    ['to a target in another spelling', [row('1.0'), row(null)], '2.0', ['V2__d.sql']],
  ])('%s', (_, history, target, expected) => {
    expect(pathsOf(migrate(history, target))).toEqual(expected);
  });

  test('says from where to where, in the spelling of history and release', () => {
    expect(migrate([row('01')], '2.0')).toMatchObject({ ok: true, from: '01', to: '2', nothingToDo: false });
    expect(migrate([], null)).toMatchObject({ from: null, to: '3' });
  });

  test('nothing to do at the target', () => {
    expect(migrate([row('1'), row('2'), row('3'), row(null)])).toEqual({
      ok: true,
      steps: [],
      from: '3',
      to: '3',
      nothingToDo: true,
    });
  });

  test('only repeatables are pending: the version stays', () => {
    const plan = migrate([row('1'), row('2'), row('3'), row(null, { checksum: 9 })]);
    expect(plan).toMatchObject({ from: '3', to: '3', nothingToDo: false });
    expect(pathsOf(plan)).toEqual(['R__view.sql']);
  });

  test('a release of only repeatables leaves any version as it is', () => {
    expect(migrate([row('7')], null, [r('b'), r('a')])).toMatchObject({ ok: true, from: '7', to: '7' });
    expect(pathsOf(migrate([row('7')], null, [r('b'), r('a')]))).toEqual(['R__a.sql', 'R__b.sql']);
  });

  test("a repeatable's checksum is the tenant's", () => {
    const history = [row('1'), row('2'), row('3'), row(null, { checksum: 42 })];
    const checksumsOf = ({ kind, checksums }: ReleaseScript) => (kind === 'repeatable' ? [42, 1] : checksums);
    expect(planMigrate({ history, release, targetVersion: null, checksumsOf })).toMatchObject({
      nothingToDo: true,
    });
  });

  test('a baseline script starts an empty tenant and replaces what is below it', () => {
    const scripts = [b('1'), b('2'), ...release];
    expect(pathsOf(migrate([], null, scripts))).toEqual(['B2__d.sql', 'V3__d.sql', 'R__view.sql']);
    expect(pathsOf(migrate([], '1', scripts))).toEqual(['B1__d.sql', 'R__view.sql']);
    expect(pathsOf(migrate([row('1')], null, scripts))).toEqual(['V2__d.sql', 'V3__d.sql', 'R__view.sql']);
  });

  test('a NULL checksum is no mismatch', () => {
    expect(migrate([row('1', { checksum: null })]).ok).toBe(true);
  });

  test('what lies below a baseline is neither missing nor compared', () => {
    expect(migrate([row('0.5'), row('1', { checksum: 9 }), baseline('2')]).ok).toBe(true);
  });
});

describe('refusing a migration', () => {
  test('without a history table', () => {
    expect(migrate(null)).toEqual({ ok: false, refusal: { code: 'no_history', facts: {} } });
  });

  test('to a version that is not published', () => {
    expect(migrate([], '2.5')).toEqual({
      ok: false,
      refusal: { code: 'version_not_in_release', facts: { version: '2.5', highest: '3' } },
    });
    expect(migrate([], '1', [r('a')])).toMatchObject({ refusal: { facts: { highest: null } } });
    expect(migrate([], 'latest')).toMatchObject({ refusal: { code: 'version_not_in_release' } });
  });

  test('a changed script, with script, recorded and published checksum', () => {
    expect(migrate([row('1'), row('2', { checksum: -5 })])).toEqual({
      ok: false,
      refusal: {
        code: 'checksum_mismatch',
        facts: {
          mismatches: [
            { version: '2', description: 'd2', script: 'V2__d.sql', recorded: -5, published: [1] },
          ],
        },
      },
    });
  });

  test('every changed script is named', () => {
    expect(migrate([row('1', { checksum: 8 }), row('2', { checksum: 9 })])).toMatchObject({
      refusal: { facts: { mismatches: [{ recorded: 8 }, { recorded: 9 }] } },
    });
  });

  test('a failed row', () => {
    const failed = row('2', { success: false });
    expect(migrate([row('1'), failed])).toEqual({
      ok: false,
      refusal: {
        code: 'failed_row',
        facts: {
          rows: [
            { version: '2', description: 'd2', script: 'V2__d.sql', installedRank: failed.installedRank },
          ],
        },
      },
    });
    expect(migrate([row(null, { success: false })])).toMatchObject({ refusal: { code: 'failed_row' } });
  });

  test('a pending version below the current one', () => {
    expect(migrate([row('1'), row('3')])).toEqual({
      ok: false,
      refusal: {
        code: 'out_of_order',
        facts: { current: '3', scripts: [{ version: '2', description: 'd2', script: 'V2__d.sql' }] },
      },
    });
    expect(migrate([row('1'), row('2'), row('3'), row('2', { type: 'DELETE' })])).toMatchObject({
      refusal: { code: 'out_of_order' },
    });
  });

  test('what once ran out of order and is applied is no refusal', () => {
    expect(migrate([row('1'), row('3'), row('2'), row(null)])).toMatchObject({ ok: true, nothingToDo: true });
  });

  test('an applied version that the release lacks', () => {
    expect(migrate([row('1'), row('1.5'), row('2')])).toEqual({
      ok: false,
      refusal: {
        code: 'missing_script',
        facts: { scripts: [{ version: '1.5', description: 'd1.5', script: 'V1.5__d.sql' }] },
      },
    });
  });

  test('a tenant above the target', () => {
    expect(migrate([row('1'), row('2')], '1')).toEqual({
      ok: false,
      refusal: { code: 'ahead_of_target', facts: { current: '2', target: '1' } },
    });
    expect(migrate([row('9')])).toMatchObject({ refusal: { code: 'ahead_of_target' } });
    expect(migrate([baseline('9')])).toMatchObject({ refusal: { code: 'ahead_of_target' } });
  });

  test('a type that no edition of Flyway writes', () => {
    expect(migrate([row('1', { type: 'MAGIC' })])).toMatchObject({
      refusal: { code: 'unknown_type', facts: { rows: [{ type: 'MAGIC', version: '1' }] } },
    });
  });
});

describe('planning an undo', () => {
  const applied = () => [row('1'), row('2'), row('3'), row(null)];

  test('in reverse order, with the row that each takes back', () => {
    const plan = undo(applied(), '1');
    expect(pathsOf(plan)).toEqual(['U3__d.sql', 'U2__d.sql']);
    expect(plan).toMatchObject({
      ok: true,
      from: '3',
      to: '1',
      steps: [{ undoes: { version: '3', checksum: 1 } }, {}],
    });
  });

  test('in reverse order of application where versions came out of order', () => {
    expect(pathsOf(undo([row('1'), row('3'), row('2')], '1'))).toEqual(['U2__d.sql', 'U3__d.sql']);
  });

  test('names the repeatables that stay', () => {
    expect(undo(applied(), '2')).toMatchObject({ leavesRepeatables: ['R__view.sql'] });
    expect(undo([row('1'), row('2')], '1')).toMatchObject({ leavesRepeatables: [] });
  });

  test('to before the first script', () => {
    expect(pathsOf(undo(applied(), null))).toEqual(['U3__d.sql', 'U2__d.sql', 'U1__d.sql']);
  });

  test('to a baseline', () => {
    expect(pathsOf(undo([baseline('1'), row('2')], '1'))).toEqual(['U2__d.sql']);
  });

  test('to where it is: nothing', () => {
    expect(undo(applied(), '3.0')).toMatchObject({ ok: true, nothingToDo: true });
    expect(undo([], null)).toMatchObject({ ok: true, nothingToDo: true });
  });

  test('leaves out what was already taken back', () => {
    expect(pathsOf(undo([row('1'), row('2'), row('3'), row('3', { type: 'DELETE' })], '1'))).toEqual([
      'U2__d.sql',
    ]);
  });

  test('names every script that lacks an undo', () => {
    expect(undo(applied(), null, [v('1'), v('2'), u('2'), v('3')])).toEqual({
      ok: false,
      refusal: {
        code: 'undo_missing',
        facts: {
          scripts: [
            { version: '3', description: 'd3', script: 'V3__d.sql' },
            { version: '1', description: 'd1', script: 'V1__d.sql' },
          ],
        },
      },
    });
  });

  test.each<[string, HistoryRow[] | null, string | null, string]>([
    ['below a baseline', [baseline('2'), row('3')], '1', 'below_baseline'],
    ['to before a baseline', [baseline('2'), row('3')], null, 'below_baseline'],
    ['to a version that was never applied', [row('1'), row('3')], '2', 'version_not_applied'],
    ['to a version above', [row('1')], '2', 'version_not_applied'],
    ['without a history', null, '1', 'no_history'],
    ['with a failed row', [row('1'), row('2', { success: false })], '1', 'failed_row'],
    ['with an unknown type', [row('1', { type: 'MAGIC' })], null, 'unknown_type'],
  ])('%s it is refused', (_, history, to, code) => {
    expect(undo(history, to)).toMatchObject({ ok: false, refusal: { code } });
  });
});

test('what is migrated and undone and migrated again ends where it was', () => {
  const all = ['1', '1.1', '2', '10', '11'];
  const scripts = all.flatMap((version) => [v(version), u(version)]);
  const apply = (history: HistoryRow[], plan: ReturnType<typeof planMigrate>) =>
    plan.ok ? [...history, ...plan.steps.map(({ version }) => row(version))] : history;
  const target = fc.constantFrom(...all);
  fc.assert(
    fc.property(target, target, (up, down) => {
      const there = apply([], migrate([], up, scripts));
      expect(currentVersion(there)).toBe(up);
      const back = undo(there, down, scripts);
      expect(back.ok).toBe(all.indexOf(down) <= all.indexOf(up));
      if (!back.ok) return;
      const undone = [...there, ...back.steps.map(({ undoes }) => row(undoes.version, { type: 'DELETE' }))];
      expect(currentVersion(undone)).toBe(down);
      expect(currentVersion(apply(undone, migrate(undone, null, scripts)))).toBe('11');
    }),
  );
});
