import type { Statement } from '@/lib/domain/migration';
import type { Facts } from '@/lib/changelog/problem';

export type TransactionMode =
  | { readonly ok: true; readonly transactional: boolean }
  | {
      readonly ok: false;
      readonly code: 'statements_mixed' | 'nontransactional_forced';
      readonly line: number;
      readonly facts: Facts;
    };

const shownChars = 200;

/**
 * Whether a script runs inside one transaction: its configuration decides, else its statements, which then
 * have to agree. Flyway refuses a mixture too (`mixed=false`); a forced transaction that PostgreSQL would
 * break off is refused before.
 */
export function transactionMode(
  statements: readonly Statement[],
  executeInTransaction: boolean | null,
): TransactionMode {
  const outside = statements.find(({ transactional }) => !transactional);
  if (executeInTransaction === false) return { ok: true, transactional: false };
  if (outside === undefined) return { ok: true, transactional: true };
  const facts = { statement: outside.text.slice(0, shownChars) };
  if (executeInTransaction === true) {
    return { ok: false, code: 'nontransactional_forced', line: outside.line, facts };
  }
  const inside = statements.find(({ transactional }) => transactional);
  if (inside === undefined) return { ok: true, transactional: false };
  return {
    ok: false,
    code: 'statements_mixed',
    line: outside.line,
    facts: {
      ...facts,
      transactionalLine: inside.line,
      transactionalStatement: inside.text.slice(0, shownChars),
    },
  };
}
