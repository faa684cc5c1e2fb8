import { expect, it } from 'vitest';
import type { Failure } from './failure';
import { groupFailures } from './failure-groups';

const failure = (change: Partial<Failure>): Failure => ({
  code: 'statement_failed',
  sqlstate: null,
  message: null,
  detail: null,
  hint: null,
  script: null,
  statementIndex: null,
  statementLine: null,
  statementText: null,
  constraint: null,
  table: null,
  column: null,
  blockers: [],
  facts: {},
  ...change,
});

it('puts one cause into one group whatever the rows said, the largest group first', () => {
  const unique = { sqlstate: '23505', constraint: 'users_email_key', script: 'V12__unique.sql' };
  const groups = groupFailures([
    { id: 'a', failure: failure({ code: 'lock_timeout', sqlstate: '55P03', script: 'V12__unique.sql' }) },
    { id: 'b', failure: failure({ ...unique, detail: 'Key (email)=(a@x) already exists.' }) },
    { id: 'c', failure: failure({ ...unique, detail: 'Key (email)=(b@x) already exists.' }) },
    { id: 'd', failure: failure({ ...unique, constraint: 'users_login_key' }) },
  ]);
  expect(groups.map((group) => group.targetIds)).toEqual([['b', 'c'], ['d'], ['a']]);
});

it('has no groups without failures', () => expect(groupFailures([])).toEqual([]));
