import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** One `npm start` at a time on one embedded server: the second would stop the first one's database when it ends. */

const instanceSchema = z.object({ pid: z.int().positive(), url: z.string() });
export type Instance = z.infer<typeof instanceSchema>;

const fileOf = (dataDir: string) => join(dataDir, 'running.json');

/** The instance that runs on this data folder, if one does. */
export async function runningInstance(dataDir: string): Promise<Instance | undefined> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(absent);
  const instance = text === undefined ? undefined : instanceSchema.safeParse(JSON.parse(text)).data;
  return instance && (await isStarter(instance.pid)) ? instance : undefined;
}

export async function recordInstance(dataDir: string, instance: Instance): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(fileOf(dataDir), JSON.stringify(instance));
}

export async function forgetInstance(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true });
}

/** Alive, and where the system can tell, really a starter: numbers of processes are used again, at the latest after a reboot. */
async function isStarter(pid: number): Promise<boolean> {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(absent);
  return commandLine === undefined ? process.platform !== 'linux' : commandLine.includes('lib/cli/start');
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
    return undefined;
  throw error;
}
