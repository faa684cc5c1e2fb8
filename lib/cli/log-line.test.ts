import { expect, test } from 'vitest';
import { readableLogLine } from '@/lib/cli/log-line';

test('a JSON log becomes level, message and facts', () => {
  const line =
    '{"level":40,"time":"2026-01-01T00:00:00Z","pid":1,"part":"worker","tenant":"acme","n":3,"msg":"slow"}';
  expect(readableLogLine(line)).toBe('warn  slow tenant=acme n=3');
});

test.each(['', 'plain text', '{ not json', '{"a":1}', 'null'])('%j stays as it is', (line) => {
  expect(readableLogLine(line)).toBe(line);
});
