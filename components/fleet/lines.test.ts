import { describe, expect, test } from 'vitest';
import type { FleetRow } from '@/lib/wire/fleet-view';
import { linesOf } from './lines';

const row = (id: string, group: string): FleetRow => ({
  id,
  key: id,
  name: id,
  tier: 't',
  region: 'r',
  criticality: 'normal',
  server: 's',
  database: 'd',
  schema: id,
  labels: {},
  version: '1',
  behind: 0,
  cells: 'a',
  state: 'on_target',
  drift: 'clean',
  hold: null,
  rollout: null,
  problem: null,
  verifiedAt: null,
  group,
});
const rows = [row('a', 'Canary'), row('b', 'Wave 1'), row('c', 'Wave 1')];
const groups = [
  { key: 'Canary', count: 1 },
  { key: 'Wave 1', count: 7 },
];

describe('lines', () => {
  test('without groups: the rows', () => {
    expect(linesOf(rows, [{ key: '', count: 3 }], false, new Set()).map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test('a heading with its whole count stands before each group', () => {
    const lines = linesOf(rows, groups, true, new Set());
    expect(lines.map(({ id }) => id)).toEqual(['group Canary', 'a', 'group Wave 1', 'b', 'c']);
    expect(lines[2]).toMatchObject({ kind: 'group', name: 'Wave 1', count: 7, collapsed: false });
  });

  test('a collapsed group is its heading', () => {
    const lines = linesOf(rows, groups, true, new Set(['Wave 1']));
    expect(lines.map(({ id }) => id)).toEqual(['group Canary', 'a', 'group Wave 1']);
  });
});
