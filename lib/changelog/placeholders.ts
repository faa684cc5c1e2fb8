import { lineCounter } from '@/lib/changelog/line-counter';

/** Names that Flyway fills in itself. The caller gives their values as it gives the others. */
export const builtinPlaceholders = [
  'flyway:defaultSchema',
  'flyway:user',
  'flyway:database',
  'flyway:timestamp',
  'flyway:filename',
  'flyway:table',
  'flyway:environment',
  'flyway:workingDirectory',
] as const;

export type BuiltinPlaceholder = (typeof builtinPlaceholders)[number];

const builtinNames: ReadonlySet<string> = new Set(builtinPlaceholders.map((name) => name.toLowerCase()));

/** Names compare without case. */
export const isBuiltinPlaceholder = (name: string): boolean => builtinNames.has(name.toLowerCase());

/** True for names that Flyway keeps for itself, known to it or not. */
export const isReservedPlaceholder = (name: string): boolean => /^flyway:/i.test(name);

export type Replaced =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly code: 'placeholder_missing' | 'placeholder_unterminated';
      readonly name: string;
      readonly line: number;
    };

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: string; readonly at: number }
  | { readonly kind: 'unterminated'; readonly at: number };

/**
 * Cuts a script at its placeholders, by Flyway's reader: the character after a `$` that is no `{` is passed
 * on unread, so `$${x}` stays as it is and `$$${x}` is a quote followed by a placeholder.
 */
function* pieces(text: string): Generator<Piece> {
  let start = 0;
  let at = text.indexOf('$');
  while (at >= 0) {
    if (text[at + 1] !== '{') {
      at = text.indexOf('$', at + 2);
      continue;
    }
    const end = text.indexOf('}', at + 2);
    yield { kind: 'text', text: text.slice(start, at) };
    if (end < 0) {
      yield { kind: 'unterminated', at };
      return;
    }
    yield { kind: 'placeholder', name: text.slice(at + 2, end), at };
    start = end + 1;
    at = text.indexOf('$', start);
  }
  yield { kind: 'text', text: text.slice(start) };
}

/**
 * Replaces `${name}` everywhere, comments and strings too. Names compare without case, values are not read
 * again.
 */
export function replacePlaceholders(text: string, values: Readonly<Record<string, string>>): Replaced {
  const byName = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  const lineAt = lineCounter(text);
  const out: string[] = [];
  for (const piece of pieces(text)) {
    if (piece.kind === 'text') {
      out.push(piece.text);
      continue;
    }
    if (piece.kind === 'unterminated') {
      return { ok: false, code: 'placeholder_unterminated', name: '', line: lineAt(piece.at) };
    }
    const value = byName.get(piece.name.toLowerCase());
    if (value === undefined) {
      return { ok: false, code: 'placeholder_missing', name: piece.name, line: lineAt(piece.at) };
    }
    out.push(value);
  }
  return { ok: true, text: out.join('') };
}

export type PlaceholderUse = { readonly name: string; readonly line: number };

/**
 * The placeholders of a script, each once, by first use; `unterminatedLine` where a `${` is never closed.
 * `neutral` is the script with an identifier (`_`) in their place, so that it can be split before any
 * tenant's values are known.
 */
export function findPlaceholders(text: string): {
  readonly uses: readonly PlaceholderUse[];
  readonly unterminatedLine?: number;
  readonly neutral: string;
} {
  const lineAt = lineCounter(text);
  const uses = new Map<string, PlaceholderUse>();
  const out: string[] = [];
  for (const piece of pieces(text)) {
    if (piece.kind === 'text') out.push(piece.text);
    else if (piece.kind === 'unterminated') {
      return { uses: [...uses.values()], unterminatedLine: lineAt(piece.at), neutral: out.join('') };
    } else {
      const key = piece.name.toLowerCase();
      if (!uses.has(key)) uses.set(key, { name: piece.name, line: lineAt(piece.at) });
      out.push('_');
    }
  }
  return { uses: [...uses.values()], neutral: out.join('') };
}
