import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '@/lib/cli/run';
import { restartDelayMs, supervise } from '@/lib/cli/supervise';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'supervise-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** Supervises a script and hands out its lines and deaths as they come. */
async function run(source: string) {
  const script = join(dir, 'child.mjs');
  await writeFile(script, source);
  const seen: string[] = [];
  let wake = () => undefined as void;
  const push = (text: string) => {
    seen.push(text);
    wake();
  };
  const supervised = supervise(projectRoot, {
    name: 'child',
    args: [script],
    env: { CHILD_GREETING: 'hello' },
    onLine: push,
    onDeath: (how, delayMs) => push(`died: ${how}, again in ${delayMs}`),
  });
  const until = async (text: string) => {
    while (!seen.includes(text)) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { supervised, seen, until };
}

test('lines and environment arrive; a stopped process is not started again', async () => {
  const { supervised, seen, until } = await run(
    `process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });
     setInterval(() => undefined, 1000); console.log(process.env.CHILD_GREETING);`,
  );
  await until('hello');
  await supervised.stop(10_000);
  await until('bye');
  expect(seen).toEqual(['hello', 'bye']);
});

test('a process that dies is started again, later each time', async () => {
  const { supervised, until } = await run(`process.exit(3);`);
  await until('died: exit code 3, again in 1000');
  await until('died: exit code 3, again in 2000');
  await supervised.stop(1000);
});

test('a process that ignores SIGTERM is killed after its grace', async () => {
  const { supervised, until } = await run(
    `process.on('SIGTERM', () => undefined); console.log('up'); setInterval(() => undefined, 1000);`,
  );
  await until('up');
  await supervised.stop(50);
});

test('delays double up to half a minute', () => {
  expect([1, 2, 3, 6, 50].map(restartDelayMs)).toEqual([1000, 2000, 4000, 30_000, 30_000]);
});
