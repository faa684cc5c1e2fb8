import { describe, expect, test } from 'vitest';
import { may, ROLES, VERBS, type Role, type Verb } from '@/lib/domain/verbs';

const rolesOf = (verb: Verb): readonly Role[] => ROLES.filter((role) => may(role, verb));
const reading: readonly Verb[] = ['see', 'export', 'verify-audit', 'change-password', 'end-sessions'];
const deciding: readonly Verb[] = ['approve-wave', 'reject-wave', 'accept-verdict'];
const stopping: readonly Verb[] = ['pause-rollout', 'abort-rollout'];
const administering: readonly Verb[] = [
  'register-server',
  'edit-server',
  'archive-server',
  'invite-person',
  'edit-person',
];

test.each(reading)('everyone may %s', (verb) => {
  expect(rolesOf(verb)).toEqual(ROLES);
});

test.each(deciding)('only approvers and administrators %s', (verb) => {
  expect(rolesOf(verb)).toEqual(['approver', 'admin']);
});

test.each(stopping)('stopping is for all who act: %s', (verb) => {
  expect(rolesOf(verb)).toEqual(['operator', 'approver', 'admin']);
});

test.each(administering)('only administrators %s', (verb) => {
  expect(rolesOf(verb)).toEqual(['admin']);
});

describe('everything else is for operators and administrators', () => {
  const others = (Object.keys(VERBS) as Verb[]).filter(
    (verb) => ![...reading, ...deciding, ...stopping, ...administering].includes(verb),
  );
  test.each(others)('%s', (verb) => {
    expect(rolesOf(verb)).toEqual(['operator', 'admin']);
  });
});

test('a viewer changes nothing but the own password and sessions', () => {
  const changing = (Object.keys(VERBS) as Verb[]).filter(
    (verb) => may('viewer', verb) && !reading.includes(verb),
  );
  expect(changing).toEqual([]);
});
