import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appliedSet, cellsOf, currentVersion, isKnownType, type ReleaseScript } from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';

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
const v = (version: string, checksums = [1]): ReleaseScript => ({
  kind: 'versioned',
  version,
  description: `d${version}`,
  script: `V${version}__d.sql`,
  checksums,
});
const b = (version: string): ReleaseScript => ({
  ...v(version),
  kind: 'baseline',
  script: `B${version}__b.sql`,
});
const u = (version: string): ReleaseScript => ({ ...v(version), kind: 'undo', script: `U${version}__d.sql` });
const r = (description: string, checksums = [1]): ReleaseScript => ({
  kind: 'repeatable',
  version: null,
  description,
  script: `R__${description}.sql`,
  checksums,
});
const baseline = (version: string) =>
  row(version, { type: 'BASELINE', checksum: null, script: '<< Flyway Baseline >>' });
const states = (history: HistoryRow[], release: ReleaseScript[]) =>
  cellsOf(history, release).map(
    ({ version, description, state }) => `${version ?? `R ${description}`}: ${state}`,
  );

describe('the state of each version', () => {
  test('nothing applied', () => {
    expect(states([], [v('2'), v('1'), u('1'), r('view')])).toEqual([
      '1: pending',
      '2: pending',
      'R view: pending',
    ]);
  });

  test('applied up to a version', () => {
    expect(states([row('1'), row('2')], [v('1'), v('2'), v('10'), v('9')])).toEqual([
      '1: applied',
      '2: applied',
      '9: pending',
      '10: pending',
    ]);
  });

  test('equal versions written otherwise are one', () => {
    expect(states([row('1')], [v('1.0')])).toEqual(['1.0: applied']);
    expect(states([row('01.0')], [v('1')])).toEqual(['1: applied']);
  });

  test('a failed row', () => {
    expect(states([row('1'), row('2', { success: false })], [v('1'), v('2')])).toEqual([
      '1: applied',
      '2: failed',
    ]);
  });

  test('a changed checksum, and a NULL one', () => {
    expect(states([row('1', { checksum: 7 }), row('2', { checksum: null })], [v('1'), v('2')])).toEqual([
      '1: checksum_changed',
      '2: applied',
    ]);
    expect(states([row('1', { checksum: 0 })], [v('1')])).toEqual(['1: checksum_changed']);
    expect(states([row('1', { checksum: 7 })], [v('1', [1, 7])])).toEqual(['1: applied']);
  });

  test('applied but no longer published: missing below, future above', () => {
    expect(states([row('1'), row('2'), row('3')], [v('2')])).toEqual([
      '1: missing',
      '2: applied',
      '3: future',
    ]);
    expect(states([row('1')], [])).toEqual(['1: future']);
    expect(states([row(null)], [])).toEqual(['R view: missing']);
  });

  test('not applied and lower than the current one: ignored', () => {
    expect(states([row('1'), row('3')], [v('1'), v('2'), v('3')])).toEqual([
      '1: applied',
      '2: ignored',
      '3: applied',
    ]);
  });

  test('applied after a higher one: out of order', () => {
    expect(states([row('1'), row('3'), row('2')], [v('1'), v('2'), v('3')])).toEqual([
      '1: applied',
      '2: out_of_order',
      '3: applied',
    ]);
  });

  test('a baseline hides what is below it', () => {
    expect(states([baseline('2'), row('3')], [v('1'), v('2'), v('3'), v('4')])).toEqual([
      '1: below_baseline',
      '2: baseline',
      '3: applied',
      '4: pending',
    ]);
  });

  test('checksums at or below a baseline are not compared', () => {
    expect(states([row('1', { checksum: 7 }), baseline('2')], [v('1'), v('2', [9])])).toEqual([
      '1: applied',
      '2: baseline',
    ]);
  });

  test('baseline scripts: the highest starts an empty tenant, with anything applied they are ignored', () => {
    const release = [b('2'), b('3'), v('1'), v('3'), v('4')];
    expect(states([], release)).toEqual([
      '1: below_baseline',
      '2: below_baseline',
      '3: pending',
      '4: pending',
    ]);
    expect(states([row('1')], [b('3'), v('1')])).toEqual(['1: applied', '3: ignored']);
    expect(states([row('3', { type: 'SQL_BASELINE' })], release)).toContain('3: baseline');
  });

  test('repeatables: applied, changed, without checksum, failed', () => {
    expect(states([row(null)], [r('view')])).toEqual(['R view: applied']);
    expect(states([row(null)], [r('view', [2, 1])])).toEqual(['R view: applied']);
    expect(states([row(null)], [r('view', [2])])).toEqual(['R view: pending']);
    expect(states([row(null, { checksum: null })], [r('view')])).toEqual(['R view: pending']);
    expect(states([row(null, { success: false })], [r('view')])).toEqual(['R view: failed']);
    expect(states([row(null), row(null, { checksum: 2 })], [r('view', [2])])).toEqual(['R view: applied']);
  });

  test('the schema marker is no version', () => {
    expect(
      states(
        [row(null, { type: 'SCHEMA', installedRank: 0, description: '<< Flyway Schema Creation >>' })],
        [v('1')],
      ),
    ).toEqual(['1: pending']);
  });

  test('versions come in order, repeatables after them by description', () => {
    expect(states([], [r('b'), v('10'), r('a'), v('9')])).toEqual([
      '9: pending',
      '10: pending',
      'R a: pending',
      'R b: pending',
    ]);
  });
});

describe.each(['DELETE', 'UNDO_SQL', 'UNDO_JDBC', 'UNDO_SCRIPT'])('after an undo recorded as %s', (type) => {
  const undone = (version: string) => row(version, { type });

  test('the version is undone and the one before is current', () => {
    const history = [row('1'), row('2'), undone('2')];
    expect(states(history, [v('1'), v('2')])).toEqual(['1: applied', '2: undone']);
    expect(currentVersion(history)).toBe('1');
    expect(appliedSet(history).map(({ version }) => version)).toEqual(['1']);
  });

  test('applied again it is applied, and in order', () => {
    const history = [row('1'), row('2'), undone('2'), row('2')];
    expect(states(history, [v('1'), v('2')])).toEqual(['1: applied', '2: applied']);
    expect(currentVersion(history)).toBe('2');
  });

  test('several taken back and applied again are in order', () => {
    const history = [row('1'), row('2'), row('3'), undone('3'), undone('2'), row('2'), row('3')];
    expect(states(history, [v('1'), v('2'), v('3')])).toEqual(['1: applied', '2: applied', '3: applied']);
  });

  test('of a version spelled otherwise too', () => {
    expect(states([row('1'), undone('1.0')], [v('1')])).toEqual(['1: undone']);
  });

  test('of what was never applied means nothing', () => {
    expect(states([undone('5')], [v('5')])).toEqual(['5: pending']);
  });
});

test('a DELETE that repairs a failed row takes it back, though it carries its success', () => {
  expect(
    states([row('1', { success: false }), row('1', { type: 'DELETE', success: false })], [v('1')]),
  ).toEqual(['1: undone']);
});

test('an undo that failed makes its version failed', () => {
  const history = [row('1'), row('1', { type: 'UNDO_SQL', success: false })];
  expect(states(history, [v('1')])).toEqual(['1: failed']);
});

test('a DELETE of a repeatable takes its latest run back', () => {
  const history = [row(null), row(null, { type: 'DELETE' })];
  expect(states(history, [r('view')])).toEqual(['R view: undone']);
  expect(appliedSet(history)).toEqual([]);
});

describe('the current version', () => {
  test.each<[string, HistoryRow[], string | null]>([
    ['of nothing', [], null],
    ['of repeatables only', [row(null)], null],
    ['of a baseline', [baseline('3')], '3'],
    ['is the highest, not the last', [row('1'), row('10'), row('9')], '10'],
    ['leaves a failed one out', [row('1'), row('2', { success: false })], '1'],
    ['keeps its spelling', [row('001.00')], '001.00'],
    [
      'of a history given out of rank order',
      [row('2', { installedRank: 2000 }), row('2', { installedRank: 2001, type: 'DELETE' })].toReversed(),
      null,
    ],
    ['of types of other editions', [row('1', { type: 'JDBC' }), row('2', { type: 'SCRIPT' })], '2'],
    ['leaves unknown types out', [row('1'), row('2', { type: 'MAGIC' })], '1'],
  ])('%s', (_, history, expected) => {
    expect(currentVersion(history)).toBe(expected);
  });
});

test('the applied set is in rank order, a repeatable at its latest run', () => {
  const history = [row('1'), row(null, { checksum: 5 }), row('2'), row(null, { checksum: 6 })];
  expect(appliedSet(history).map(({ version, checksum }) => [version, checksum])).toEqual([
    ['1', 1],
    ['2', 1],
    [null, 6],
  ]);
});

test.each([
  ['SQL', true],
  ['UNDO_SQL', true],
  ['SCHEMA', true],
  ['DELETE', true],
  ['SQL_BASELINE', true],
  ['sql', false],
  ['MAGIC', false],
  ['', false],
])('type %j known: %s', (type, known) => {
  expect(isKnownType(type)).toBe(known);
});

test('every version of release and history has exactly one cell, whatever the history', () => {
  const rows = fc.array(
    fc.record({
      version: fc.constantFrom('1', '1.0', '2', '3', '4', null),
      type: fc.constantFrom('SQL', 'DELETE', 'BASELINE', 'UNDO_SQL', 'SCHEMA', 'MAGIC'),
      checksum: fc.constantFrom(1, 2, null),
      success: fc.boolean(),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(
      rows,
      fc.subarray([v('1'), v('2'), v('3.0'), b('2'), u('2'), r('view')]),
      (parts, release) => {
        const history = parts.map((part, index) => row(part.version, { ...part, installedRank: index }));
        const cells = cellsOf(history, release);
        const keys = cells.map(({ version, description }) =>
          version === null ? description : `V${Number(version)}`,
        );
        expect(new Set(keys).size).toBe(keys.length);
        for (const script of release) {
          if (script.version !== null && script.kind !== 'undo')
            expect(keys).toContain(`V${Number(script.version)}`);
        }
        const current = currentVersion(history);
        if (current !== null) expect(keys).toContain(`V${Number(current)}`);
        const again = cellsOf(history.toReversed(), release.toReversed());
        expect(again.map(({ state }) => state)).toEqual(cells.map(({ state }) => state));
      },
    ),
  );
});
