import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { forEachLine } from '@/lib/cli/processes';
import { childEnvironment } from '@/lib/platform/env';

export type SupervisedProcess = {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
  /** It ended although nobody stopped it; it is started again after `delayMs`. */
  readonly onDeath: (how: string, delayMs: number) => void;
};

export type Supervised = {
  /** SIGTERM, then SIGKILL for its whole process group after `graceMs`. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
};

/** A process that has lived this long counts as healthy: its next death is a first one again. */
const healthyAfterMs = 60_000;

/** Doubles from 1 s to 30 s with every death in a row. */
export function restartDelayMs(deathsInARow: number): number {
  return Math.min(30_000, 1000 * 2 ** Math.max(0, deathsInARow - 1));
}

/**
 * Runs a script with our Node and starts it again when it dies. It gets a process group of its own: Ctrl-C in the
 * terminal reaches the starter only, which stops everything in order.
 */
export function supervise(root: string, { name, args, env, onLine, onDeath }: SupervisedProcess): Supervised {
  let stopping = false;
  let deaths = 0;
  let child: ChildProcess;
  let restart: NodeJS.Timeout | undefined;

  const start = (): void => {
    const startedAt = performance.now();
    child = spawn(process.execPath, ['--import', join(root, 'lib/cli/end-with-parent.ts'), ...args], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: childEnvironment(env),
    });
    forEachLine(child, onLine);
    child.once('error', (error) => onLine(`${name} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (stopping) return;
      deaths = performance.now() - startedAt > healthyAfterMs ? 1 : deaths + 1;
      const delayMs = restartDelayMs(deaths);
      onDeath(signal ?? `exit code ${code}`, delayMs);
      restart = setTimeout(start, delayMs);
    });
  };
  start();

  return {
    stop(graceMs) {
      stopping = true;
      clearTimeout(restart);
      return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
        const group = -child.pid;
        const timer = setTimeout(() => process.kill(group, 'SIGKILL'), graceMs);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        child.kill('SIGTERM');
      });
    },
  };
}
