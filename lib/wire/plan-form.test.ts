import { describe, expect, test } from 'vitest';
import { rolloutPlan } from './commands';
import {
  canaryOf,
  draftErrors,
  errorAt,
  firstDraft,
  keysFromText,
  newWave,
  planOf,
  wavesFor,
  type PlanChoices,
  type WaveDraft,
} from './plan-form';

const choices: PlanChoices = {
  releases: [
    {
      id: '0192a1b2-0000-7000-8000-000000000001',
      name: '2026.4',
      changelog: 'ledgerline',
      targetVersion: '14',
      versions: ['14', '13'],
      publishedAt: '2026-11-01T00:00:00Z',
    },
  ],
  tenants: ['a', 'd', 'b', 'c'].map((key, at) => ({
    key,
    name: key,
    changelog: 'ledgerline',
    version: at === 0 ? '14' : '11',
    criticality: 'low',
    free: key !== 'd',
  })),
  fields: {},
  templates: [],
};
const asked = { id: '', releaseId: null, changelog: null, tenants: null };

describe('the first draft', () => {
  test('is a canary of two that are behind, a quarter, the rest, and a valid plan', () => {
    const draft = firstDraft(choices, asked);
    expect(draft.waves.map(({ rule }) => rule)).toEqual([
      { kind: 'keys', keys: ['b', 'c'] },
      { kind: 'percent', percent: 25 },
      { kind: 'rest' },
    ]);
    expect(draftErrors(draft)).toEqual({});
    expect(rolloutPlan.safeParse(planOf(draft)).success).toBe(true);
  });
  test('can be previewed when everybody is there already', () => {
    const there = { ...choices, tenants: choices.tenants.map((one) => ({ ...one, version: '14' })) };
    const draft = firstDraft(there, asked);
    expect(draft.waves.map(({ name }) => name)).toEqual(['Wave 1', 'Wave 2']);
    expect(draftErrors(draft)).toEqual({});
  });
  test('follows its release: a suggested canary only', () => {
    const [newest] = choices.releases;
    const older = { ...newest!, id: '0192a1b2-0000-7000-8000-000000000003', targetVersion: '11' };
    const two = { ...choices, releases: [...choices.releases, older] };
    const keysOf = (waves: readonly WaveDraft[]) =>
      waves.map(({ rule }) => (rule.kind === 'keys' ? rule.keys : rule.kind));
    const draft = firstDraft(two, asked);
    const back = { releaseId: older.id, waves: [...wavesFor(two, draft, older.id)] };
    expect(keysOf(back.waves)).toEqual([['a'], 'percent', 'rest']);
    expect(keysOf(wavesFor(two, back, newest!.id))).toEqual([['b', 'c'], 'percent', 'rest']);
    const soaked = { ...draft, waves: draft.waves.map((wave) => ({ ...wave, soakMs: 60_000 })) };
    expect(wavesFor(two, soaked, older.id)[0]).toMatchObject({ soakMs: 60_000, rule: { keys: ['a'] } });
    const chosen = { ...draft, waves: [newWave('x', 'Canary', { kind: 'keys', keys: ['c'] })] };
    expect(wavesFor(two, chosen, older.id)).toEqual(chosen.waves);
  });
  test('is of the product that the fleet showed', () => {
    const [newest] = choices.releases;
    const other = { ...newest!, id: '0192a1b2-0000-7000-8000-000000000002', name: 'B 7', changelog: 'b' };
    const two = { ...choices, releases: [...choices.releases, other] };
    expect(firstDraft(two, { ...asked, changelog: 'b' }).releaseId).toBe(other.id);
    expect(firstDraft(two, { ...asked, changelog: 'gone' }).releaseId).toBe(newest?.id);
    expect(firstDraft(two, { ...asked, changelog: 'b', tenants: ['a'] }).releaseId).toBe(newest?.id);
  });
  test('takes what the fleet hands over as one wave', () => {
    expect(firstDraft(choices, { ...asked, tenants: ['x'] }).waves).toMatchObject([
      { rule: { kind: 'keys', keys: ['x'] } },
    ]);
    const nobody = firstDraft(choices, { ...asked, tenants: [] });
    expect(nobody.waves).toMatchObject([{ rule: { kind: 'keys', keys: [] } }]);
    expect(nobody.rolling).toMatchObject({ rule: { kind: 'keys', keys: [] } });
  });
});

test('a canary has nobody who is held, drifted, unread or there already', () => {
  expect(canaryOf(choices, choices.releases[0]?.id ?? '', 9)).toEqual(['b', 'c']);
  expect(canaryOf(choices, 'another')).toEqual([]);
});

test('a rolling update sends its one wave, and only it is paced; the phased waves stay in the draft', () => {
  const draft = { ...firstDraft(choices, asked), paceMs: 1000 };
  expect(planOf(draft)).toMatchObject({ paceMs: 0 });
  const rolling = planOf({ ...draft, strategy: 'rolling' });
  expect(rolling).toMatchObject({ paceMs: 1000, waves: [{ name: 'All tenants', rule: { kind: 'rest' } }] });
  expect(rolling).not.toHaveProperty('rolling');
  expect(rolloutPlan.strict().safeParse(rolling).success).toBe(true);
});

describe('keys are found in', () => {
  test.each([
    ['a list, one a line', 'a\nb\r\n\nc', ['a', 'b', 'c']],
    ['a list with commas', 'a, b;c  d', ['a', 'b', 'c', 'd']],
    ['a CSV with a column named key', 'name,key\n"A ltd",a\nB,"b"', ['a', 'b']],
    ['a CSV with a byte order mark', '\uFEFFkey\nstraße', ['straße']],
    ['nothing', ' \n', []],
  ])('%s', (_name, text, keys) => {
    expect(keysFromText(text)).toEqual(keys);
  });
});

test.each([
  [{ name: ' ' }, 'name', 'Give a name.'],
  [{ releaseId: '' }, 'releaseId', 'Choose a release.'],
  [{ waves: [] }, 'waves', 'Plan at least one wave.'],
  [
    { waves: [newWave('a', 'Canary', { kind: 'keys', keys: [] })] },
    'waves.0.rule',
    'Name at least one tenant.',
  ],
  [{ waves: [newWave('a', 'EU', { kind: 'labels', where: [] })] }, 'waves.0.rule', 'Add a condition.'],
  [
    { waves: [newWave('a', 'EU', { kind: 'labels', where: [{ field: 'tier', values: [] }] })] },
    'waves.0.rule.where.0.values',
    'Choose at least one value.',
  ],
])('what is missing stands at its field: %j', (change, path, sentence) => {
  expect(errorAt(draftErrors({ ...firstDraft(choices, asked), ...change }), path)).toBe(sentence);
});

test('an error belongs to its own field and not to one whose name it begins with', () => {
  expect(errorAt({ 'waves.10.name': 'Name the wave.' }, 'waves.1')).toBeUndefined();
});
