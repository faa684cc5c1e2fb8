import { describe, expect, test } from 'vitest';
import { newPairs } from './pair-fields';
import { fieldsOf, type TenantDraft } from './tenant-draft';

const draft: TenantDraft = {
  key: 'acme',
  name: 'Acme',
  serverId: 's',
  database: 'app',
  schema: 'acme',
  changelogKey: 'product',
  tier: 'gold',
  region: 'eu',
  criticality: 'high',
  versionQuery: '  ',
  labels: newPairs([
    { name: ' csm ', value: 'ada', secret: false, kept: false },
    { name: '', value: 'half filled in', secret: false, kept: false },
  ]),
  placeholders: [],
};

describe('what a tenant form sends', () => {
  test('names are trimmed, rows without one left out, an empty query is none', () => {
    expect(fieldsOf(draft)).toMatchObject({ labels: { csm: 'ada' }, versionQuery: null });
  });

  test('a stored secret that nobody typed over is kept, one that was is replaced', () => {
    const placeholders = newPairs([
      { name: 'kept', value: '', secret: true, kept: true },
      { name: 'changed', value: 'new', secret: true, kept: true },
      { name: 'plain', value: '', secret: false, kept: false },
    ]);
    expect(fieldsOf({ ...draft, placeholders }).placeholders).toEqual({
      kept: { value: null, secret: true },
      changed: { value: 'new', secret: true },
      plain: { value: '', secret: false },
    });
  });
});
