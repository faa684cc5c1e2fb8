import { ok, type Result } from '@/lib/domain/refusal';
import type { AuditHeadRow, AuditLineRow } from '@/lib/db/rows';
import { equalInConstantTime } from '@/lib/platform/secrets';
import type { Actor, Engine } from './context';
import { auditGenesis, auditHash, auditHeadMac, sealAudit } from './seal-audit';
import { transact } from './transact';

/** A head that somebody wrote down outside this database: proof against a tail that was cut together with the head. */
export type ExportedHead = { readonly seq: string; readonly hash: string };

export type AuditProblem = {
  /**
   * `edited`: the line's content is not what was sealed. `rechained`: from this line on the hashes were made with
   * another key. `missing`: a line was taken out. `cut_tail`: the newest lines are gone. `head_forged`: the head was not
   * written by this installation, or is gone. `head_mismatch`: the head that was kept outside names another line.
   */
  readonly kind: 'edited' | 'rechained' | 'missing' | 'cut_tail' | 'head_forged' | 'head_mismatch';
  /** The first line that is wrong, or, where lines are gone, the first that should be there. */
  readonly seq: string;
  /** The newest line that should be there, where it is known. */
  readonly expectedSeq: string | null;
};

export type AuditReport = {
  readonly ok: boolean;
  /** Sealed lines that were read. */
  readonly lines: number;
  readonly unsealed: number;
  readonly head: (ExportedHead & { readonly mac: string }) | null;
  /** The first one; nothing after it can be vouched for. */
  readonly problem: AuditProblem | null;
};

const pageSize = 2000;

/** Reads the whole chain anew. What has not been sealed yet is sealed first, so that the report covers it. */
export async function verifyAudit(
  engine: Engine,
  actor: Actor,
  input: { readonly exportedHead?: ExportedHead } = {},
): Promise<Result<AuditReport>> {
  await sealAudit(engine);
  const report = await readChain(engine, input.exportedHead);
  return transact(engine, actor, 'verify-audit', async (work) => {
    const { problem } = report;
    await work.audit(
      { kind: 'audit', id: report.head?.seq ?? '0', label: 'audit log' },
      {
        data: {
          ok: report.ok,
          lines: report.lines,
          ...(problem && { problem: problem.kind, seq: problem.seq }),
        },
      },
    );
    return ok(report);
  });
}

async function readChain(engine: Engine, exported: ExportedHead | undefined): Promise<AuditReport> {
  const key = engine.keys.audit;
  const { head, unsealed } = await engine.db.$transaction(async (tx) => ({
    head: await tx.auditHead.findUnique({ where: { id: 1 } }),
    unsealed: await tx.auditLine.count({ where: { seq: null } }),
  }));
  const checker = createChecker(key, exported);
  // Read up to the head as it was: lines sealed meanwhile belong to the next verification.
  const end = head?.seq ?? 0n;
  for (let after = 0n; ;) {
    const page = await engine.db.auditLine.findMany({
      where: { seq: { gt: after, ...(head && { lte: end }) } },
      orderBy: { seq: 'asc' },
      take: pageSize,
    });
    for (const line of page) checker.take(line);
    after = page.at(-1)?.seq ?? after;
    if (page.length < pageSize) break;
  }
  const problem = checker.finish(head);
  return {
    ok: problem === null,
    lines: checker.lines(),
    unsealed,
    head: head && { seq: String(head.seq), hash: head.hash, mac: head.mac },
    problem,
  };
}

function createChecker(key: Buffer, exported: ExportedHead | undefined) {
  let seen = 0;
  let last = { seq: 0n, hash: auditGenesis(key) };
  let problem: AuditProblem | null = null;
  /** A line whose hash is not ours: what comes next tells whether its content or the chain was changed. */
  let suspect: { readonly seq: bigint; readonly hash: string } | null = null;
  let exportedHash: string | undefined;
  const report = (kind: AuditProblem['kind'], seq: bigint, expectedSeq: bigint | null = null) => {
    problem ??= { kind, seq: String(seq), expectedSeq: expectedSeq === null ? null : String(expectedSeq) };
  };

  function take(line: AuditLineRow): void {
    seen += 1;
    const seq = line.seq ?? 0n;
    const hash = line.hash ?? '';
    if (String(seq) === exported?.seq) exportedHash = hash;
    if (problem !== null) return;
    const genuine = equalInConstantTime(auditHash(key, line, seq, line.prevHash ?? ''), hash);
    if (suspect !== null) {
      // A line sealed with our key names the suspect's hash as its predecessor: the hash is ours, the content is not.
      report(genuine && line.prevHash === suspect.hash ? 'edited' : 'rechained', suspect.seq);
      return;
    }
    if (seq !== last.seq + 1n) return report('missing', last.seq + 1n, seq - 1n);
    if (!genuine) suspect = { seq, hash };
    else if (line.prevHash !== last.hash) return report('rechained', seq);
    last = { seq, hash };
  }

  function finish(head: AuditHeadRow | null): AuditProblem | null {
    const headIsOurs = head !== null && equalInConstantTime(head.mac, auditHeadMac(key, head.seq, head.hash));
    if (suspect !== null)
      report(headIsOurs && head.hash === suspect.hash ? 'edited' : 'rechained', suspect.seq);
    if (head === null ? last.seq > 0n : !headIsOurs) report('head_forged', last.seq, null);
    if (head !== null && last.seq < head.seq) report('cut_tail', last.seq + 1n, head.seq);
    if (head !== null && last.hash !== head.hash && last.seq === head.seq) report('rechained', last.seq);
    if (exported !== undefined && exported.seq !== '0') {
      const wanted = /^\d{1,18}$/.test(exported.seq) ? BigInt(exported.seq) : null;
      if (wanted === null) report('head_mismatch', last.seq);
      else if (wanted > last.seq) report('cut_tail', last.seq + 1n, wanted);
      else if (exportedHash !== exported.hash) report('head_mismatch', wanted);
    }
    return problem;
  }

  return { take, finish, lines: () => seen };
}
