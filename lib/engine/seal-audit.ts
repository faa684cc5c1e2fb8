import { canonicalLine, type SealedLine } from '@/lib/domain/audit';
import type { AuditLineRow } from '@/lib/db/rows';
import type { Transaction } from '@/lib/db/client';
import { equalInConstantTime, hmacSha256 } from '@/lib/platform/secrets';
import type { Engine } from './context';

/** One sealer at a time, over all processes: the number is "audit" in ASCII. */
const sealerLock = 418_447_911_284n;

/** What the first line's `prevHash` is. It depends on the key, so a table chained with another key starts wrong. */
export const auditGenesis = (key: Buffer): string => hmacSha256(key, 'groundswell-audit-genesis');

/** The keyed hash of the head: without the key nobody can point it at an earlier line. */
export const auditHeadMac = (key: Buffer, seq: bigint, hash: string): string =>
  hmacSha256(key, JSON.stringify(['groundswell-audit-head-1', String(seq), hash]));

export function auditHash(key: Buffer, line: AuditLineRow, seq: bigint, prevHash: string): string {
  const sealed: SealedLine = {
    seq: String(seq),
    id: String(line.id),
    at: line.at.toISOString(),
    actorId: line.actorId,
    actor: line.actor,
    verb: line.verb,
    subject: line.subject,
    label: line.label,
    outcome: line.outcome,
    code: line.code,
    reason: line.reason,
    data: line.data,
    prevHash,
  };
  return hmacSha256(key, canonicalLine(sealed));
}

export type SealResult = {
  readonly sealed: number;
  /**
   * `busy`: another process seals right now. `chain_broken`: the head does not fit the newest sealed line; nothing is
   * added to a chain that somebody has touched, and `verify-audit` says what happened.
   */
  readonly stopped: 'busy' | 'chain_broken' | null;
};

/**
 * Chains up to `limit` committed lines that are not sealed yet. It runs after commit and apart from commands: a chain
 * head in every command's transaction would make all commands wait for each other.
 */
export async function sealAudit(engine: Engine, limit = 2000): Promise<SealResult> {
  return engine.db.$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<
      { locked: boolean }[]
    >`SELECT pg_try_advisory_xact_lock(${sealerLock}) AS locked`;
    if (!lock?.locked) return { sealed: 0, stopped: 'busy' };
    const head = await readSoundHead(tx, engine.keys.audit);
    if (head === null) return { sealed: 0, stopped: 'chain_broken' };
    const lines = await tx.auditLine.findMany({ where: { seq: null }, orderBy: { id: 'asc' }, take: limit });
    if (lines.length === 0) return { sealed: 0, stopped: null };
    const chained = chain(engine.keys.audit, lines, head);
    await tx.$executeRaw`
      UPDATE "audit_line" l SET "seq" = c.seq, "prev_hash" = c.prev, "hash" = c.hash
      FROM unnest(${chained.ids}::bigint[], ${chained.seqs}::bigint[], ${chained.prevs}::text[], ${chained.hashes}::text[])
        AS c(id, seq, prev, hash)
      WHERE l."id" = c.id`;
    const { seq, hash } = chained.head;
    const mac = auditHeadMac(engine.keys.audit, seq, hash);
    await tx.auditHead.upsert({
      where: { id: 1 },
      create: { id: 1, seq, hash, mac },
      update: { seq, hash, mac },
    });
    return { sealed: lines.length, stopped: null };
  });
}

type Head = { readonly seq: bigint; readonly hash: string };

function chain(key: Buffer, lines: readonly AuditLineRow[], from: Head) {
  const ids: bigint[] = [];
  const seqs: bigint[] = [];
  const prevs: string[] = [];
  const hashes: string[] = [];
  let head = from;
  for (const line of lines) {
    const seq = head.seq + 1n;
    const hash = auditHash(key, line, seq, head.hash);
    ids.push(line.id);
    seqs.push(seq);
    prevs.push(head.hash);
    hashes.push(hash);
    head = { seq, hash };
  }
  return { ids, seqs, prevs, hashes, head };
}

/** The head to go on from; null when it and the newest sealed line do not vouch for each other. */
async function readSoundHead(tx: Transaction, key: Buffer): Promise<Head | null> {
  const head = await tx.auditHead.findUnique({ where: { id: 1 } });
  const newest = await tx.auditLine.findFirst({ where: { seq: { not: null } }, orderBy: { seq: 'desc' } });
  if (head === null) return newest === null ? { seq: 0n, hash: auditGenesis(key) } : null;
  if (!equalInConstantTime(head.mac, auditHeadMac(key, head.seq, head.hash))) return null;
  return newest?.seq === head.seq && newest.hash === head.hash ? { seq: head.seq, hash: head.hash } : null;
}
