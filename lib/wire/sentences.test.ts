import { describe, expect, test } from 'vitest';
import { FAILURE_CODES, type Failure } from '@/lib/domain/failure';
import type { GateCondition } from '@/lib/domain/gate';
import { EXCLUSION_REASONS } from '@/lib/domain/preview';
import { REFUSAL_CODES, type Facts } from '@/lib/domain/refusal';
import { PAUSE_REASONS } from '@/lib/domain/rollout';
import { WAITING_CAUSES } from '@/lib/domain/target';
import { VERBS } from '@/lib/domain/verbs';
import { duration, list, plural, type Sentence } from '@/lib/wire/fact-text';
import { failureSentence } from '@/lib/wire/failure-sentences';
import { PLAN_NOTE_CODES, PLAN_WARNING_CODES } from '@/lib/wire/plan-view';
import {
  conditionSentence,
  exclusionSentence,
  noteSentence,
  pauseSentence,
  storedExclusionSentence,
  waitingSentence,
  warningSentence,
} from '@/lib/wire/rollout-sentences';
import { refusalSentence } from '@/lib/wire/sentences';

/** Every fact that any sentence reads, as a text, a number, a list, and nothing at all: the wrong kind must not show. */
const rich: Facts = {
  role: 'viewer',
  verb: 'plan-rollout',
  seconds: 30,
  limit: 5,
  fields: ['a: b'],
  by: 'Ada',
  state: 'running',
  kind: 'tenant',
  value: 'x',
  reference: 'r1',
  email: 'a@example.com',
  key: 'k',
  keys: ['k', 'l'],
  archived: true,
  schema: 's',
  database: 'd',
  server: 'pg',
  tenants: 3,
  field: 'host',
  name: 'n',
  host: 'h',
  port: 5432,
  why: 'because',
  tenant: 't',
  rollout: 'R',
  rows: 4,
  waitedMs: 900,
  sqlstate: '42501',
  line: 7,
  count: 2,
  problems: ['{"code":"nul_byte","path":"V1__a.sql","line":2,"facts":{}}'],
  changelog: 'c',
  folder: 'f',
  statements: 2,
  wave: 'w',
  reason: 'held',
  code: 'checksum_mismatch',
  planned: 4,
  waves: 2,
  excluded: 1,
  left: 0,
  given: 3,
  expected: 4,
  tolerance: 1,
  missing: ['soak'],
  expiredAt: 'then',
  reasons: ['a: held'],
  scripts: ['V1__a.sql'],
  check: 'c',
  version: '3',
  current: '4',
  target: '3',
  highest: '9',
  baseline: '2',
  cause: 'unreachable',
  owner: 'Ada',
  expiresAt: 'then',
  repeatables: ['R__a.sql'],
  rolledTo: '3',
  names: ['x'],
  overrun: 7,
  verifiedAt: 'then',
  placeholder: 'p',
  script: 'V1__a.sql',
  recorded: -1,
  published: 5,
  failures: 2,
  paceMs: 100,
  pid: 1,
  at: 'then',
  user: 'u',
};
const asNumbers = Object.fromEntries(Object.keys(rich).map((name) => [name, 1]));
const asNulls = Object.fromEntries(Object.keys(rich).map((name) => [name, null]));
const asLists = Object.fromEntries(Object.keys(rich).map((name) => [name, ['one', 'two']]));
const everyKind: readonly Facts[] = [{}, rich, asNumbers, asNulls, asLists];

function expectWords({ sentence, remedy }: Sentence): void {
  for (const words of [sentence, remedy]) {
    expect(words.trim().length).toBeGreaterThan(5);
    expect(words).not.toMatch(/undefined|null|NaN|\[object|  | \.|\(\)/);
  }
}

describe.each(everyKind.map((facts, index) => [index, facts] as const))('with facts %i', (_index, facts) => {
  test.each(REFUSAL_CODES)('refusal %s', (code) => expectWords(refusalSentence({ code, facts })));
  test.each(FAILURE_CODES)('failure %s', (code) => expectWords(failureSentence({ code, facts })));
  test.each(EXCLUSION_REASONS)('exclusion %s', (reason) => expectWords(exclusionSentence(reason, facts)));
  test.each(WAITING_CAUSES)('waiting %s', (cause) => expectWords(waitingSentence(cause, facts)));
  test.each(PAUSE_REASONS)('pause %s', (reason) => expectWords(pauseSentence(reason, facts)));
  test.each(PLAN_NOTE_CODES)('note %s', (code) => expectWords(noteSentence({ code, facts })));
  test.each(PLAN_WARNING_CODES)('warning %s', (code) => expectWords(warningSentence({ code, facts })));
});

const conditions: readonly GateCondition[] = [
  { key: 'targets_settled', ok: false, measured: 24, limit: 40, detail: [] },
  { key: 'failures_within_budget', ok: true, measured: 1, limit: 2, detail: [] },
  { key: 'verdicts', ok: false, measured: 3, limit: 4, detail: ['sql:orders:no_data'] },
  { key: 'verdicts', ok: true, measured: 0, limit: 0, detail: [] },
  { key: 'soak', ok: false, measured: 60_000, limit: 1_800_000, detail: [] },
  { key: 'soak', ok: true, measured: 0, limit: 0, detail: [] },
  { key: 'approval', ok: false, measured: 0, limit: 1, detail: ['requested'] },
  { key: 'approval', ok: true, measured: 0, limit: 0, detail: ['none'] },
];
test.each(conditions)('condition $key, ok $ok', (condition) => expectWords(conditionSentence(condition)));

test('a condition says the measured value and the limit', () => {
  expect(conditions.map((one) => conditionSentence(one).sentence)).toEqual([
    '24 of 40 tenants settled',
    '1 failure, 2 allowed',
    '3 of 4 enforced verdicts passed or accepted; not: orders: no data',
    'No enforced checks',
    'Watched for 60 s of 30 min',
    'No soak time',
    '0 of 1 approval: asked for',
    'No approval needed',
  ]);
});

const failure: Failure = {
  code: 'lock_timeout',
  sqlstate: '55P03',
  message: null,
  detail: null,
  hint: null,
  script: 'V3__x.sql',
  statementIndex: 0,
  statementLine: 4,
  statementText: null,
  constraint: null,
  table: null,
  column: null,
  blockers: [
    {
      pid: 4711,
      applicationName: 'psql',
      state: 'idle in transaction',
      query: '',
      waitMs: 24e4,
    },
  ],
  facts: { lockTimeoutMs: 500 },
};

test('a lock that was not got names the limit and who holds it', () => {
  expect(failureSentence(failure).sentence).toBe(
    'Could not get the lock on a table within 500 ms; pid 4711 (psql, idle in transaction for 4 min) holds it.',
  );
});

test('a statement that failed names script, line, SQLSTATE and constraint', () => {
  const { sentence } = failureSentence({
    ...failure,
    code: 'statement_failed',
    sqlstate: '23505',
    message: 'could not create unique index',
    constraint: 'users_email_key',
  });
  expect(sentence).toBe(
    'V3__x.sql, line 4 (statement 1) failed: SQLSTATE 23505: could not create unique index (constraint users_email_key).',
  );
});

test('a check that failed names the measured value and the limit', () => {
  const facts = { checks: 'sql:orders', measured: '12', limit: '10' };
  expect(failureSentence({ ...failure, code: 'check_failed', facts }).sentence).toBe(
    'The scripts ran, and an enforced check said no: sql:orders; measured 12, limit 10.',
  );
});

test('a person who is barred hears by what', () => {
  expect(refusalSentence({ code: 'own_approval', facts: { verb: 'ask-approval' } }).sentence).toBe(
    'You asked for this approval: nobody decides on their own.',
  );
});

test('no verb leaves a hole in a refusal', () => {
  for (const verb of Object.keys(VERBS)) {
    expectWords(refusalSentence({ code: 'not_allowed', facts: { verb, role: 'viewer' } }));
    expectWords(refusalSentence({ code: 'wrong_state', facts: { verb, state: 'paused' } }));
    expectWords(refusalSentence({ code: 'own_approval', facts: { verb } }));
  }
});

test('problems of a release name file and line', () => {
  expect(refusalSentence({ code: 'release_problems', facts: rich }).sentence).toContain(
    'V1__a.sql, line 2: There is a NUL character',
  );
});

test('a script that was changed after it ran names the tenant that has it, and the script', () => {
  const facts = { version: '3', tenant: 'acme', tenants: 2, recorded: 17, published: 18 };
  const problem = { code: 'changed_applied', path: 'V3__Names.sql', facts };
  const { sentence } = refusalSentence({
    code: 'release_problems',
    facts: { count: 1, problems: [JSON.stringify(problem)] },
  });
  expect(sentence).toBe(
    'The release has 1 problem: V3__Names.sql: acme and 1 other tenant have applied version 3 with the checksum 17; now it has 18.',
  );
});

test.each([
  'held',
  'drifted',
  'unknown:unreachable',
  'refused:checksum_mismatch',
  'the customer asked for it',
])('what is stored of an exclusion reads as a sentence: %s', (stored) =>
  expectWords(storedExclusionSentence(stored)),
);

test('numbers as people say them', () => {
  expect([0, 500, 1500, 42_000, 240_000, 7_200_000, 259_200_000].map(duration)).toEqual([
    '0 ms',
    '500 ms',
    '1.5 s',
    '42 s',
    '4 min',
    '2 h',
    '3 d',
  ]);
  expect([plural(1, 'tenant'), plural(40, 'tenant'), plural(2, 'query')]).toEqual([
    '1 tenant',
    '40 tenants',
    '2 queries',
  ]);
  expect(list({ names: ['a', 'b', 'c'] }, 'names', '-', 2)).toBe('a, b and 1 more');
});
