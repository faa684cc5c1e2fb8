import 'server-only';
import type { AuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { z } from 'zod';
import { refuse } from '@/lib/domain/refusal';
import { signIn } from '@/lib/engine/sign-in';
import { systemClock } from '@/lib/platform/clock';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { packRefusal } from '@/lib/wire/sign-in-refusal';
import { paths } from '@/lib/wire/paths';
import { clientAddress } from './client-address';
import { engine } from './engine';
import { SESSION_SECONDS, usesHttps } from './session';

const credentialsSchema = z.object({ email: z.string().trim().max(320), password: z.string().max(1000) });

/** Who signed in: only `authorize` makes one, and only the `jwt` callback below reads it. */
const signedInSchema = z.object({ id: z.uuid(), sessionVersion: z.int().positive() });

/**
 * next-auth with a password and a token, no adapter: it refuses database sessions for credentials. The token says who
 * and which session version; role and revocation are read from the person's row on every request.
 */
export function authOptions(): AuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    jwt: { maxAge: SESSION_SECONDS },
    // next-auth's defaults then: HttpOnly, SameSite=Lax, and Secure with the __Secure- and __Host- prefixes on https.
    useSecureCookies: usesHttps(),
    pages: { signIn: paths.signIn, signOut: paths.signIn, error: paths.signIn },
    providers: [
      CredentialsProvider({
        name: 'password',
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        async authorize(input, request) {
          const parsed = credentialsSchema.safeParse(input);
          if (!parsed.success) throw new Error(packRefusal(refuse('wrong_credentials').refusal));
          const address = clientAddress(new Headers(request.headers as Record<string, string>));
          const result = await answer(parsed.data, address);
          if (!result.ok) throw new Error(packRefusal(result.refusal));
          return { id: result.value.personId, sessionVersion: result.value.sessionVersion };
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        const signedIn = signedInSchema.safeParse(user);
        if (!signedIn.success) return token;
        const { id, sessionVersion } = signedIn.data;
        return { uid: id, sv: sessionVersion, authAt: Math.floor(systemClock.now().getTime() / 1000) };
      },
      // Nothing of ours reads /api/auth/session, so it has nothing to tell.
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      error: (code, metadata) => log('auth').error({ code, err: metadata instanceof Error ? metadata : undefined }, 'next-auth error'),
      warn: (code) => log('auth').warn({ code }, 'next-auth warning'),
      debug: () => undefined,
    },
  };
}

/** What `authorize` throws ends in the address bar: a failure of ours must be a reference there, not its message. */
async function answer(input: z.infer<typeof credentialsSchema>, address: string): Promise<Awaited<ReturnType<typeof signIn>>> {
  try {
    return await signIn(await engine(), { ...input, address });
  } catch (error) {
    const reference = crypto.randomUUID().slice(0, 8);
    log('auth').error({ err: error, reference }, 'sign-in failed');
    return refuse('internal', { reference });
  }
}
