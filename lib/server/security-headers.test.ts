import { expect, test } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from './security-headers';

const directive = (policy: string, name: string): string | undefined =>
  policy.split('; ').find((part) => part.startsWith(`${name} `));

test('scripts need the nonce, and nothing may be evaluated in production', () => {
  const policy = contentSecurityPolicy('abc', false);
  expect(directive(policy, 'script-src')).toBe(`script-src 'self' 'nonce-abc' 'strict-dynamic'`);
  expect(policy).not.toContain('unsafe-eval');
  expect(directive(policy, 'connect-src')).toBe(`connect-src 'self'`);
});

test('nobody frames us, moves our base or receives our forms', () => {
  const policy = contentSecurityPolicy('abc', false);
  expect(directive(policy, 'frame-ancestors')).toBe(`frame-ancestors 'none'`);
  expect(directive(policy, 'base-uri')).toBe(`base-uri 'none'`);
  expect(directive(policy, 'form-action')).toBe(`form-action 'self'`);
  expect(directive(policy, 'object-src')).toBe(`object-src 'none'`);
});

test('strict transport is promised only where there is transport security', () => {
  expect(securityHeaders(true)['Strict-Transport-Security']).toContain('max-age=');
  expect(securityHeaders(false)).not.toHaveProperty('Strict-Transport-Security');
});
