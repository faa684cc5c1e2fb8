import { z } from 'zod';

/** Counting what ran, from the JSON reports of Vitest and Playwright and the exit codes of the static checks. */

export type Results = {
  readonly passed: number;
  /** Names of what failed, one entry a failure. */
  readonly failed: readonly string[];
  /** Titles of what was skipped. */
  readonly skipped: readonly string[];
};

export const noResults: Results = { passed: 0, failed: [], skipped: [] };

export function addResults(all: readonly Results[]): Results {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.flatMap(({ failed }) => failed),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Vitest's `--reporter=json`. A file that could not be loaded holds no tests and is one failure. */
export function vitestResults(report: unknown): Results {
  const files = vitestReport.parse(report).testResults;
  return addResults(
    files.map(({ name, status, assertionResults }) => {
      const titles = (wanted: (status: string) => boolean) =>
        assertionResults.filter((test) => wanted(test.status)).map((test) => test.fullName.trim());
      const failed = titles((test) => test === 'failed');
      return {
        passed: titles((test) => test === 'passed').length,
        failed: status === 'failed' && failed.length === 0 ? [name] : failed,
        skipped: titles((test) => test !== 'passed' && test !== 'failed'),
      };
    }),
  );
}

type PlaywrightSuite = {
  title: string;
  specs: { title: string; tests: { status: string }[] }[];
  suites?: PlaywrightSuite[] | undefined;
};
const playwrightSuite: z.ZodType<PlaywrightSuite> = z.object({
  title: z.string(),
  specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })),
  get suites() {
    return z.array(playwrightSuite).optional();
  },
});
const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  errors: z.array(z.object({ message: z.string().optional() })),
});

/** Playwright's `json` reporter. A test that passed only when it was tried again (`flaky`) has failed. */
export function playwrightResults(report: unknown): Results {
  const { suites, errors } = playwrightReport.parse(report);
  const ofSuite = (suite: PlaywrightSuite, path: string): Results => {
    const tests = suite.specs.flatMap(({ title, tests: runs }) =>
      runs.map(({ status }) => ({ title: `${path} ${title}`.trim(), status })),
    );
    const titles = (wanted: (status: string) => boolean) =>
      tests.filter((test) => wanted(test.status)).map((test) => test.title);
    const own = {
      passed: titles((status) => status === 'expected').length,
      failed: titles((status) => status !== 'expected' && status !== 'skipped'),
      skipped: titles((status) => status === 'skipped'),
    };
    const inner = (suite.suites ?? []).map((child) => ofSuite(child, `${path} ${child.title}`.trim()));
    return addResults([own, ...inner]);
  };
  const failed = errors.map(({ message }) => message?.split('\n')[0] ?? 'Playwright could not run');
  return addResults([{ ...noResults, failed }, ...suites.map((suite) => ofSuite(suite, ''))]);
}

/** What a runner reports and how it ended must agree: one that broke without naming a failure has failed itself. */
export function withExitCode(results: Results, runner: string, exitCode: number): Results {
  if (exitCode === 0 || results.failed.length > 0) return results;
  return { ...results, failed: [`${runner} ended with exit code ${exitCode}`] };
}

/** Skips that no line of the committed list allows. Empty lines and those beginning with # say nothing. */
export function unallowedSkips(skipped: readonly string[], list: string): readonly string[] {
  const allowed = new Set(
    list
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  return skipped.filter((title) => !allowed.has(title));
}

/** `N passed, N failed`, and `, N skipped` only if there are any. */
export function summary({ passed, failed, skipped }: Results): string {
  return `${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}
