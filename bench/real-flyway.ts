import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The last command line of Flyway that Maven Central has whole; its engine is the open-source one. */
export const flywayVersion = '10.21.0';
const sha256 = '2627c4f1cdd392beb6d16bc954e269f45369b64099d28246a87d9b9e449cb905';
const archive = `flyway-commandline-${flywayVersion}.tar.gz`;
const url = `https://repo1.maven.org/maven2/org/flywaydb/flyway-commandline/${flywayVersion}/${archive}`;

const run = promisify(execFile);

/** Fetches Flyway into a cache outside the checkout, once. @returns its folder, or why there is none here. */
export async function findFlyway(): Promise<{ ok: true; folder: string } | { ok: false; why: string }> {
  const cache = join(homedir(), '.cache', 'groundswell', 'interop');
  const folder = join(cache, `flyway-${flywayVersion}`);
  try {
    await run('java', ['-version']);
  } catch {
    return { ok: false, why: 'there is no Java on this machine' };
  }
  if (await stat(join(folder, 'flyway')).catch(() => null)) return { ok: true, folder };
  await mkdir(cache, { recursive: true });
  const file = join(cache, archive);
  let bytes = await readFile(file).catch(() => null);
  if (bytes === null) {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return { ok: false, why: `Maven Central did not give ${archive}` };
    bytes = Buffer.from(await answer.arrayBuffer());
    await writeFile(`${file}.part`, bytes);
    await rename(`${file}.part`, file);
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) return { ok: false, why: `${archive} has sha256 ${found}, not ${sha256}` };
  await run('tar', ['xzf', file, '-C', cache]);
  return { ok: true, folder };
}

export type FlywayRun = {
  readonly exitCode: number;
  readonly output: Readonly<Record<string, unknown>>;
};

/** One command of the real Flyway with its JSON answer. A command that fails is an answer too. */
export async function runFlyway(
  folder: string,
  target: {
    readonly url: string;
    readonly password: string;
    readonly schema: string;
    readonly location: string;
  },
  command: string,
  options: readonly string[] = [],
): Promise<FlywayRun> {
  const settings = [
    `-url=${target.url}`,
    '-user=postgres',
    `-defaultSchema=${target.schema}`,
    `-schemas=${target.schema}`,
    `-locations=filesystem:${target.location}`,
    '-outputType=json',
    // Its lock in a transaction makes CREATE INDEX CONCURRENTLY wait for ever.
    '-postgresql.transactional.lock=false',
  ];
  const environment = { FLYWAY_PASSWORD: target.password, REDGATE_DISABLE_TELEMETRY: 'true' };
  const script = join(folder, 'flyway');
  try {
    const { stdout } = await run('env', [...pairs(environment), script, ...settings, ...options, command]);
    return { exitCode: 0, output: JSON.parse(stdout) as Record<string, unknown> };
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    if (typeof code !== 'number' || stdout === undefined) throw error;
    return { exitCode: code, output: JSON.parse(stdout) as Record<string, unknown> };
  }
}

const pairs = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([name, value]) => `${name}=${value}`);
