import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { ROLES, type Role } from '@/lib/domain/verbs';
import { toJson } from '@/lib/db/json';
import { demoAccountsAllowed } from '@/lib/platform/env';
import { verifyPassword } from '@/lib/platform/secrets';
import type { Engine } from './context';
import { reserveAttempt } from './login-attempts';

export type SignedIn = {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** A session that carries an older one has ended. */
  readonly sessionVersion: number;
  readonly demo: boolean;
};

export type SignInInput = { readonly email: string; readonly password: string; readonly address: string };

const attemptsPerAccount = 5;
const attemptsPerAddress = 20;
/** High enough that nobody is locked out by a neighbour; low enough that a forged address does not help to guess. */
const attemptsPerAccountAnywhere = 50;

/**
 * Checks a password. A person who does not exist, one who is disabled and a wrong password cost the same time and get
 * the same answer. Counting is per account and address (5), per address (20) and, because an address can be forged
 * where no proxy stands in front, per account alone (50), all within 15 minutes.
 */
export async function signIn(
  engine: Engine,
  input: SignInInput,
  demoAllowed: boolean = demoAccountsAllowed(),
): Promise<Result<SignedIn>> {
  const email = normalizeEmail(input.email);
  const pair = `account:${email}|${input.address}`;
  const attempt = await reserveAttempt(engine, [
    { key: pair, limit: attemptsPerAccount },
    { key: `address:${input.address}`, limit: attemptsPerAddress },
    { key: `account:${email}`, limit: attemptsPerAccountAnywhere },
  ]);
  if (!attempt.ok) {
    // No audit line: the failures before it have theirs, and a stranger must not be able to fill the log.
    return refuse('rate_limited', { seconds: attempt.retryAfterSeconds, limit: attempt.limit });
  }
  const person = await engine.db.person.findUnique({ where: { email } });
  const right = await verifyPassword(input.password, person?.passwordHash);
  if (person === null || !right || person.disabledAt !== null) {
    await auditSignIn(engine, person?.id ?? null, email, input.address, 'wrong_credentials');
    return refuse('wrong_credentials');
  }
  if (person.demo && !demoAllowed) {
    await auditSignIn(engine, person.id, email, input.address, 'demo_account');
    return refuse('demo_account');
  }
  await attempt.forget([pair]);
  await auditSignIn(engine, person.id, `${person.name} <${person.email}>`, input.address, null);
  const role = ROLES.find((one) => one === person.role) ?? 'viewer';
  const { id, name, sessionVersion, demo } = person;
  return ok({ personId: id, name, email: person.email, role, sessionVersion, demo });
}

/** One person, one spelling: addresses are compared without case. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase().slice(0, 200);

async function auditSignIn(
  engine: Engine,
  personId: string | null,
  actor: string,
  address: string,
  code: 'wrong_credentials' | 'demo_account' | null,
): Promise<void> {
  await engine.db.auditLine.create({
    data: {
      at: engine.clock.now(),
      actorId: code === null ? personId : null,
      actor,
      verb: 'sign-in',
      subject: personId === null ? 'person:unknown' : `person:${personId}`,
      outcome: code === null ? 'done' : 'refused',
      code,
      data: toJson({ address }),
    },
  });
}
