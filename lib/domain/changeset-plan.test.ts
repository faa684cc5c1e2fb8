import { describe, expect, it } from 'vitest';
import type { ChangelogRow, Changeset } from '@/lib/domain/changeset';
import { normalisedPath, planChangesets } from '@/lib/domain/changeset-plan';

const changeset = (id: string, changes: Partial<Changeset> = {}): Changeset => ({
  id,
  author: 'ann',
  path: 'db/a.sql',
  statements: [],
  checksum: '9:now',
  checksumV8: '8:now',
  validCheckSums: [],
  description: 'sql',
  comments: '',
  contexts: null,
  labels: null,
  runOnChange: false,
  runAlways: false,
  runInTransaction: true,
  failOnError: true,
  hasPreconditions: false,
  ...changes,
});
const row = (id: string, checksum: string | null, changes: Partial<ChangelogRow> = {}): ChangelogRow => ({
  id,
  author: 'ann',
  path: 'db/a.sql',
  executedAt: '2026-01-01T00:00:00',
  order: 1,
  execType: 'EXECUTED',
  checksum,
  tag: null,
  liquibase: '4.28.0',
  deploymentId: '1234567890',
  ...changes,
});
const plan = (changesets: Changeset[], rows: ChangelogRow[]) => {
  const { steps, problems, resum } = planChangesets(changesets, rows);
  return {
    steps: steps.map((step) => `${step.action} ${step.changeset.id}`),
    problems: problems.map((problem) => `${problem.code} ${problem.changeset.id}`),
    resum: resum.map(({ id }) => id),
  };
};
const nothing = { steps: [], problems: [], resum: [] };

describe('planChangesets', () => {
  it('runs in changelog order what has no row, and does not mind rows without a changeset', () => {
    const rows = [row('2', '9:now'), row('gone', '9:x')];
    const { steps } = plan([changeset('3'), changeset('2'), changeset('1')], rows);
    expect(steps).toEqual(['run 3', 'run 1']);
  });

  it('tells changesets apart by id, author and path', () => {
    const rows = [row('1', '9:now', { author: 'bob' }), row('1', '9:now', { path: 'db/b.sql' })];
    expect(plan([changeset('1')], rows).steps).toEqual(['run 1']);
    expect(plan([changeset('1', { path: './db/a.sql' })], [row('1', '9:now')])).toEqual(nothing);
  });

  it('refuses a changed changeset, unless it says which old sums are valid', () => {
    const rows = [row('1', '9:old')];
    expect(plan([changeset('1')], rows).problems).toEqual(['checksum_mismatch 1']);
    expect(plan([changeset('1', { validCheckSums: ['9:other'] })], rows).problems).toHaveLength(1);
    expect(plan([changeset('1', { validCheckSums: ['9:old'] })], rows)).toEqual(nothing);
    expect(plan([changeset('1', { validCheckSums: ['any'] })], rows)).toEqual(nothing);
  });

  it('reruns runOnChange when it changed and runAlways always', () => {
    const often = changeset('1', { runOnChange: true });
    expect(plan([often], [row('1', '9:old')]).steps).toEqual(['rerun 1']);
    expect(plan([often], [row('1', '9:now')])).toEqual(nothing);
    expect(plan([changeset('1', { runAlways: true })], [row('1', '9:now')]).steps).toEqual(['rerun 1']);
  });

  it('compares an old sum with the old sum, and has it renewed when it is unchanged', () => {
    expect(plan([changeset('1')], [row('1', '8:now')])).toEqual({ ...nothing, resum: ['1'] });
    expect(plan([changeset('1')], [row('1', '8:old')]).problems).toEqual(['checksum_mismatch 1']);
    const unknown = changeset('1', { checksumV8: null });
    expect(plan([unknown], [row('1', '8:now')]).problems).toEqual(['checksum_mismatch 1']);
  });

  it('accepts and refills a cleared sum, without a rerun', () => {
    const often = changeset('1', { runOnChange: true });
    expect(plan([often], [row('1', null)])).toEqual({ ...nothing, resum: ['1'] });
  });

  it('refuses two changesets of one identity', () => {
    expect(plan([changeset('1'), changeset('1', { path: '/db/a.sql' })], []).problems).toEqual([
      'duplicate 1',
    ]);
  });
});

it('normalises paths as Liquibase does', () => {
  const given = ['./a/b.sql', 'a\\b.sql', '/a/b.sql', 'classpath:a/b.sql', 'classpath:/a/b.sql'];
  expect(given.map(normalisedPath)).toEqual(given.map(() => 'a/b.sql'));
});
