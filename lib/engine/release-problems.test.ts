import { expect, test } from 'vitest';
import { problemCodes } from '@/lib/changelog/problem';
import { releaseProblemSentence } from '@/lib/wire/release-problem-sentences';
import { releaseProblemsOf } from '@/lib/wire/release-problem';

const added = ['changed_since_release', 'changed_applied'];

test.each([...problemCodes, ...added])(
  '%s has a sentence and a remedy of its own, also without facts',
  (code) => {
    const { sentence, remedy } = releaseProblemSentence({ code, path: 'V1__A.sql', facts: {} });
    expect(sentence).toMatch(/^[\p{Lu}‘“(\\$a-z].{8,}[.:]?\s?$/u);
    expect(remedy.endsWith('.')).toBe(true);
    expect(`${sentence} ${remedy}`).not.toMatch(/undefined|NaN|null/);
    expect(remedy).not.toBe('Correct the file and publish again.');
  },
);

test('a changed script is told with the tenant, the version and both checksums', () => {
  const facts = { version: '4', tenant: 'hafenlicht', tenants: 3, recorded: 11, published: -7 };
  expect(releaseProblemSentence({ code: 'changed_applied', path: 'V4__x.sql', facts }).sentence).toBe(
    'hafenlicht and 2 other tenants have applied version 4 with the checksum 11; now it has -7.',
  );
});

test('a code from a newer version is still said, and what is no problem is left out', () => {
  const facts = { problems: ['{"code":"brand_new","path":"a","facts":{}}', 'no json', '{"code":1}'] };
  const [problem, ...rest] = releaseProblemsOf(facts);
  expect(rest).toEqual([]);
  expect(problem && releaseProblemSentence(problem).sentence).toBe('brand new.');
});
