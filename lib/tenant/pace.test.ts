import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PreparedMigration } from '@/lib/domain/migration';
import { createPace } from '@/lib/tenant/pace';

const migration = (version: string, changes: Partial<PreparedMigration> = {}): PreparedMigration => ({
  kind: 'versioned',
  version,
  description: `step ${version}`,
  script: `V${version}__step.sql`,
  checksum: Number(version),
  sql: 'SELECT 1',
  statements: [],
  equivalentChecksums: [],
  transactional: true,
  ...changes,
});
const [one, two, three] = [migration('1'), migration('2'), migration('3')];

describe('pace', () => {
  it('sends alone what it has not seen', () => {
    const pace = createPace();
    expect(pace.together([one, two])).toBe(1);
    pace.ran(two, 1);
    expect(pace.together([one, two])).toBe(1);
  });

  it('sends together what was quick, up to the first that is unknown', () => {
    const pace = createPace();
    pace.ran(one, 1);
    pace.ran(two, 1);
    expect(pace.together([one, two, three])).toBe(2);
    expect(pace.together([])).toBe(1);
  });

  it('remembers the slowest run: a script that was slow once is sent alone', () => {
    const pace = createPace();
    for (const each of [one, two]) pace.ran(each, 1);
    pace.ran(two, 10_000);
    pace.ran(two, 1);
    expect(pace.together([one, two])).toBe(1);
    expect(pace.together([two, one])).toBe(1);
  });

  it('knows a script by its checksum, and sends no script together that has no transaction', () => {
    const pace = createPace();
    for (const each of [one, two]) pace.ran(each, 1);
    expect(pace.together([one, migration('2', { checksum: 9 })])).toBe(1);
    expect(pace.together([one, migration('2', { transactional: false })])).toBe(1);
  });

  it('never expects a message of several to take longer than a quarter of a second', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 40 }), (times) => {
        const pace = createPace();
        const steps = times.map((_, index) => migration(String(index + 1)));
        for (const [index, step] of steps.entries()) pace.ran(step, times[index] ?? 0);
        const count = pace.together(steps);
        const expected = times.slice(0, count).reduce((sum, each) => sum + each, 0);
        const next = times[count];
        expect(count === 1 || expected <= 250).toBe(true);
        expect(next === undefined || expected + next > 250).toBe(true);
      }),
    );
  });
});
