import { describe, expect, test } from 'vitest';
import { returnPath, signInPath } from './return-path';

describe('where one goes after signing in', () => {
  test.each([
    ['/rollouts/0190?target=7', '/rollouts/0190?target=7'],
    ['/tenants/caf%C3%A9', '/tenants/caf%C3%A9'],
    ['/audit?outcome=refused#line', '/audit?outcome=refused#line'],
    // A page whose name only begins like a forbidden one.
    ['/apiary', '/apiary'],
  ])('%s stays', (given, expected) => {
    expect(returnPath(given)).toBe(expected);
  });

  test.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['another origin', 'https://evil.test/'],
    ['another origin without a scheme', '//evil.test'],
    ['a backslash, which browsers read as a slash', '/\\evil.test'],
    ['a tab, which browsers drop', '/\t/evil.test'],
    ['a newline, which browsers drop', '/\n/evil.test'],
    ['a path that climbs to a double slash', '/a/..//evil.test'],
    ['a script', 'javascript:alert(1)'],
    ['a relative path', 'rollouts'],
    ['an API route', '/api/auth/signout'],
    ['the sign-in page itself', '/sign-in?callbackUrl=/'],
  ])('%s becomes the fleet', (_name, given) => {
    expect(returnPath(given)).toBe('/');
  });

  test('the way to the sign-in page carries it, encoded', () => {
    expect(signInPath('/rollouts?state=running&x=1')).toBe('/sign-in?callbackUrl=%2Frollouts%3Fstate%3Drunning%26x%3D1');
    expect(signInPath('/')).toBe('/sign-in');
    expect(signInPath('//evil.test')).toBe('/sign-in');
  });
});
