export type SqlTokenKind = 'keyword' | 'string' | 'number' | 'comment' | 'placeholder' | 'plain';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
}

const keywords = new Set(
  (
    'add all alter always analyze and any as asc begin between by cascade case cast check cluster collate column comment ' +
    'commit concurrently conflict constraint copy create cross current_timestamp database deallocate declare default ' +
    'deferrable deferred delete desc disable distinct do domain drop each else enable end enum except exclude execute ' +
    'exists explain extension false fetch filter first for foreign from full function generated grant group having ' +
    'identity if ilike immediate in including index inherits initially inner insert instead intersect into is join key ' +
    'language last lateral left like limit lock loop materialized merge natural not notify nothing null nulls of offset ' +
    'on only or order outer over owner partition policy primary procedure raise range recursive references refresh ' +
    'reindex release rename replace reset restart restrict return returning returns revoke right rollback row rows ' +
    'savepoint schema select sequence session set share show some start storage table tablespace temporary then to ' +
    'transaction trigger true truncate type union unique update using vacuum valid validate values view volatile when ' +
    'where while window with without'
  ).split(' '),
);

/** Order matters: what opens first wins, as in the server's own scanner. Sticky, so each is tried at one place only. */
const rules: readonly {
  readonly kind: SqlTokenKind | 'word' | 'dollar' | 'block';
  readonly pattern: RegExp;
}[] = [
  { kind: 'comment', pattern: /--[^\n]*/y },
  { kind: 'block', pattern: /\/\*/y },
  { kind: 'placeholder', pattern: /\$\{[^}\n]*\}/y },
  { kind: 'dollar', pattern: /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y },
  { kind: 'string', pattern: /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y },
  { kind: 'string', pattern: /'(?:[^']|'')*(?:'|$)/y },
  { kind: 'plain', pattern: /"(?:[^"]|"")*(?:"|$)/y },
  { kind: 'word', pattern: /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y },
  { kind: 'number', pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y },
  { kind: 'plain', pattern: /\s+|[^\w\s'"$/-]+|[\s\S]/y },
];

/** PostgreSQL nests block comments. Returns the place after the end, or of the end of the text. */
const blockCommentEnd = (sql: string, start: number): number => {
  let depth = 0;
  for (let at = start; at < sql.length; at += 1) {
    if (sql.startsWith('/*', at)) {
      depth += 1;
      at += 1;
    } else if (sql.startsWith('*/', at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return sql.length;
};

/**
 * For colouring only, never for running: text in, the same text out in pieces.
 * Bodies in dollar quotes are read as SQL, because that is what they hold.
 */
export const sqlTokens = (sql: string): readonly SqlToken[] => {
  const tokens: SqlToken[] = [];
  const push = (kind: SqlTokenKind, text: string) => {
    const last = tokens.at(-1);
    if (last?.kind === kind) tokens[tokens.length - 1] = { kind, text: last.text + text };
    else tokens.push({ kind, text });
  };
  let at = 0;
  while (at < sql.length) {
    for (const rule of rules) {
      rule.pattern.lastIndex = at;
      const text = rule.pattern.exec(sql)?.[0];
      if (text === undefined || text === '') continue;
      if (rule.kind === 'block') {
        const end = blockCommentEnd(sql, at);
        push('comment', sql.slice(at, end));
        at = end;
      } else {
        if (rule.kind === 'word') push(keywords.has(text.toLowerCase()) ? 'keyword' : 'plain', text);
        else push(rule.kind === 'dollar' ? 'string' : rule.kind, text);
        at += text.length;
      }
      break;
    }
  }
  return tokens;
};

/** The tokens cut at line ends; every line is a list, empty for an empty line. */
export const sqlLines = (sql: string): readonly (readonly SqlToken[])[] => {
  const lines: SqlToken[][] = [[]];
  for (const token of sqlTokens(sql.replaceAll('\r\n', '\n'))) {
    for (const [index, text] of token.text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ kind: token.kind, text });
    }
  }
  return lines;
};
