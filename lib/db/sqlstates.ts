import { z } from 'zod';

/** What the control plane's own triggers refuse (prisma/migrations/*_rules): the SQLSTATE that they raise, by name. */
const REFUSED_BY_TRIGGER: Readonly<Record<string, DatabaseRefusal>> = {
  GS001: 'own_approval',
  GS002: 'not_approver',
  GS003: 'immutable',
};
export type DatabaseRefusal = 'own_approval' | 'not_approver' | 'immutable';

/**
 * Prisma 7 has a code of its own for a state that it does not know (P2039, of a raw query P2010); the state itself
 * stands with the driver adapter's error.
 */
const driverError = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) }),
});

const takenTwice = z.object({
  meta: z.object({
    driverAdapterError: z.object({
      cause: z.object({
        originalCode: z.literal('23505'),
        constraint: z.object({ index: z.literal('target_live_tenant') }),
      }),
    }),
  }),
});

/** The write would have put a tenant into a second live rollout: the partial index refused it. */
export const isTakenTwice = (error: unknown): boolean => takenTwice.safeParse(error).success;

/** Which of our triggers refused the statement; undefined: none did. */
export function databaseRefusal(error: unknown): DatabaseRefusal | undefined {
  const parsed = driverError.safeParse(error);
  return parsed.success
    ? REFUSED_BY_TRIGGER[parsed.data.meta.driverAdapterError.cause.originalCode]
    : undefined;
}
