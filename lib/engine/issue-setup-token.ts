import { randomToken, sha256 } from '@/lib/platform/secrets';
import type { Engine } from './context';

const validForMs = 24 * 3_600_000;

/**
 * The token of the link that makes the first administrator; null once there is a person. Only its hash is stored, and
 * an older token ends: the last link printed is the one that works.
 */
export async function issueSetupToken(
  engine: Engine,
): Promise<{ readonly token: string; readonly expiresAt: Date } | null> {
  return engine.db.$transaction(async (tx) => {
    if ((await tx.person.count()) > 0) return null;
    const token = randomToken();
    const expiresAt = new Date(engine.clock.now().getTime() + validForMs);
    await tx.setupToken.deleteMany({ where: { usedAt: null } });
    await tx.setupToken.create({ data: { tokenHash: sha256(token), expiresAt } });
    return { token, expiresAt };
  });
}
