import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Transaction } from '@/lib/db/client';
import type { ChangelogRow } from '@/lib/db/rows';

/**
 * The changelog that tenants are registered to. While there is none at all, naming one makes it, so that a fleet can be
 * registered before its first release; from then on an unknown key is a slip of the pen and refused.
 */
export async function findChangelog(tx: Transaction, key: string): Promise<Result<ChangelogRow>> {
  const found = await tx.changelog.findUnique({ where: { key } });
  if (found !== null) return ok(found);
  const known = await tx.changelog.findMany({ select: { key: true }, orderBy: { key: 'asc' }, take: 20 });
  if (known.length > 0) {
    return refuse('not_found', { what: 'changelog', value: key, known: known.map((one) => one.key) });
  }
  await tx.changelog.createMany({ data: [{ key, name: key }], skipDuplicates: true });
  return ok(await tx.changelog.findUniqueOrThrow({ where: { key } }));
}
