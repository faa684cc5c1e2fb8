import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureGenerated } from '@/lib/cli/build';
import { findChromium } from '@/lib/cli/chromium';
import { note, say, step, warn } from '@/lib/cli/progress';
import { projectRoot, runCommand } from '@/lib/cli/run';
import { addResults, summary, unallowedSkips, type Results } from '@/lib/cli/test-results';
import { runPlaywright, runStaticChecks, runVitest } from '@/lib/cli/test-runs';
import { env } from '@/lib/platform/env';

/**
 * `npm test`: everything. `--static`, `--unit`, `--pg`, `--e2e` choose parts of it; words after them choose files.
 * The last line is `N passed, N failed`; the exit code says the same.
 */
await runCommand(async () => {
  const { values, positionals: filters } = parseArgs({
    allowPositionals: true,
    options: {
      static: { type: 'boolean', default: false },
      unit: { type: 'boolean', default: false },
      pg: { type: 'boolean', default: false },
      e2e: { type: 'boolean', default: false },
    },
  });
  const everything = !values.static && !values.unit && !values.pg && !values.e2e;
  const wants = (part: keyof typeof values) => everything || values[part];
  const projects = (['unit', 'pg'] as const).filter(wants);

  const parts: Results[] = [];
  await step(
    'Database client',
    () => ensureGenerated(projectRoot),
    (made) => (made === 'made' ? 'generated' : 'up to date'),
  );
  if (wants('static')) parts.push(...(await runStaticChecks()));
  if (projects.length > 0) parts.push(await runVitest({ projects, filters }));
  if (wants('e2e')) parts.push(await runEndToEnd(filters));
  return report(addResults(parts), everything);
});

async function runEndToEnd(filters: readonly string[]): Promise<Results> {
  const chromium = await step('Chromium', findChromium, (path) => path ?? 'Playwright’s own');
  await step(
    'Production build',
    () => ensureBuilt(projectRoot),
    (made) => (made === 'made' ? 'made' : 'up to date'),
  );
  return runPlaywright(chromium, filters);
}

/** Names what failed and what was skipped, then counts. In CI only listed skips are allowed. */
async function report(results: Results, everything: boolean): Promise<number> {
  const notAllowed = env().CI
    ? unallowedSkips(results.skipped, await readFile('.ci/allowed-skips', 'utf8'))
    : [];
  const failed = [
    ...results.failed,
    ...notAllowed.map((title) => `skipped, and not in .ci/allowed-skips: ${title}`),
  ];
  say();
  for (const title of results.skipped) note(`skipped: ${title}`);
  for (const title of failed) warn(`failed: ${title}`);
  if (!everything) note('These were parts; npm test runs everything.');
  say(summary({ ...results, failed }));
  return failed.length === 0 && results.passed > 0 ? 0 : 1;
}
