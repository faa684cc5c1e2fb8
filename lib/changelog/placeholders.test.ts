import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPlaceholders, isBuiltinPlaceholder, replacePlaceholders } from '@/lib/changelog/placeholders';

const values = { a: 'A;B', empty: '', 'x.y': 'dot', Upper: 'up', b: '${a}', dollar: '$&$1$$' };

test.each([
  ['select ${a}', 'select A;B'],
  ['${empty}1', '1'],
  ['${X.Y}, ${uPPER}', 'dot, up'],
  ["-- ${a}\n/* ${a} */ '${a}'", "-- A;B\n/* A;B */ 'A;B'"],
  ['$${a}', '$${a}'],
  ['$$${a}$$', '$$A;B$$'],
  ['$x${a}', '$xA;B'],
  ['$$$${a}', '$$$${a}'],
  ['${b}', '${a}'],
  ['${dollar}', '$&$1$$'],
  ['$', '$'],
  ['a$', 'a$'],
  ['{a} $a }', '{a} $a }'],
  ['', ''],
])('%j becomes %j', (text, expected) => {
  expect(replacePlaceholders(text, values)).toEqual({ ok: true, text: expected });
});

test.each([
  ['${nope}', 'nope', 1],
  ['a\nb\r\nc ${ a }', ' a ', 3],
  ['-- ${nope} in a comment', 'nope', 1],
  ['${}', '', 1],
  ['${a${a}', 'a${a', 1],
  ['${constructor}', 'constructor', 1],
])('%j names what is missing', (text, name, line) => {
  expect(replacePlaceholders(text, values)).toEqual({ ok: false, code: 'placeholder_missing', name, line });
});

test('an open placeholder is said where it opens', () => {
  expect(replacePlaceholders('x\n${a', values)).toEqual({
    ok: false,
    code: 'placeholder_unterminated',
    name: '',
    line: 2,
  });
  expect(findPlaceholders('x\n${a')).toEqual({ uses: [], unterminatedLine: 2, neutral: 'x\n' });
});

test('names are found once, without case, and quoted ones are none', () => {
  const found = findPlaceholders('${a}\n${A} $${c} ${flyway:User}');
  expect(found.uses).toEqual([
    { name: 'a', line: 1 },
    { name: 'flyway:User', line: 2 },
  ]);
  expect(found.neutral).toBe('_\n_ $${c} _');
});

test('built-in names compare without case', () => {
  expect(isBuiltinPlaceholder('FLYWAY:defaultschema')).toBe(true);
  expect(isBuiltinPlaceholder('flyway:nope')).toBe(false);
});

test('what is found is exactly what has to be given', () => {
  const scripts = fc.array(fc.constantFrom('$', '$$', '${a}', '${B}', '{', '}', 'x', '\n', '${'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(scripts, (parts) => {
      const text = parts.join('');
      const found = findPlaceholders(text);
      const given = Object.fromEntries(found.uses.map(({ name }) => [name, '_']));
      const replaced = replacePlaceholders(text, given);
      expect(replaced.ok).toBe(found.unterminatedLine === undefined);
      if (replaced.ok) expect(replaced.text).toBe(found.neutral);
      for (const { name } of found.uses) {
        const { [name]: _, ...others } = given;
        expect(replacePlaceholders(text, others).ok).toBe(false);
      }
    }),
  );
});
