import { expect, test } from 'vitest';
import {
  addResults,
  noResults,
  playwrightResults,
  summary,
  unallowedSkips,
  vitestResults,
  withExitCode,
} from '@/lib/cli/test-results';

const assertion = (fullName: string, status: string) => ({ fullName, status });

test('a Vitest report: passed, failed, skipped, todo, and a file that could not be loaded', () => {
  const results = vitestResults({
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [
          assertion('a one', 'passed'),
          assertion('a two', 'failed'),
          assertion('a three', 'skipped'),
          assertion('a four', 'todo'),
        ],
      },
      { name: 'broken.test.ts', status: 'failed', assertionResults: [] },
      { name: 'b.test.ts', status: 'passed', assertionResults: [assertion('b one', 'passed')] },
    ],
  });
  expect(results).toEqual({ passed: 2, failed: ['a two', 'broken.test.ts'], skipped: ['a three', 'a four'] });
});

test('a file whose hook failed after its tests passed is a failure', () => {
  const file = { name: 'c.test.ts', status: 'failed', assertionResults: [assertion('c', 'passed')] };
  expect(vitestResults({ testResults: [file] })).toEqual({ passed: 1, failed: ['c.test.ts'], skipped: [] });
});

test('a Playwright report: nested suites, flaky is failed, global errors count', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const results = playwrightResults({
    errors: [{ message: 'web server did not start\n at …' }],
    suites: [
      {
        title: 'rollout.e2e.ts',
        specs: [spec('starts', 'expected')],
        suites: [
          {
            title: 'gate',
            specs: [spec('opens', 'unexpected'), spec('waits', 'flaky'), spec('later', 'skipped')],
          },
        ],
      },
    ],
  });
  expect(results).toEqual({
    passed: 1,
    failed: ['web server did not start', 'gate opens', 'gate waits'],
    skipped: ['gate later'],
  });
});

test('a runner that broke without a failed test has failed itself', () => {
  expect(withExitCode(noResults, 'vitest', 1).failed).toEqual(['vitest ended with exit code 1']);
  expect(withExitCode({ ...noResults, failed: ['a'] }, 'vitest', 1).failed).toEqual(['a']);
  expect(withExitCode(noResults, 'vitest', 0)).toEqual(noResults);
});

test('only listed skips are allowed', () => {
  expect(unallowedSkips(['a b', 'c'], '# why\n\n a b \n')).toEqual(['c']);
  expect(unallowedSkips(['a'], '')).toEqual(['a']);
});

test('the last line', () => {
  const all = addResults([
    { passed: 2, failed: [], skipped: [] },
    { passed: 3, failed: ['x'], skipped: [] },
  ]);
  expect(summary(all)).toBe('5 passed, 1 failed');
  expect(summary({ ...all, skipped: ['y'] })).toBe('5 passed, 1 failed, 1 skipped');
});
