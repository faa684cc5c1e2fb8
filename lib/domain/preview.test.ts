import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atOnceAtMost,
  canonicalPreview,
  exclusionOf,
  isPlannedException,
  placeTenants,
  type PlanSituation,
  type PreviewSubject,
} from '@/lib/domain/preview';
import type { Candidate } from '@/lib/domain/selection';

const fine: PlanSituation = {
  observed: { state: 'ok', version: '7', drift: 'clean' },
  hold: null,
  rollout: null,
  includedReason: null,
  plan: { ok: true, nothingToDo: false },
};
const hold = { owner: 'Ada', reason: 'year end', expiresAt: null };

describe('who is left out, and why', () => {
  test('nobody without a reason', () => {
    expect(exclusionOf(fine)).toBeNull();
    expect(
      exclusionOf({ ...fine, observed: { state: 'empty', version: null, drift: 'unknown' } }),
    ).toBeNull();
  });

  test.each<[string, Partial<PlanSituation>, string]>([
    ['there already, even if held', { plan: { ok: true, nothingToDo: true }, hold }, 'already_there'],
    ['in another rollout', { rollout: { id: 'r', name: 'R' }, hold }, 'in_other_rollout'],
    ['held', { hold }, 'held'],
    ['never read', { observed: null, plan: null }, 'unknown'],
    ['unreachable', { observed: { state: 'unreachable', version: '7', drift: 'clean' } }, 'unknown'],
    [
      'without history',
      { observed: { state: 'no_history', version: null, drift: 'unknown' }, plan: null },
      'unknown',
    ],
    ['refused by its plan', { plan: { ok: false, refusal: { code: 'failed_row', facts: {} } } }, 'refused'],
    ['drifted', { observed: { state: 'ok', version: '7', drift: 'drifted' } }, 'drifted'],
  ])('%s', (_name, changes, reason) => {
    expect(exclusionOf({ ...fine, ...changes })?.reason).toBe(reason);
  });

  test('a reason includes a drifted tenant, and no other', () => {
    const includedReason = 'their own index';
    expect(
      exclusionOf({ ...fine, includedReason, observed: { state: 'ok', version: '7', drift: 'drifted' } }),
    ).toBeNull();
    expect(exclusionOf({ ...fine, includedReason, hold })?.reason).toBe('held');
  });

  test('what an unreadable tenant had when it was last read makes it neither there nor eligible', () => {
    const situation = {
      ...fine,
      observed: { state: 'unreachable' as const, version: '9', drift: 'clean' as const },
    };
    expect(exclusionOf({ ...situation, plan: { ok: true, nothingToDo: true } })?.reason).toBe('unknown');
  });

  test('those that were meant stand on the list of exceptions; those that are there, or elsewhere, do not', () => {
    const facts = {};
    expect(isPlannedException({ reason: 'held', facts })).toBe(true);
    expect(isPlannedException({ reason: 'refused', facts })).toBe(true);
    expect(isPlannedException({ reason: 'already_there', facts })).toBe(false);
    expect(isPlannedException({ reason: 'in_other_rollout', facts })).toBe(false);
  });
});

const candidate = (key: string, tier = 'free'): Candidate => ({
  key,
  tier,
  region: 'eu',
  criticality: 'normal',
  server: 'pg-1',
  environment: 'production',
  version: '7',
  labels: {},
});

describe('placing', () => {
  test('a tenant that is left out stands in the wave that meant it', () => {
    const { waves, left } = placeTenants(
      [candidate('a'), candidate('b')],
      [candidate('held', 'pro'), candidate('named')],
      [candidate('there')],
      [
        { kind: 'keys', keys: ['a', 'named', 'there', 'typo'] },
        { kind: 'labels', where: [{ field: 'tier', values: ['pro'] }] },
      ],
      'seed',
    );
    expect(waves).toEqual([
      { members: ['a'], excluded: ['named', 'there'], unmatched: ['typo'], repeated: [] },
      { members: [], excluded: ['held'], unmatched: [], repeated: [] },
    ]);
    expect(left).toEqual(['b']);
  });

  test('who is left out takes nobody’s place: shares are of the eligible', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.nat(30),
        fc.integer({ min: 1, max: 100 }),
        (eligible, exceptions, percent) => {
          const named = (prefix: string, length: number) =>
            Array.from({ length }, (_, index) => candidate(`${prefix}${index}`));
          const rules = [{ kind: 'percent' as const, percent }, { kind: 'rest' as const }];
          const without = placeTenants(named('e', eligible), [], [], rules, 's');
          const withThem = placeTenants(named('e', eligible), named('x', exceptions), [], rules, 's');
          expect(withThem.waves.map(({ members }) => members)).toEqual(
            without.waves.map(({ members }) => members),
          );
          expect(withThem.waves.flatMap(({ excluded }) => excluded)).toHaveLength(exceptions);
        },
      ),
    );
  });
});

test('at once: the smallest of all caps, and budget only where it is strict', () => {
  const wave = {
    members: 40,
    tolerance: 2,
    budgetMode: 'strict' as const,
    rolloutLimit: 8,
    servers: [
      { limit: 4, members: 30 },
      { limit: 16, members: 10 },
    ],
  };
  expect(atOnceAtMost(wave)).toBe(3);
  expect(atOnceAtMost({ ...wave, budgetMode: 'soft' })).toBe(8);
  expect(atOnceAtMost({ ...wave, budgetMode: 'soft', rolloutLimit: 100 })).toBe(14);
  expect(atOnceAtMost({ ...wave, members: 0, servers: [] })).toBe(0);
});

describe('the canonical preview', () => {
  const member = { key: 'a', from: '1', to: '2', scripts: ['V2__x.sql'] };
  const subject: PreviewSubject = {
    releaseDigest: 'd',
    targetVersion: '2',
    settings: { a: 1, b: 2 },
    waves: [{ name: 'W', settings: { tolerance: 0 }, members: [member], excluded: ['x held', 'y drifted'] }],
  };
  const text = canonicalPreview(subject);
  const [wave] = subject.waves;
  if (wave === undefined) throw new Error('no wave');

  test('does not depend on the order of settings or of those left out', () => {
    expect(
      canonicalPreview({
        ...subject,
        settings: { b: 2, a: 1 },
        waves: [{ ...wave, excluded: ['y drifted', 'x held'] }],
      }),
    ).toBe(text);
  });

  test.each<[string, PreviewSubject]>([
    ['release', { ...subject, releaseDigest: 'e' }],
    ['version', { ...subject, targetVersion: '3' }],
    ['setting', { ...subject, settings: { a: 1, b: 3 } }],
    ['setting of a wave', { ...subject, waves: [{ ...wave, settings: { tolerance: 1 } }] }],
    ['where a tenant comes from', { ...subject, waves: [{ ...wave, members: [{ ...member, from: null }] }] }],
    ['scripts', { ...subject, waves: [{ ...wave, members: [{ ...member, scripts: [] }] }] }],
    ['membership', { ...subject, waves: [{ ...wave, members: [] }] }],
    ['who is left out', { ...subject, waves: [{ ...wave, excluded: ['x held'] }] }],
    ['order of waves', { ...subject, waves: [{ ...wave, name: 'V' }, wave] }],
  ])('moves with: %s', (_name, changed) => {
    expect(canonicalPreview(changed)).not.toBe(text);
  });
});
