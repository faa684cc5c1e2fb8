import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoAccounts, DEMO_ACCOUNTS } from '@/lib/engine/create-demo-accounts';
import { invitePerson } from '@/lib/engine/invite-person';
import { signIn } from '@/lib/engine/sign-in';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;
const password = 'correct horse battery';
const start = new Date('2026-03-01T12:00:00Z');

beforeAll(async () => {
  test = await testEngine();
  const admin = await test.person('admin');
  for (const name of ['ada', 'grace', 'edsger']) {
    await invitePerson(test.engine, admin, {
      email: `${name}@Example.com`,
      name,
      role: 'operator',
      password,
    });
  }
});
afterAll(() => test.close());

const attempt = (email: string, given: string, address: string, demoAllowed = false) =>
  signIn(test.engine, { email, password: given, address }, demoAllowed);

describe('signing in', () => {
  it('lets in by e-mail without regard to case, and says who and which session', async () => {
    expect(await attempt(' ADA@example.com ', password, '10.0.0.1')).toMatchObject({
      ok: true,
      value: { name: 'ada', role: 'operator', sessionVersion: 1, demo: false },
    });
  });

  it('answers a wrong password, an unknown and a disabled person alike, each with its audit line', async () => {
    await test.engine.db.person.update({
      where: { email: 'edsger@example.com' },
      data: { disabledAt: start },
    });
    const answers = [
      await attempt('ada@example.com', 'wrong horse battery', '10.0.0.2'),
      await attempt('nobody@example.com', password, '10.0.0.2'),
      await attempt('edsger@example.com', password, '10.0.0.2'),
    ];
    for (const answer of answers)
      expect(answer).toEqual({ ok: false, refusal: { code: 'wrong_credentials', facts: {} } });
    const lines = await test.engine.db.auditLine.findMany({ where: { verb: 'sign-in', outcome: 'refused' } });
    expect(lines.map((line) => line.actor)).toEqual([
      'ada@example.com',
      'nobody@example.com',
      'edsger@example.com',
    ]);
    expect(JSON.stringify(lines.map(({ data, reason, label }) => [data, reason, label]))).not.toContain(
      'horse',
    );
  });

  it('refuses the sixth try of one account from one address with the seconds to wait, and nobody else', async () => {
    for (let at = 0; at < 5; at += 1) await attempt('grace@example.com', 'wrong', '10.0.0.3');
    const limited = await attempt('grace@example.com', password, '10.0.0.3');
    expect(limited).toMatchObject({
      ok: false,
      refusal: { code: 'rate_limited', facts: { seconds: 900, limit: 5 } },
    });
    expect(await attempt('grace@example.com', password, '10.0.0.4')).toMatchObject({ ok: true });
    test.setTime(new Date(start.getTime() + 15 * 60_000 + 1));
    expect(await attempt('grace@example.com', password, '10.0.0.3')).toMatchObject({ ok: true });
    test.setTime(start);
  });

  it('counts guesses that are sent at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => attempt('ada@example.com', 'guess', '10.0.0.5')),
    );
    const wrong = answers.filter((one) => !one.ok && one.refusal.code === 'wrong_credentials');
    expect(wrong.length).toBeLessThanOrEqual(5);
  });

  it('stops an address that tries one account after the other at 20', async () => {
    for (let at = 0; at < 20; at += 1) {
      await test.engine.db.loginAttempt.create({ data: { key: 'address:10.0.0.6', at: start } });
    }
    expect(await attempt('ada@example.com', password, '10.0.0.6')).toMatchObject({
      refusal: { code: 'rate_limited', facts: { limit: 20 } },
    });
  });

  it('lets demo accounts in only where they are allowed', async () => {
    await createDemoAccounts(test.engine);
    await createDemoAccounts(test.engine);
    const [account] = DEMO_ACCOUNTS;
    if (account === undefined) throw new Error('no demo account');
    expect(await attempt(account.email, account.password, '127.0.0.1', true)).toMatchObject({ ok: true });
    expect(await attempt(account.email, account.password, '10.0.0.7', false)).toMatchObject({
      refusal: { code: 'demo_account' },
    });
    expect(await test.engine.db.person.count({ where: { demo: true } })).toBe(4);
  });
});
