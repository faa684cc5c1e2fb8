import { describe, expect, test } from 'vitest';
import type { ReleaseScript } from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';
import { behindOf, columnsOf, historyLetters, homeMadeLetters, markRunning } from './fleet-cells';

const script = (version: string): ReleaseScript => ({
  kind: 'versioned',
  version,
  description: `d ${version}`,
  script: `V${version}.sql`,
  checksums: [1],
});
const row = (installedRank: number, version: string, more: Partial<HistoryRow> = {}): HistoryRow => ({
  installedRank,
  version,
  description: `d ${version}`,
  type: 'SQL',
  script: `V${version}.sql`,
  checksum: 1,
  installedBy: 'x',
  installedOn: '2026-11-25T00:00:00.000Z',
  executionTime: 1,
  success: true,
  ...more,
});
const scripts = ['1', '2', '10'].map(script);

describe('columns', () => {
  test('are the versions of the release in their own order, and what only a tenant is on', () => {
    expect(columnsOf([script('10'), script('2')], ['1', '2.0']).map(({ version }) => version)).toEqual([
      '1',
      '2',
      '10',
    ]);
  });
});

describe('letters of a row', () => {
  const columns = columnsOf(scripts, []);
  const letters = (history: readonly HistoryRow[]) => historyLetters(history, scripts, columns);

  test('applied, pending, failed, undone, another checksum', () => {
    expect(letters([row(1, '1'), row(2, '2')])).toBe('aap');
    expect(letters([row(1, '1'), row(2, '2', { success: false })])).toBe('afp');
    expect(letters([row(1, '1'), row(2, '2'), row(3, '2', { type: 'DELETE' })])).toBe('aup');
    expect(letters([row(1, '1', { checksum: 9 })])).toBe('cpp');
  });

  test('a version skipped below the tenant’s own still counts as behind', () => {
    const text = letters([row(1, '1'), row(2, '10')]);
    expect(text).toBe('asa');
    expect(behindOf(text, columns, '10')).toBe(1);
  });

  test('another tenant’s version is nothing that is to come here', () => {
    const more = columnsOf(scripts, ['11']);
    const text = historyLetters([row(1, '1'), row(2, '2'), row(3, '10')], scripts, more);
    expect(text).toBe('aaa-');
    expect(behindOf(text, more, '10')).toBe(0);
  });

  test('running works on the first version that is missing', () => {
    expect(markRunning('aap')).toBe('aar');
    expect(markRunning('aup')).toBe('arp');
    expect(markRunning('aaa')).toBe('aaa');
  });

  test('a home-made version covers everything up to it', () => {
    expect(homeMadeLetters('2', columns)).toBe('bbp');
    expect(homeMadeLetters(null, columns)).toBe('ppp');
  });
});
