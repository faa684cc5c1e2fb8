import { expect, test } from 'vitest';
import { VERBS } from '@/lib/domain/verbs';
import { verbGroups, verbWords } from './role-words';

test('every verb of the registry stands in exactly one group', () => {
  const listed = verbGroups.flatMap((group) => group.verbs);
  expect(listed.toSorted()).toEqual(Object.keys(VERBS).toSorted());
});

test('verbs stand where one looks for them', () => {
  const groupOf = (verb: string) => verbGroups.find((group) => (group.verbs as readonly string[]).includes(verb))?.heading;
  expect(groupOf('release-hold')).toBe('Tenants');
  expect(groupOf('publish-release')).toBe('Releases and checks');
  expect(groupOf('approve-wave')).toBe('Approvals');
  expect(groupOf('plan-rollback')).toBe('Rollouts');
  expect(groupOf('verify-audit')).toBe('Reading');
});

test('a verb reads as words', () => {
  expect(verbWords('start-rollout')).toBe('Start rollout');
});
