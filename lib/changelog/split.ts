import type { Statement } from '@/lib/domain/migration';
import { lineCounter } from '@/lib/changelog/line-counter';
import type { Facts, ProblemCode } from '@/lib/changelog/problem';
import {
  createsRoutine,
  isTransactional,
  readsStdin,
  transactionControl,
  wordsKept,
  type Word,
} from '@/lib/changelog/statement-rules';

/** `line` is 1-based in the text that was split. */
export type SplitProblem = { readonly code: ProblemCode; readonly line: number; readonly facts: Facts };

export type Split =
  | { readonly ok: true; readonly statements: readonly Statement[] }
  | { readonly ok: false; readonly problems: readonly SplitProblem[] };

// The lexical rules are those of PostgreSQL's scanner with standard_conforming_strings on. Every byte
// beyond ASCII is a letter to it, the non-breaking space too.
const identifier = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /[0-9][\w.]*/y;
const parameter = /\$[0-9]+/y;
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const blockCommentEdge = /\/\*|\*\//g;
const lineEnd = /[\r\n]/g;
const stringContinues = /(?:[ \t\f\v]|--[^\r\n]*(?=[\r\n]))*[\r\n](?:[ \t\f\v\r\n]|--[^\r\n]*(?=[\r\n]))*'/y;
const space = /[ \t\r\n\f\v]*/y;
const copyLine = /([^\r\n]*)(\r\n|\n|\r|$)/y;
const metaCommand = /\\[^\s\\;]*/y;
const trailingSpace = ' \t\r\n\f\v';

/**
 * Cuts a script into its statements as psql would: at `;` outside strings, comments, parentheses and BEGIN
 * ATOMIC bodies. Comments before a statement stay with it, empty statements fall away. Instead of guessing
 * it refuses what is not closed, psql's own commands, and transaction control. Linear in the length of the
 * text.
 */
export function splitScript(text: string): Split {
  return new Splitter(text).run();
}

class Splitter {
  private readonly text: string;
  private readonly lineAt: (at: number) => number;
  private readonly statements: Statement[] = [];
  private readonly problems: SplitProblem[] = [];
  private at = 0;

  // The statement being read. `firstLine` is 0 until its first token.
  private start = 0;
  private firstLine = 0;
  private words: Word[] = [];
  private innerWords = 0;
  private lastWord = '';
  private qualified = false;
  private parens = 0;
  private parenLine = 0;
  private blocks = 0;
  private blockLine = 0;
  private routine = false;
  private beginLine = 0;

  constructor(text: string) {
    this.text = text;
    this.lineAt = lineCounter(text);
  }

  run(): Split {
    while (this.at < this.text.length) this.readOne();
    this.finishStatement(this.text.length);
    if (this.problems.length > 0)
      return { ok: false, problems: this.problems.toSorted((a, b) => a.line - b.line) };
    return { ok: true, statements: this.statements };
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0] ?? null;
  }

  private refuse(code: ProblemCode, line: number, facts: Facts = {}): void {
    this.problems.push({ code, line, facts });
  }

  /** Says what was never closed and ends the reading: whatever follows is inside it. */
  private unterminated(code: ProblemCode, facts: Facts = {}): void {
    this.refuse(code, this.lineAt(this.at), facts);
    this.abandon(this.text.length);
  }

  private abandon(at: number): void {
    this.at = at;
    this.reset();
  }

  private reset(): void {
    this.start = this.at;
    this.firstLine = 0;
    this.words = [];
    this.innerWords = 0;
    this.lastWord = '';
    this.qualified = false;
    this.parens = 0;
    this.blocks = 0;
    this.routine = false;
    this.beginLine = 0;
  }

  private readOne(): void {
    const { text, at } = this;
    const char = text[at];
    const two = text.slice(at, at + 2);
    if (char === ' ' || char === '\n' || char === '\t' || char === '\r' || char === '\f' || char === '\v')
      this.at += 1;
    else if (two === '--') this.at = this.endOfLine();
    else if (two === '/*') this.readBlockComment();
    else if (char === ';' && this.parens === 0 && this.blocks === 0) this.endStatement();
    else this.readToken(char ?? '');
  }

  private endOfLine(): number {
    lineEnd.lastIndex = this.at;
    return lineEnd.exec(this.text)?.index ?? this.text.length;
  }

  private readBlockComment(): void {
    let depth = 0;
    blockCommentEdge.lastIndex = this.at;
    for (
      let edge = blockCommentEdge.exec(this.text);
      edge !== null;
      edge = blockCommentEdge.exec(this.text)
    ) {
      depth += edge[0] === '/*' ? 1 : -1;
      if (depth === 0) {
        this.at = blockCommentEdge.lastIndex;
        return;
      }
    }
    this.unterminated('unterminated_comment');
  }

  private readToken(char: string): void {
    if (this.firstLine === 0) this.firstLine = this.lineAt(this.at);
    if (char === "'") return this.readString(false);
    if (char === '"') return this.readQuotedIdentifier();
    if (char === '$') return this.readDollar();
    if (char === '\\') return this.readMetaCommand();
    const word = this.match(identifier);
    if (word !== null) return this.readWord(word);
    const digits = this.match(number);
    if (digits !== null) {
      this.keepWord(digits);
      this.at += digits.length;
      return;
    }
    if (char === '(') this.openParen();
    else if (char === ')') this.closeParen();
    this.qualified = char === '.';
    this.at += 1;
  }

  private openParen(): void {
    if (this.parens === 0) this.parenLine = this.lineAt(this.at);
    this.parens += 1;
  }

  private closeParen(): void {
    if (this.parens > 0) this.parens -= 1;
    else this.refuse('unbalanced_parenthesis', this.lineAt(this.at), { parenthesis: ')' });
  }

  private keepWord(text: string): void {
    this.pushWord(text.toUpperCase());
    this.lastWord = text;
    this.qualified = false;
  }

  /**
   * Counted apart inside and outside of parentheses: a long column list must not hide the FROM STDIN behind
   * it.
   */
  private pushWord(text: string): void {
    const inside = this.parens > 0;
    const kept = inside ? this.innerWords : this.words.length - this.innerWords;
    if (kept >= wordsKept) return;
    if (inside) this.innerWords += 1;
    this.words.push({ text, depth: this.parens });
  }

  private readWord(word: string): void {
    if ((word === 'e' || word === 'E') && this.text[this.at + 1] === "'") {
      this.at += 1;
      return this.readString(true);
    }
    if (this.routine) this.countBlocks(word);
    this.keepWord(word);
    if (this.words.length <= 4) this.routine = createsRoutine(this.words);
    this.at += word.length;
  }

  /** CASE and END count only inside BEGIN ATOMIC, and not as the name of a column (`t.end`, `AS end`). */
  private countBlocks(word: string): void {
    if (word.length > 6 || this.qualified) return;
    const upper = word.toUpperCase();
    const before = this.lastWord.toUpperCase();
    if (upper === 'BEGIN' && this.blocks === 0) this.beginLine = this.lineAt(this.at);
    else if (upper === 'ATOMIC' && before === 'BEGIN' && this.blocks === 0) {
      this.blocks = 1;
      this.blockLine = this.beginLine;
    } else if (this.blocks > 0 && before !== 'AS') {
      if (upper === 'CASE') this.blocks += 1;
      else if (upper === 'END') this.blocks -= 1;
    }
  }

  private readString(escapes: boolean): void {
    const open = this.at;
    let from = open + 1;
    for (;;) {
      const end = escapes ? this.endOfEscapeString(from) : this.text.indexOf("'", from);
      if (end < 0) return this.unterminated('unterminated_string');
      this.at = end + 1;
      // A string goes on after a line break, with the rules of its first part.
      const more = escapes ? this.match(stringContinues) : null;
      if (more === null) break;
      from = this.at + more.length;
      this.at = open;
    }
    this.keepLiteral();
  }

  private endOfEscapeString(from: number): number {
    for (let at = from; at < this.text.length; at += 1) {
      const char = this.text[at];
      if (char === '\\') at += 1;
      else if (char === "'") {
        if (this.text[at + 1] !== "'") return at;
        at += 1;
      }
    }
    return -1;
  }

  /** A literal is no word, but it parts the words around it. */
  private keepLiteral(): void {
    this.lastWord = '';
    this.qualified = false;
    this.pushWord("'");
  }

  private readQuotedIdentifier(): void {
    const end = this.text.indexOf('"', this.at + 1);
    if (end < 0) return this.unterminated('unterminated_identifier');
    this.keepWord('"');
    this.at = end + 1;
  }

  private readDollar(): void {
    const numbered = this.match(parameter);
    const tag = numbered === null ? this.match(dollarQuote) : null;
    if (tag === null) {
      this.at += numbered?.length ?? 1;
      return;
    }
    const end = this.text.indexOf(tag, this.at + tag.length);
    if (end < 0) return this.unterminated('unterminated_dollar_quote', { tag });
    this.at = end + tag.length;
    this.keepLiteral();
  }

  /** Outside quotes a backslash is nothing but a command of psql. The rest of its line is its arguments. */
  private readMetaCommand(): void {
    this.refuse('psql_command', this.lineAt(this.at), { command: this.match(metaCommand) ?? '\\' });
    this.abandon(this.endOfLine());
  }

  private endStatement(): void {
    const copies = readsStdin(this.words);
    if (!copies) {
      this.finishStatement(this.at);
      this.at += 1;
      this.reset();
      return;
    }
    const semicolon = this.at;
    const copyLineNumber = this.firstLine;
    const data = this.readCopyData();
    if (data === null) {
      this.refuse('unterminated_copy', copyLineNumber);
      return this.abandon(this.text.length);
    }
    this.finishStatement(semicolon, data);
    this.reset();
  }

  /** Moves behind the closing `\.` of a COPY's rows and gives them, null when it is missing. */
  private readCopyData(): string | null {
    const rest = this.text.slice(this.at + 1, this.endOfLine());
    if (!/^[ \t\f\v]*(?:--.*)?$/.test(rest)) this.refuse('copy_not_last_on_line', this.lineAt(this.at));
    this.at = this.endOfLine();
    this.at += this.text.startsWith('\r\n', this.at) ? 2 : 1;
    const start = this.at;
    while (this.at < this.text.length) {
      copyLine.lastIndex = this.at;
      const found = copyLine.exec(this.text);
      const lineStart = this.at;
      this.at += found?.[0].length ?? 0;
      if (found?.[1]?.trim() === '\\.') return this.text.slice(start, lineStart);
    }
    return null;
  }

  private finishStatement(end: number, copyData?: string): void {
    if (this.firstLine === 0) return;
    if (this.blocks > 0) this.refuse('unterminated_atomic_body', this.blockLine);
    else if (this.parens > 0) this.refuse('unbalanced_parenthesis', this.parenLine, { parenthesis: '(' });
    // Without rows the server would wait for them for ever.
    if (copyData === undefined && readsStdin(this.words)) this.refuse('unterminated_copy', this.firstLine);
    const control = transactionControl(this.words);
    if (control !== null) this.refuse('transaction_control', this.firstLine, { command: control });
    this.statements.push({
      line: this.firstLine,
      text: this.trimmed(end),
      transactional: isTransactional(this.words),
      ...(copyData === undefined ? {} : { copyData }),
    });
  }

  private trimmed(end: number): string {
    space.lastIndex = this.start;
    const from = this.start + (space.exec(this.text)?.[0].length ?? 0);
    let to = end;
    while (to > from && trailingSpace.includes(this.text[to - 1] ?? '')) to -= 1;
    return this.text.slice(from, to);
  }
}
