import { createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { CommandRefusal } from '@/lib/cli/refuse';
import { consoleUrl, startOptions } from '@/lib/cli/start-options';
import { setEnvironment } from '@/lib/platform/env';

afterEach(() => {
  vi.unstubAllEnvs();
  setEnvironment({});
});

function given(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries({
    DATABASE_URL: '',
    PORT: undefined,
    HOST: undefined,
    ...values,
  })) {
    vi.stubEnv(name, value);
  }
  setEnvironment({});
}

test('the default: everything here, with the demo', async () => {
  given({});
  expect(await startOptions([])).toMatchObject({
    host: '127.0.0.1',
    embedded: true,
    demo: true,
    dev: false,
    web: true,
    workers: 1,
  });
});

test('with DATABASE_URL there is no demo, and web and worker may be on different machines', async () => {
  given({ DATABASE_URL: 'postgresql://h/d' });
  expect(await startOptions([])).toMatchObject({ embedded: false, demo: false, web: true, workers: 1 });
  expect(await startOptions(['--web-only'])).toMatchObject({ web: true, workers: 0 });
  expect(await startOptions(['--worker-only', '--workers', '3'])).toMatchObject({ web: false, workers: 3 });
});

test.each([
  [['--web-only'], 'DATABASE_URL'],
  [['--workers', '0'], '--workers'],
  [['--workers', 'many'], '--workers'],
  [['--port', '70000'], '--port'],
  [['--colour'], '--port'],
])('%j is refused', async (args, remedy) => {
  given({});
  const refusal: unknown = await startOptions(args).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(CommandRefusal);
  if (refusal instanceof CommandRefusal) expect(refusal.remedy).toContain(remedy);
});

test('--web-only and --worker-only exclude each other', async () => {
  given({ DATABASE_URL: 'postgresql://h/d' });
  await expect(startOptions(['--web-only', '--worker-only'])).rejects.toThrow('exclude each other');
});

test('a port that was asked for and is taken is refused; unasked, the next free one is used', async () => {
  const server = createServer();
  const taken = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
  given({});
  await expect(startOptions(['--port', String(taken)])).rejects.toThrow(
    `Port ${taken} of 127.0.0.1 is in use`,
  );
  given({ PORT: String(taken) });
  await expect(startOptions([])).rejects.toThrow('is in use');
  server.close();
});

test('the address shown is one that a browser can open', () => {
  expect(consoleUrl({ host: '127.0.0.1', port: 3000 })).toBe('http://localhost:3000');
  expect(consoleUrl({ host: '0.0.0.0', port: 80 })).toBe('http://localhost:80');
  expect(consoleUrl({ host: '10.0.0.5', port: 3000 })).toBe('http://10.0.0.5:3000');
});
