import { describe, expect, test } from 'vitest';
import { readPastedHead } from '@/lib/wire/audit-view';
import { refusalText } from './refusal-text';
import { subjectLink } from './subject-link';

const hash = 'a'.repeat(64);

describe('a head that was pasted', () => {
  test.each([
    ['the last line of an export', `{"head":{"seq":"40","hash":"${hash}","mac":"x"}}`],
    ['a whole export', `{"seq":"40"}\n{"head":{"seq":"40","hash":"${hash}","mac":"x"}}\n`],
    ['number and hash', `  40 ${hash} `],
    ['number and hash in capitals', `40:${hash.toUpperCase()}`],
  ])('is read from %s', (_name, text) => {
    expect(readPastedHead(text)).toEqual({ seq: '40', hash });
  });

  test.each([
    ['nothing', ''],
    ['a hash alone', hash],
    ['a hash that is too short', '40 abc'],
    ['an export without its last line', '{"seq":"40","actor":"x"}'],
    ['an empty head', '{"head":null}'],
    ['broken JSON', '{"head":'],
  ])('is not found in %s', (_name, text) => {
    expect(readPastedHead(text)).toBeNull();
  });
});

describe('a line', () => {
  test('leads to what it is about, by key where pages go by key', () => {
    expect(subjectLink({ subject: 'rollout:0190', label: '2026.4' })).toBe('/rollouts/0190');
    expect(subjectLink({ subject: 'tenant:0190', label: 'café "x"' })).toBe('/tenants/caf%C3%A9%20%22x%22');
    expect(subjectLink({ subject: 'person:0190', label: 'Ada' })).toBeNull();
    expect(subjectLink({ subject: '', label: '' })).toBeNull();
  });

  test('says why it was refused, and nothing where it was not or the code is unknown', () => {
    expect(refusalText({ outcome: 'refused', code: 'last_admin', facts: { email: 'a@b.c' } })).toContain('a@b.c');
    expect(refusalText({ outcome: 'refused', code: 'of_another_release', facts: {} })).toBeNull();
    expect(refusalText({ outcome: 'done', code: null, facts: {} })).toBeNull();
  });
});
