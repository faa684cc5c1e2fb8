import { describe, expect, test } from 'vitest';
import { fleetQuery, type FleetRow } from '@/lib/wire/fleet-view';
import { facetsOf, matchesFleet } from './fleet-filter';
import { countGroups, orderRows } from './fleet-order';

const row = (key: string, more: Partial<FleetRow> = {}): FleetRow => ({
  id: key,
  key,
  name: `${key} Ltd`,
  tier: 'free',
  region: 'eu',
  criticality: 'normal',
  server: 'pg-1',
  database: 'app',
  schema: key,
  labels: {},
  version: '9',
  behind: 0,
  cells: 'a',
  state: 'on_target',
  drift: 'clean',
  hold: null,
  rollout: null,
  problem: null,
  verifiedAt: null,
  group: '',
  ...more,
});
const rows = [
  row('a', { version: '10', labels: { csm: 'ada, eu' } }),
  row('b', { tier: 'gold', region: 'us', behind: 3, state: 'behind' }),
  row('c', { tier: 'gold', version: null, behind: null, drift: 'unknown', state: 'unread' }),
];
const keys = (query: Record<string, unknown>) =>
  rows
    .filter((one) => matchesFleet(one, fleetQuery.parse(query)))
    .map(({ key }) => key)
    .join('');

describe('filters', () => {
  test('OR within one, AND across', () => {
    expect(keys({ tier: ['free', 'gold'] })).toBe('abc');
    expect(keys({ tier: 'gold', region: 'us' })).toBe('b');
  });

  test('words, fields in words, marks and named tenants', () => {
    expect(keys({ q: 'ltd tier:go' })).toBe('bc');
    expect(keys({ behind: '3' })).toBe('b');
    expect(keys({ drift: 'unknown' })).toBe('c');
    expect(keys({ held: 'yes' })).toBe('');
    expect(keys({ version: 'unknown' })).toBe('c');
    expect(keys({ key: ['a', 'c'] })).toBe('ac');
  });

  test('a value may hold a comma', () => {
    expect(keys({ label: 'csm=ada, eu' })).toBe('a');
  });
});

describe('facets', () => {
  test('count with the other filters on and their own off', () => {
    const { tier, region } = facetsOf(rows, fleetQuery.parse({ tier: 'gold' }));
    expect(tier).toEqual([
      { value: 'free', count: 1 },
      { value: 'gold', count: 2 },
    ]);
    expect(region).toEqual([
      { value: 'eu', count: 1 },
      { value: 'us', count: 1 },
    ]);
  });

  test('a chosen value that nothing has stays, at zero', () => {
    expect(facetsOf(rows, fleetQuery.parse({ region: 'mars' })).region).toContainEqual({
      value: 'mars',
      count: 0,
    });
  });

  test('versions: newest first, as versions', () => {
    expect(facetsOf(rows, fleetQuery.parse({})).version.map(({ value }) => value)).toEqual([
      '10',
      '9',
      'unknown',
    ]);
  });
});

describe('order', () => {
  const waves = {
    waves: ['Canary', 'Wave 1'],
    waveOf: new Map([
      ['c', 'Canary'],
      ['a', 'Wave 1'],
    ]),
  };
  test('groups by wave in the rollout’s order, the rest last', () => {
    const ordered = orderRows(rows, fleetQuery.parse({ group: 'wave' }), waves);
    expect(ordered.map(({ key }) => key)).toEqual(['c', 'a', 'b']);
    expect(countGroups(ordered).map(({ key }) => key)).toEqual(['Canary', 'Wave 1', 'In no wave']);
  });

  test('sorts versions as versions, both ways', () => {
    const by = (desc: string) =>
      orderRows(rows, fleetQuery.parse({ sort: 'version', desc }), waves)
        .map(({ key }) => key)
        .join('');
    expect(by('0')).toBe('cba');
    expect(by('1')).toBe('abc');
  });
});
