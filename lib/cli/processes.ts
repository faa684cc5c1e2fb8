import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { childEnvironment } from '@/lib/platform/env';

/** Programs of `node_modules`, run by the Node that runs us: nothing depends on PATH or on a shell. */
export const programs = {
  next: 'node_modules/next/dist/bin/next',
  prisma: 'node_modules/prisma/build/index.js',
  tsc: 'node_modules/typescript/bin/tsc',
  oxlint: 'node_modules/oxlint/bin/oxlint',
  knip: 'node_modules/knip/bin/knip.js',
  vitest: 'node_modules/vitest/vitest.mjs',
  playwright: 'node_modules/@playwright/test/cli.js',
} as const;

export type RunOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called for every line of output; without it the output is only collected. */
  readonly onLine?: (line: string) => void;
};

export type RunResult = { readonly exitCode: number; readonly output: string };

/** Runs a script with our Node to its end. `exitCode` is 1 if a signal ended it. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return runProgram(process.execPath, args, options);
}

export function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment(options.env ?? {}),
    });
    // Whoever stops us stops what we wait for.
    const stopChild = () => child.kill('SIGTERM');
    process.once('exit', stopChild);
    let output = '';
    forEachLine(child, (line) => {
      output += `${line}\n`;
      options.onLine?.(line);
    });
    child.once('error', reject);
    child.once('close', (exitCode) => {
      process.off('exit', stopChild);
      resolve({ exitCode: exitCode ?? 1, output });
    });
  });
}

export function forEachLine(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
  }
}
