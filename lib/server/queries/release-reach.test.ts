import { expect, test, vi } from 'vitest';
import { reachOf } from './release-reach';

vi.mock('server-only', () => ({}));

test('versions are compared as numbers, and equal ones count as one', () => {
  const counts = [
    { version: '9', tenants: 1 },
    { version: '10', tenants: 2 },
    { version: '10.0', tenants: 3 },
    { version: '11', tenants: 4 },
    { version: null, tenants: 5 },
  ];
  expect(reachOf(counts, '10')).toEqual({
    tenants: 15,
    on: 5,
    behind: 1,
    ahead: 4,
    unknown: 5,
    onVersions: ['10', '10.0'],
    behindVersions: ['9'],
    aheadVersions: ['11'],
  });
});

test('nobody is nowhere', () => {
  expect(reachOf([], '1')).toMatchObject({ tenants: 0, on: 0, behindVersions: [] });
});
