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

/** Which of our triggers refused the statement; undefined: none did. */
export function databaseRefusal(error: unknown): DatabaseRefusal | undefined {
  const parsed = driverError.safeParse(error);
  return parsed.success
    ? REFUSED_BY_TRIGGER[parsed.data.meta.driverAdapterError.cause.originalCode]
    : undefined;
}
