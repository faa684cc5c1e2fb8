import { expect, test } from 'vitest';
import type { DraftPlaceholder, ReleaseDraft } from '@/lib/wire/releases-view';
import { givenValues, secretsMissing } from './placeholder-draft';

const placeholder = (name: string, previous: DraftPlaceholder['previous']): DraftPlaceholder => ({
  name,
  tenants: 0,
  previous,
});

const draft: ReleaseDraft = {
  targetVersion: '1',
  scripts: [],
  problems: [],
  problemCount: 0,
  warnings: [],
  placeholders: [
    placeholder('label', null),
    placeholder('region', { value: 'eu', secret: false }),
    placeholder('token', { value: null, secret: true }),
  ],
  sameAs: null,
  previous: null,
  gone: [],
  tenants: 0,
};

test('what the release before gave is given again, but its secret has to be typed', () => {
  expect(secretsMissing(draft, {})).toEqual(['token']);
  expect(givenValues(draft, { token: { by: 'secret', value: 's3' } })).toEqual({
    region: { value: 'eu', secret: false },
    token: { value: 's3', secret: true },
  });
});

test('a choice stands over the release before; an empty value is a value', () => {
  const choices = {
    label: { by: 'release', value: '' },
    region: { by: 'tenant', value: 'eu' },
    token: { by: 'tenant', value: '' },
  } as const;
  expect(secretsMissing(draft, choices)).toEqual([]);
  expect(givenValues(draft, choices)).toEqual({ label: { value: '', secret: false } });
});
