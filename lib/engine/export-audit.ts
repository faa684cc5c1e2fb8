import { ok, type Result } from '@/lib/domain/refusal';
import type { Actor, Engine } from './context';
import { sealAudit } from './seal-audit';
import { transact } from './transact';

const pageSize = 1000;

/**
 * The sealed lines as JSON, one a line and in the order of the chain, and last `{"head":{seq,hash,mac}}`: what to keep
 * somewhere else, since a tail that is cut together with its head shows only against a head kept outside.
 */
export async function exportAudit(
  engine: Engine,
  actor: Actor,
): Promise<Result<AsyncGenerator<string, void>>> {
  const recorded = await transact(engine, actor, 'export', async (work) => {
    await work.audit({ kind: 'audit', id: 'all', label: 'audit log' });
    return ok(null);
  });
  if (!recorded.ok) return recorded;
  await sealAudit(engine);
  return ok(lines(engine));
}

async function* lines(engine: Engine): AsyncGenerator<string, void> {
  const head = await engine.db.auditHead.findUnique({ where: { id: 1 } });
  for (let after = 0n; head !== null && after < head.seq;) {
    const page = await engine.db.auditLine.findMany({
      where: { seq: { gt: after, lte: head.seq } },
      orderBy: { seq: 'asc' },
      take: pageSize,
    });
    for (const line of page)
      yield `${JSON.stringify({ ...line, id: String(line.id), seq: String(line.seq) })}\n`;
    const last = page.at(-1)?.seq;
    if (last === undefined || last === null) break;
    after = last;
  }
  yield `${JSON.stringify({ head: head && { seq: String(head.seq), hash: head.hash, mac: head.mac } })}\n`;
}
