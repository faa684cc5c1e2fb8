import 'server-only';
import { cookies } from 'next/headers';
import { encode, getToken } from 'next-auth/jwt';
import { cache } from 'react';
import { z } from 'zod';
import { systemClock } from '@/lib/platform/clock';
import { env } from '@/lib/platform/env';

/** A signed-in session ends this long after the password was given, used or not. */
export const SESSION_SECONDS = 8 * 3600;

/** What the cookie proves; whether it still counts, `operator.ts` asks the person's row. `authAt` in s since the epoch. */
const claimsSchema = z.object({ uid: z.uuid(), sv: z.int().positive(), authAt: z.int().positive() });

export type SessionClaims = {
  readonly personId: string;
  readonly sessionVersion: number;
  readonly authenticatedAt: Date;
};

export const usesHttps = (): boolean => env().NEXTAUTH_URL.startsWith('https://');

/** Null without a cookie, with one that we did not seal, and eight hours after sign-in. Decrypted once per request. */
export const sessionClaims = cache(async (): Promise<SessionClaims | null> => {
  const jar = await cookies();
  // No headers are passed: next-auth would take a session from an Authorization header too.
  const request = { cookies: Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])), headers: {} };
  const token = await getToken({
    req: request as unknown as Parameters<typeof getToken>[0]['req'],
    secret: env().NEXTAUTH_SECRET,
    secureCookie: usesHttps(),
  });
  const parsed = claimsSchema.safeParse(token);
  if (!parsed.success) return null;
  const { uid, sv, authAt } = parsed.data;
  const claims = { personId: uid, sessionVersion: sv, authenticatedAt: new Date(authAt * 1000) };
  return sessionHasEnded(claims) ? null : claims;
});

/** The token's own expiry moves whenever next-auth issues it anew; this one does not. */
export const sessionHasEnded = (claims: SessionClaims): boolean =>
  systemClock.now().getTime() > claims.authenticatedAt.getTime() + SESSION_SECONDS * 1000;

/** Seals a new session for whoever has just proved who they are. Only in a server action: it sets the cookie. */
export async function issueSession(personId: string, sessionVersion: number): Promise<void> {
  const now = systemClock.now().getTime();
  const token = await encode({
    token: { uid: personId, sv: sessionVersion, authAt: Math.floor(now / 1000) },
    secret: env().NEXTAUTH_SECRET,
    maxAge: SESSION_SECONDS,
  });
  const jar = await cookies();
  jar.set({
    // The name and the options that next-auth uses itself.
    name: `${usesHttps() ? '__Secure-' : ''}next-auth.session-token`,
    value: token,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: usesHttps(),
    expires: new Date(now + SESSION_SECONDS * 1000),
  });
}
