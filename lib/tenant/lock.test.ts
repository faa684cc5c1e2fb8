import { expect, it } from 'vitest';
import { flywayLockKey, javaHashCode } from '@/lib/tenant/lock';

it.each([
  ['public', 77_433_833_903_597n],
  ['tenant_1', 77_431_383_711_322n],
  ['Tenant "2"', 77_430_739_924_058n],
])('gives the key that Flyway takes for %s', (schema, key) => {
  expect(flywayLockKey({ schema, name: 'flyway_schema_history' })).toBe(key);
});

it('hashes as Java does, over UTF-16 units and with overflow', () => {
  expect(javaHashCode('')).toBe(0);
  expect(javaHashCode('hello world')).toBe(1_794_106_052);
  expect(javaHashCode('polygenelubricants')).toBe(-2_147_483_648);
  expect(javaHashCode('😀')).toBe(1_772_899);
});
