import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programs, runNode } from '@/lib/cli/processes';
import { fail, done, say } from '@/lib/cli/progress';
import { playwrightResults, vitestResults, withExitCode, type Results } from '@/lib/cli/test-results';

/** Running the checks and the two test runners, each to a `Results`. */

/** TypeScript, the linter with the walls, and knip, at once: each is a test that passed or failed. */
export async function runStaticChecks(): Promise<readonly Results[]> {
  // Next's generated types of pages and routes: without them `PageProps` is unknown.
  await runNode([programs.next, 'typegen']);
  return Promise.all([
    check('types (tsc)', [programs.tsc, '-p', '.', '--noEmit']),
    check('lint (oxlint)', [programs.oxlint, '-c', '.oxlintrc.json', '--type-aware']),
    check('unused code (knip)', [programs.knip, '--no-progress']),
  ]);
}

async function check(name: string, args: readonly string[]): Promise<Results> {
  const startedAt = performance.now();
  const { exitCode, output } = await runNode(args);
  if (exitCode === 0) done(name, performance.now() - startedAt);
  else {
    fail(name);
    say(output);
  }
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? [] : [name], skipped: [] };
}

export type VitestRun = {
  readonly projects: readonly ('unit' | 'pg')[];
  /** Only files whose path contains one of these. */
  readonly filters?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
};

export function runVitest({ projects, filters = [], env = {} }: VitestRun): Promise<Results> {
  return withReport(async (report) => {
    const args = [
      programs.vitest,
      'run',
      ...projects.map((project) => `--project=${project}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...filters,
    ];
    const { exitCode } = await runNode(args, { env: { NODE_ENV: 'test', ...env }, onLine: say });
    const json = await readReport(report);
    return withExitCode(json === undefined ? none : vitestResults(json), 'vitest', exitCode);
  });
}

/** `chromium` undefined: Playwright's own. */
export function runPlaywright(chromium: string | undefined, filters: readonly string[]): Promise<Results> {
  return withReport(async (report) => {
    const { exitCode } = await runNode([programs.playwright, 'test', '--reporter=list,json', ...filters], {
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, GROUNDSWELL_CHROMIUM: chromium, NODE_ENV: undefined },
      onLine: say,
    });
    const json = await readReport(report);
    return withExitCode(json === undefined ? none : playwrightResults(json), 'playwright', exitCode);
  });
}

const none: Results = { passed: 0, failed: [], skipped: [] };

async function withReport(run: (file: string) => Promise<Results>): Promise<Results> {
  const folder = await mkdtemp(join(tmpdir(), 'groundswell-report-'));
  try {
    return await run(join(folder, 'report.json'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readReport(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : JSON.parse(text);
}
