import { expect, test } from 'vitest';
import { createLog, withoutUrlCredentials } from '@/lib/platform/log';

function capture() {
  const lines: string[] = [];
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

test('secrets are removed by name, at the top, nested, and in child loggers', () => {
  const { log, lines } = capture();
  log.info(
    { password: 'p1', server: { host: 'db', password: 'p2' }, a: { b: { token: 'p3' } } },
    'connecting',
  );
  log.child({ part: 'x', databaseUrl: 'p4' }).info('child');
  expect(lines.join('')).not.toMatch(/p[1234]/);
  expect(lines[0]).toContain('"host":"db"');
});

test('an error keeps type, code, stack and cause, and loses URL credentials and row data', () => {
  const { log, lines, last } = capture();
  const cause = Object.assign(new Error('could not reach postgresql://admin:hunter2@db:5432/x'), {
    code: '08006',
    detail: 'Key (email)=(someone@example.com) already exists.',
  });
  log.error({ err: new Error('observe failed', { cause }) }, 'observe');
  expect(last()['err']).toMatchObject({ type: 'Error', message: 'observe failed', cause: { code: '08006' } });
  expect(lines.join('')).not.toMatch(/hunter2|someone@example.com/);
});

test('levels below the configured one are silent', () => {
  const { log, lines } = capture();
  log.debug('quiet');
  expect(lines).toHaveLength(0);
});

test('only the user part of a URL is removed', () => {
  expect(withoutUrlCredentials('at postgres://u:p@h/d and https://example.com/a@b')).toBe(
    'at postgres://[redacted]@h/d and https://example.com/a@b',
  );
});
