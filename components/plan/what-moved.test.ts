import { describe, expect, test } from 'vitest';
import type { PlanExcluded, PlanMember, PlanView } from '@/lib/wire/plan-view';
import { scriptRange, shortScript } from './plan-words';
import { previewCsv, previewRows, searchRows, shownRows } from './preview-rows';
import { planCounts, whatMoved } from './what-moved';

const member = (key: string, changes: Partial<PlanMember> = {}): PlanMember => ({
  tenantId: key,
  key,
  name: key.toUpperCase(),
  tier: 'free',
  region: 'eu',
  criticality: 'low',
  serverId: 's',
  server: 'pg-eu-1',
  database: 'db',
  schema: key,
  from: '11',
  to: '14',
  scripts: ['V12__a.sql', 'V13__b.sql', 'V14__c.sql'],
  notes: [],
  includedReason: null,
  verifiedAt: null,
  ...changes,
});

const excluded = (key: string, reason: PlanExcluded['reason'], wave: number | null): PlanExcluded => ({
  tenantId: key,
  key,
  name: key,
  serverId: 's',
  server: 'pg-eu-1',
  from: '11',
  reason,
  facts: { owner: 'Ada', why: 'audit', expiresAt: '2026-12-01T00:00:00.000Z' },
  wave,
});

const wave = (name: string, position: number, members: readonly PlanMember[]): PlanView['waves'][number] => ({
  position,
  name,
  rule: { kind: 'rest' },
  tolerance: 0,
  budgetMode: 'strict',
  onExhausted: 'halt',
  soakMs: 0,
  atOnce: 1,
  members,
  unmatched: [],
  repeated: [],
});

const view = (changes: Partial<PlanView> = {}): PlanView => ({
  previewHash: 'a',
  kind: 'rollout',
  release: { id: 'r', name: '2026.4', changelog: 'c' },
  targetVersion: '14',
  counts: { tenants: 4, planned: 2, excluded: 1, left: 1 },
  waves: [wave('Canary', 0, [member('a')]), wave('Rest', 1, [member('b')])],
  excluded: [excluded('d', 'held', 1)],
  left: [member('c')],
  scripts: [],
  blastRadius: { tenants: 2, databases: 1, servers: [] },
  warnings: [],
  ...changes,
});

describe('what moved', () => {
  test('nothing, between two equal plans', () => {
    expect(whatMoved(view(), view({ previewHash: 'b' }))).toEqual([]);
  });
  test('says of each tenant where it was and where it is', () => {
    const after = view({
      waves: [wave('Canary', 0, [member('b')]), wave('Rest', 1, [member('d', { from: '12' }), member('e')])],
      left: [],
      excluded: [excluded('a', 'in_other_rollout', 0)],
    });
    expect(whatMoved(view(), after)).toEqual([
      'a was in Canary and is left out (in another rollout)',
      'b was in Rest and is in Canary',
      'c is gone; it was in no wave',
      'd was left out (held) and is in Rest',
      'e is new: in Rest',
    ]);
  });
  test('says another way and other scripts', () => {
    const after = view({
      waves: [
        wave('Canary', 0, [member('a', { from: '12' })]),
        wave('Rest', 1, [member('b', { scripts: ['V14__c.sql'] })]),
      ],
    });
    expect(whatMoved(view(), after)).toEqual(['a went v11 → v14 and goes v12 → v14', 'b runs other scripts']);
  });
});

test('the counts are said in one line', () => {
  expect(planCounts(view())).toBe('2 tenants in 2 waves, 1 left out, 1 in no wave');
});

describe('the rows of the preview', () => {
  const keys = (show: string) => shownRows(view(), show).map(({ key }) => key);
  test.each([
    ['all', ['a', 'b', 'c', 'd']],
    ['wave:1', ['b']],
    ['wave:9', []],
    ['left', ['c']],
    ['noted', []],
    ['excluded', ['d']],
    ['excluded:held', ['d']],
    ['excluded:drifted', []],
    ['nonsense', ['a', 'b', 'c', 'd']],
  ])('%s', (show, expected) => {
    expect(keys(show)).toEqual(expected);
  });
  test('are found by any word of key, name, server and wave', () => {
    expect(searchRows(previewRows(view()), 'PG-eu rest').map(({ key }) => key)).toEqual(['b', 'd']);
  });
  test('are written as CSV with status and reason', () => {
    const [head, ...lines] = previewCsv(previewRows(view())).split('\r\n');
    expect(head).toBe('tenant,name,server,from,to,wave,status,scripts,notes');
    expect(lines[0]).toBe('a,A,pg-eu-1,11,14,Canary,planned,V12__a.sql V13__b.sql V14__c.sql,');
    expect(lines[2]).toContain(',in no wave,');
    expect(lines[3]).toBe(
      'd,d,pg-eu-1,11,,Rest,Held,,Held by Ada until 2026-12-01: audit. Release the hold to include it.',
    );
  });
});

test.each([
  ['sql/V13__unique_email.sql', 'V13'],
  ['V1_2__x.sql', 'V1_2'],
  ['R__search_view.sql', 'R search view'],
  ['odd.sql', 'odd'],
])('%s is shown as %s', (path, short) => {
  expect(shortScript(path)).toBe(short);
});

test('many scripts are shown as a range', () => {
  expect(scriptRange(['V1__a.sql', 'V2__a.sql'])).toBe('V1, V2');
  expect(scriptRange(['V1__a.sql', 'V2__a.sql', 'V3__a.sql', 'R__b.sql'])).toBe('V1 … R b · 4');
});
