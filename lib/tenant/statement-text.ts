/** What little must be known of a statement's text here; splitting and analysis belong to the changelog. */

/** The statement without comments and white space before its first word. */
export function withoutLeadingComments(text: string): string {
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
    if (text.startsWith('--', at)) {
      const end = text.indexOf('\n', at);
      if (end < 0) return '';
      at = end + 1;
    } else if (text.startsWith('/*', at)) {
      at = endOfBlockComment(text, at);
    } else {
      return text.slice(at);
    }
  }
}

/** PostgreSQL's block comments nest. */
function endOfBlockComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth += 1;
      at += 1;
    } else if (text.startsWith('*/', at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

const transactionControl =
  /^(BEGIN|START\s+TRANSACTION|COMMIT|END|ABORT|PREPARE\s+TRANSACTION|ROLLBACK(?!\s+((WORK|TRANSACTION)\s+)?TO\b))(?![\w$])/i;

/** Whether it would end or begin a transaction: it would part the script from its history row. */
export function controlsTransaction(text: string): boolean {
  return transactionControl.test(withoutLeadingComments(text));
}

const identifier = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
const createIndex = new RegExp(
  String.raw`^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(IF\s+NOT\s+EXISTS\s+)?(?!ON\b)(${identifier})\s+ON\b`,
  'i',
);
const dropIndex = new RegExp(
  String.raw`^DROP\s+INDEX\s+CONCURRENTLY\s+(IF\s+EXISTS\s+)?(?:${identifier}\s*\.\s*)?(${identifier})\s*(?:CASCADE|RESTRICT)?\s*$`,
  'i',
);
const repeatable = /^(VACUUM|ANALYZE|REINDEX|SET|RESET|CHECKPOINT)(?![\w$])|^CREATE\s+OR\s+REPLACE\s/i;
const guarded = /^(CREATE|DROP|ALTER)\s[^'"$]*?\sIF\s+(NOT\s+)?EXISTS\s/i;

/**
 * What may be done about a statement of a non-transactional script when nobody knows whether it ran:
 * - `create_index`, `drop_index`: the catalog tells.
 * - `run_again`: running it twice is the same as once.
 * - `unknown`: a person must look.
 */
export type Resumption =
  | { readonly kind: 'create_index'; readonly index: string }
  | { readonly kind: 'drop_index'; readonly index: string }
  | { readonly kind: 'run_again' }
  | { readonly kind: 'unknown' };

export function resumptionOf(text: string): Resumption {
  const statement = withoutLeadingComments(text);
  const created = createIndex.exec(statement)?.[2];
  if (created !== undefined) return { kind: 'create_index', index: fold(created) };
  const dropped = dropIndex.exec(statement)?.[2];
  if (dropped !== undefined) return { kind: 'drop_index', index: fold(dropped) };
  return { kind: repeatable.test(statement) || guarded.test(statement) ? 'run_again' : 'unknown' };
}

/** The name as the catalog holds it: unquoted identifiers are folded to lower case (ASCII, as in UTF-8 databases). */
function fold(name: string): string {
  if (name.startsWith('"')) return name.slice(1, -1).replaceAll('""', '"');
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
