import { describe, expect, test } from 'vitest';
import { isForeignWrite } from './origin';

const from = (entries: Record<string, string>) => new Headers(entries);

describe('a write', () => {
  test('from our own page passes', () => {
    expect(isForeignWrite('POST', from({ origin: 'http://a.test:3000', host: 'a.test:3000', 'sec-fetch-site': 'same-origin' }))).toBe(false);
  });
  test.each([
    ['another origin', { origin: 'http://evil.test', host: 'a.test' }],
    ['no origin at all', { host: 'a.test' }],
    ['the opaque origin', { origin: 'null', host: 'a.test' }],
    ['a sibling site', { origin: 'http://a.test', host: 'a.test', 'sec-fetch-site': 'same-site' }],
    ['another port', { origin: 'http://a.test:1', host: 'a.test:2' }],
    ['no host', { origin: 'http://a.test' }],
  ])('with %s is foreign', (_name, headers) => {
    expect(isForeignWrite('POST', from(headers))).toBe(true);
  });
  test('reading is nobody else’s business', () => {
    expect(isForeignWrite('GET', from({ origin: 'http://evil.test', host: 'a.test' }))).toBe(false);
  });
});

describe('a write to a console whose address is known', () => {
  const request = (origin: string, host: string) => from({ origin, host, 'sec-fetch-site': 'same-origin' });

  test.each([
    ['its own page', 'https://gs.example.com', 'gs.example.com', 'https://gs.example.com'],
    // A proxy may rewrite Host; the browser's Origin is what counts.
    ['its own page, through a proxy', 'https://gs.example.com', '10.0.0.7:3000', 'https://gs.example.com/'],
    ['another name of the loopback', 'http://127.0.0.1:3000', '127.0.0.1:3000', 'http://localhost:3000'],
    ['the loopback of IPv6', 'http://[::1]:3000', '[::1]:3000', 'http://127.0.0.1:3000'],
  ])('%s passes', (_name, origin, host, publicUrl) => {
    expect(isForeignWrite('POST', request(origin, host), publicUrl)).toBe(false);
  });

  test.each([
    ['a name that was rebound to this machine', 'http://evil.test:3000', 'evil.test:3000', 'http://127.0.0.1:3000'],
    ['the same host without TLS', 'http://gs.example.com', 'gs.example.com', 'https://gs.example.com'],
    ['another port of the loopback', 'http://localhost:8080', 'localhost:3000', 'http://localhost:3000'],
    ['a page on the loopback of the reader', 'http://localhost:3000', 'gs.example.com', 'https://gs.example.com'],
  ])('%s is foreign', (_name, origin, host, publicUrl) => {
    expect(isForeignWrite('POST', request(origin, host), publicUrl)).toBe(true);
  });
});
