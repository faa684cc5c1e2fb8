import { describe, expect, test } from 'vitest';
import type { HistoryRow } from '@/lib/domain/history';
import { markHistory } from './tenant-history';

const row = (installedRank: number, version: string | null, more: Partial<HistoryRow> = {}): HistoryRow => ({
  installedRank,
  version,
  description: version === null ? 'balances' : `v ${version}`,
  type: 'SQL',
  script: version === null ? 'R__balances.sql' : `V${version}__x.sql`,
  checksum: 100 + installedRank,
  installedBy: 'flyway',
  installedOn: '2026-11-25T00:00:00.000Z',
  executionTime: 5,
  success: true,
  ...more,
});
const marks = (history: readonly HistoryRow[]) => markHistory(history, []).map(({ mark }) => mark);

describe('what became of a history row', () => {
  test('applied rows are in effect, whatever order they come in', () => {
    expect(markHistory([row(2, '2'), row(1, '1')], []).map(({ rank, mark }) => [rank, mark])).toEqual([
      [1, 'in_effect'],
      [2, 'in_effect'],
    ]);
  });

  test('undone and applied again: only the last one is in effect', () => {
    expect(marks([row(1, '1'), row(2, '1', { type: 'DELETE' }), row(3, '1')])).toEqual([
      'undone',
      'takes_back',
      'in_effect',
    ]);
  });

  test('a repeatable that ran again replaces its earlier run', () => {
    expect(marks([row(1, null), row(2, null)])).toEqual(['replaced', 'in_effect']);
  });

  test('failed, baseline, schema and unknown rows say so', () => {
    expect(
      marks([
        row(0, null, { type: 'SCHEMA', description: '<< Flyway Schema Creation >>' }),
        row(1, '1', { type: 'BASELINE' }),
        row(2, '2', { success: false }),
        row(3, '3', { type: 'ODD' }),
      ]),
    ).toEqual(['schema_created', 'baseline', 'failed', 'unknown_type']);
  });
});

describe('checksums', () => {
  const published = [
    { kind: 'versioned', version: '1', checksum: 101 },
    { kind: 'versioned', version: '2.0', checksum: 7 },
    { kind: 'undo', version: '1', checksum: 9 },
  ];
  const of = (history: readonly HistoryRow[]) =>
    markHistory(history, published).map(({ publishedChecksum }) => publishedChecksum);

  test('only what differs is named, with what is published; 2 and 2.0 are one version', () => {
    expect(of([row(1, '1'), row(2, '2')])).toEqual([null, 7]);
  });

  test('a row without a checksum, a repeatable and what was taken back are not compared', () => {
    expect(of([row(1, '2', { checksum: null })])).toEqual([null]);
    expect(of([row(1, null)])).toEqual([null]);
    expect(of([row(1, '2'), row(2, '2', { type: 'DELETE' })])).toEqual([null, null]);
  });
});
