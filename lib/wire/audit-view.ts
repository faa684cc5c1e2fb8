import { z } from 'zod';

export const AUDIT_OUTCOMES = ['done', 'refused'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

const day = z.iso.date();
const short = z.string().trim().max(200);

/** The search parameters of the audit page and its view. A value that does not fit is as good as none. */
export const auditQuery = z.object({
  actor: short.default('').catch(''),
  verb: short.default('').catch(''),
  outcome: z.enum(AUDIT_OUTCOMES).nullable().default(null).catch(null),
  /** In subject, label, reason, code or actor. */
  text: short.default('').catch(''),
  /** First and last day, in UTC. */
  from: day.nullable().default(null).catch(null),
  to: day.nullable().default(null).catch(null),
  /** Only lines older than this one: the id of the last line of the page before. */
  before: z.string().regex(/^\d{1,18}$/).nullable().default(null).catch(null),
});
export type AuditQuery = z.infer<typeof auditQuery>;

export type AuditLineView = {
  readonly id: string;
  /** Place in the chain; null until the sealer has been there. */
  readonly seq: string | null;
  readonly at: string;
  readonly actor: string;
  readonly verb: string;
  /** `rollout:<id>`; empty for refusals, which are about what was tried. */
  readonly subject: string;
  readonly label: string;
  readonly outcome: AuditOutcome;
  readonly code: string | null;
  readonly reason: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly hash: string | null;
};

export type AuditView = {
  readonly lines: readonly AuditLineView[];
  /** What `before` must be for the next older page; null at the end. */
  readonly older: string | null;
  readonly actors: readonly string[];
  readonly verbs: readonly string[];
};

export const exportedHead = z.object({ seq: z.string().regex(/^\d{1,18}$/), hash: z.string().regex(/^[0-9a-f]{64}$/) });
export type ExportedHeadText = z.infer<typeof exportedHead>;
export const verifyAuditInput = z.object({ exportedHead: exportedHead.nullable().default(null) });

/**
 * The head in what a person pasted: the last line of an export, the whole export, or `seq hash`. Null when there is
 * none in it.
 */
export function readPastedHead(text: string): ExportedHeadText | null {
  const last = text.trim().split('\n').at(-1)?.trim() ?? '';
  const pair = /^(\d{1,18})[\s:]+([0-9a-f]{64})$/i.exec(last);
  if (pair) return { seq: pair[1] ?? '', hash: (pair[2] ?? '').toLowerCase() };
  try {
    return z.object({ head: exportedHead }).parse(JSON.parse(last)).head;
  } catch {
    return null;
  }
}
