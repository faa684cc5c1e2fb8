import 'server-only';
import { cache } from 'react';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { ROLES, type Role } from '@/lib/domain/verbs';
import type { Actor } from '@/lib/engine/context';
import { demoAccountsAllowed } from '@/lib/platform/env';
import { engine } from './engine';
import { RETURN_PATH_HEADER, signInPath } from './return-path';
import { sessionClaims, type SessionClaims } from './session';

/** Who is signed in, as the person's row says now: demotion and sign-out-everywhere work at once. */
export type Operator = Actor & { readonly demo: boolean };

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** Null when nobody is signed in, the session has been revoked or the person disabled. Read once per request. */
export const currentOperator = cache(async (): Promise<Operator | null> => {
  const claims = await sessionClaims();
  return claims === null ? null : operatorOf(claims);
});

/** The person behind a session, read now: for a stream that outlives its request. Null once it has been revoked. */
export async function operatorOf(claims: SessionClaims): Promise<Operator | null> {
  const { db } = await engine();
  const person = await db.person.findUnique({ where: { id: claims.personId } });
  if (person === null || person.disabledAt !== null || person.sessionVersion !== claims.sessionVersion) return null;
  if (!isRole(person.role) || (person.demo && !demoAccountsAllowed())) return null;
  return { id: person.id, name: person.name, email: person.email, role: person.role, demo: person.demo };
}

/** For pages: the operator, or the sign-in page, which knows the way back. */
export async function requireOperator(): Promise<Operator> {
  const operator = await currentOperator();
  if (operator === null) redirect(signInPath((await headers()).get(RETURN_PATH_HEADER) ?? '/'));
  return operator;
}
