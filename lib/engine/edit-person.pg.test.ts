import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changePassword } from '@/lib/engine/change-password';
import type { Actor } from '@/lib/engine/context';
import { createDemoAccounts } from '@/lib/engine/create-demo-accounts';
import { createFirstAdmin } from '@/lib/engine/create-first-admin';
import { editPerson } from '@/lib/engine/edit-person';
import { invitePerson } from '@/lib/engine/invite-person';
import { issueSetupToken } from '@/lib/engine/issue-setup-token';
import { signIn } from '@/lib/engine/sign-in';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;
let admin: Actor;
const password = 'correct horse battery';

beforeAll(async () => {
  test = await testEngine();
});
afterAll(() => test.close());

const person = (id: string) => test.engine.db.person.findUniqueOrThrow({ where: { id } });

describe('people', () => {
  it('begin with one administrator, by a link that works once and ends when another is printed', async () => {
    const older = await issueSetupToken(test.engine);
    const issued = await issueSetupToken(test.engine);
    if (older === null || issued === null) throw new Error('no token');
    const input = { email: 'Root@example.com', name: 'Root', password };
    const stored = await test.engine.db.setupToken.findMany();
    expect(JSON.stringify(stored)).not.toContain(issued.token);
    expect(await createFirstAdmin(test.engine, { ...input, token: older.token })).toMatchObject({
      refusal: { code: 'setup_token_invalid' },
    });
    test.setTime(new Date(issued.expiresAt.getTime() + 1));
    expect(await createFirstAdmin(test.engine, { ...input, token: issued.token })).toMatchObject({
      ok: false,
    });
    test.setTime(new Date('2026-03-01T12:00:00Z'));
    const both = await Promise.all([
      createFirstAdmin(test.engine, { ...input, token: issued.token }),
      createFirstAdmin(test.engine, { ...input, email: 'second@example.com', token: issued.token }),
    ]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(await issueSetupToken(test.engine)).toBeNull();
    const first = await test.engine.db.person.findFirstOrThrow();
    admin = { id: first.id, name: first.name, email: first.email, role: 'admin' };
  });

  it('keep the last enabled administrator, also when two give each other up at once', async () => {
    expect(await editPerson(test.engine, admin, { personId: admin.id, role: 'viewer' })).toMatchObject({
      refusal: { code: 'last_admin' },
    });
    expect(await editPerson(test.engine, admin, { personId: admin.id, disabled: true })).toMatchObject({
      refusal: { code: 'last_admin' },
    });
    const other = await test.person('admin');
    const both = await Promise.all([
      editPerson(test.engine, admin, { personId: other.id, disabled: true }),
      editPerson(test.engine, other, { personId: admin.id, disabled: true }),
    ]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    await test.engine.db.person.updateMany({ data: { disabledAt: null } });
  });

  it('lose their sessions with their role, not with their name', async () => {
    const { id } = await test.person('operator');
    await editPerson(test.engine, admin, { personId: id, name: 'Ada' });
    expect((await person(id)).sessionVersion).toBe(1);
    expect(await editPerson(test.engine, admin, { personId: id, role: 'viewer' })).toEqual({
      ok: true,
      value: { sessionVersion: 2 },
    });
    await editPerson(test.engine, admin, { personId: id, disabled: true });
    expect(await person(id)).toMatchObject({ role: 'viewer', sessionVersion: 3 });
  });

  it('have one e-mail each, whatever its case', async () => {
    const input = { name: 'Grace', role: 'approver' as const, password };
    expect(await invitePerson(test.engine, admin, { ...input, email: 'grace@example.com' })).toMatchObject({
      ok: true,
    });
    expect(await invitePerson(test.engine, admin, { ...input, email: 'GRACE@example.com' })).toMatchObject({
      refusal: { code: 'email_taken', facts: { email: 'grace@example.com' } },
    });
  });

  it('are made and changed by administrators only: the refusal is on record', async () => {
    const operator = await test.person('operator');
    const result = await editPerson(test.engine, operator, { personId: operator.id, role: 'admin' });
    expect(result).toMatchObject({ refusal: { code: 'not_allowed' } });
    expect((await person(operator.id)).role).toBe('operator');
    const line = await test.engine.db.auditLine.findFirstOrThrow({ where: { actorId: operator.id } });
    expect(line).toMatchObject({ outcome: 'refused', code: 'not_allowed', verb: 'edit-person' });
  });

  it('change their own password with the old one, five tries in a row', async () => {
    await invitePerson(test.engine, admin, {
      email: 'ada@example.com',
      name: 'Ada',
      role: 'operator',
      password,
    });
    const ada = await test.engine.db.person.findUniqueOrThrow({ where: { email: 'ada@example.com' } });
    const actor: Actor = { id: ada.id, name: ada.name, email: ada.email, role: 'operator' };
    const next = 'another horse battery';
    expect(await changePassword(test.engine, actor, { current: 'wrong', next })).toMatchObject({
      refusal: { code: 'wrong_credentials' },
    });
    expect(await changePassword(test.engine, actor, { current: password, next })).toEqual({
      ok: true,
      value: { sessionVersion: 2 },
    });
    expect(
      await signIn(test.engine, { email: ada.email, password: next, address: '10.1.0.1' }, false),
    ).toMatchObject({ ok: true });
    for (let at = 0; at < 5; at += 1)
      await changePassword(test.engine, actor, { current: 'wrong', next: password });
    expect(await changePassword(test.engine, actor, { current: next, next: password })).toMatchObject({
      refusal: { code: 'rate_limited' },
    });
  });

  it('of the demo keep the password and role that everybody knows', async () => {
    const demo = await createDemoAccounts(test.engine);
    for (const change of [{ password: 'a new long password' }, { role: 'admin' as const }]) {
      expect(await editPerson(test.engine, admin, { personId: demo.viewer.id, ...change })).toMatchObject({
        refusal: { code: 'demo_account' },
      });
    }
    const own = { current: 'groundswell-admin', next: 'a new long password' };
    expect(await changePassword(test.engine, demo.admin, own)).toMatchObject({
      refusal: { code: 'demo_account' },
    });
  });
});
