/** A word of a statement outside strings and comments, upper-cased; `"` for any quoted identifier. */
export type Word = { readonly text: string; readonly depth: number };

/** How many words of a statement are kept for the rules below, outside parentheses and as many inside. */
export const wordsKept = 40;

const transactionWords: ReadonlySet<string> = new Set([
  'BEGIN',
  'COMMIT',
  'END',
  'ROLLBACK',
  'ABORT',
  'SAVEPOINT',
  'RELEASE',
]);

/**
 * The command if a statement opens, ends or divides a transaction, else null. Such a statement would part a
 * script from its history row (or, for savepoints, has no use without the ROLLBACK TO that is refused as
 * well).
 */
export function transactionControl(words: readonly Word[]): string | null {
  const [first = '', second = ''] = words.map(({ text }) => text);
  if (transactionWords.has(first)) return first;
  if (first === 'START' && second === 'TRANSACTION') return 'START TRANSACTION';
  if (first === 'PREPARE' && second === 'TRANSACTION') return 'PREPARE TRANSACTION';
  return null;
}

/** `name`, `name true`, `name on` switch an option on; `name false`, `off`, `0` switch it off. */
function optionIsOn(words: readonly Word[], name: string): boolean {
  const inside = words.filter(({ depth }) => depth === 1);
  const at = inside.findIndex(({ text }) => text === name);
  if (at < 0) return false;
  return !['FALSE', 'OFF', '0'].includes(inside[at + 1]?.text ?? '');
}

/**
 * Whether PostgreSQL 15 to 18 runs a statement inside a transaction block, judged by its words
 * (`PreventInTransactionBlock` in the server's source). What only the server can know stays true here and
 * fails there: REINDEX or CLUSTER of a partitioned table, procedures that COMMIT, DROP SUBSCRIPTION without
 * a slot errs the other way.
 */
export function isTransactional(words: readonly Word[]): boolean {
  const top = words.filter(({ depth }) => depth === 0).map(({ text }) => text);
  const [first, second, third] = top;
  const has = (...wanted: string[]) =>
    top.some((_, at) => wanted.every((word, offset) => top[at + offset] === word));

  switch (first) {
    case 'CREATE':
    case 'DROP':
      if (second === 'DATABASE' || second === 'TABLESPACE' || second === 'SUBSCRIPTION') return false;
      if (second === 'INDEX') return third !== 'CONCURRENTLY';
      return !(second === 'UNIQUE' && third === 'INDEX' && top[3] === 'CONCURRENTLY');
    case 'ALTER':
      if (second === 'SYSTEM') return false;
      if (second === 'DATABASE') return !has('SET', 'TABLESPACE');
      if (second === 'TABLE') return !detachesConcurrently(top);
      return second !== 'SUBSCRIPTION' || !alterSubscriptionNeedsNoBlock(words, has);
    case 'REINDEX':
      if (top.includes('CONCURRENTLY') || optionIsOn(words, 'CONCURRENTLY')) return false;
      return !top.slice(1, 3).some((word) => word === 'SCHEMA' || word === 'DATABASE' || word === 'SYSTEM');
    case 'CLUSTER':
      return !(second === undefined || (second === 'VERBOSE' && third === undefined));
    case 'DISCARD':
      return second !== 'ALL';
    case 'VACUUM':
      return false;
    default:
      return true;
  }
}

function detachesConcurrently(top: readonly string[]): boolean {
  const at = top.findIndex((word, index) => word === 'DETACH' && top[index + 1] === 'PARTITION');
  return at >= 0 && top.indexOf('CONCURRENTLY', at + 3) >= 0;
}

/**
 * Changing the publications refreshes unless told not to; a refresh, a changed slot option cannot be rolled
 * back.
 */
function alterSubscriptionNeedsNoBlock(
  words: readonly Word[],
  has: (...wanted: string[]) => boolean,
): boolean {
  if (has('REFRESH', 'PUBLICATION') || has('REFRESH', 'SEQUENCES')) return true;
  if (has('SET', 'PUBLICATION') || has('ADD', 'PUBLICATION') || has('DROP', 'PUBLICATION')) {
    const names = words.filter(({ depth }) => depth === 1).map(({ text }) => text);
    return !names.includes('REFRESH') || optionIsOn(words, 'REFRESH');
  }
  return words.some(({ text, depth }) => depth === 1 && (text === 'FAILOVER' || text === 'TWO_PHASE'));
}

/** `COPY … FROM STDIN`: its rows follow the statement. */
export function readsStdin(words: readonly Word[]): boolean {
  if (words[0]?.text !== 'COPY') return false;
  const top = words.filter(({ depth }) => depth === 0);
  return top.some(({ text }, at) => text === 'FROM' && top[at + 1]?.text === 'STDIN');
}

/** A routine may have a body of statements between BEGIN ATOMIC and END. */
export function createsRoutine(words: readonly Word[]): boolean {
  const [first, second, third, fourth] = words.map(({ text }) => text);
  if (first !== 'CREATE') return false;
  const kind = second === 'OR' && third === 'REPLACE' ? fourth : second;
  return kind === 'FUNCTION' || kind === 'PROCEDURE';
}
