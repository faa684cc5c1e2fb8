import { describe, expect, it } from 'vitest';
import { identifierProblem, quoteIdentifier, quoteLiteral, quoteQualified } from '@/lib/tenant/quote';

describe('identifiers', () => {
  it('doubles quotes and nothing else', () => {
    expect(quoteIdentifier(`a"b'c\\d`)).toBe(`"a""b'c\\d"`);
    expect(quoteQualified('a.b', 'c')).toBe('"a.b"."c"');
  });
  it('counts bytes, not letters', () => {
    expect(identifierProblem('é'.repeat(31))).toBeUndefined();
    expect(identifierProblem('é'.repeat(32))).toBe('too_long');
    expect(identifierProblem('x'.repeat(200))).toBe('too_long');
  });
  it.each(['', 'a\0b', 'x'.repeat(64)])('refuses %j', (name) =>
    expect(() => quoteIdentifier(name)).toThrow(RangeError),
  );
});

describe('literals', () => {
  it('doubles quotes, and escapes backslashes in the form that means the same under every setting', () => {
    expect(quoteLiteral("it's")).toBe("'it''s'");
    expect(quoteLiteral("\\'")).toBe(" E'\\\\'''");
    expect(quoteLiteral(null)).toBe('NULL');
  });
  it('refuses NUL', () => expect(() => quoteLiteral('a\0')).toThrow(RangeError));
});
