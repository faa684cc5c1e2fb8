import { REFUSAL_CODES, type Facts } from '@/lib/domain/refusal';
import type { AuditLineView } from '@/lib/wire/audit-view';
import { refusalSentence } from '@/lib/wire/sentences';

/** Why a line was refused, in the words that the person read; null for what was done and for codes of older releases. */
export function refusalText({ outcome, code, facts }: Pick<AuditLineView, 'outcome' | 'code' | 'facts'>): string | null {
  const known = REFUSAL_CODES.find((candidate) => candidate === code);
  if (outcome === 'done' || known === undefined) return null;
  return refusalSentence({ code: known, facts: facts as Facts }).sentence;
}
