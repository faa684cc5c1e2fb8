/**
 * A Flyway version. `text` is what the history table holds (`_` read as `.`, otherwise as written: `001`,
 * `16.00.1`); `parts` are its numbers without trailing zeros, so that `1`, `01` and `1.0` are the same
 * version.
 */
export type Version = {
  readonly text: string;
  readonly parts: readonly bigint[];
  /** The same for equal versions. */
  readonly key: string;
};

export type ParsedVersion =
  | { readonly ok: true; readonly version: Version }
  | { readonly ok: false; readonly code: 'version_malformed' | 'version_reserved'; readonly value: string };

/**
 * Words and a number that Flyway reads as "the latest", "the current", "the next": no script may carry
 * them.
 */
const reserved = /^(?:current|next|latest|9223372036854775807)$/i;

/**
 * Flyway splits before an ASCII digit only, so a sign or a foreign digit can start the first part alone.
 */
const wellFormed = /^[+-]?\p{Nd}+(?:\.[0-9]\p{Nd}*)*$/u;
const decimalDigit = /\p{Nd}/u;

/** Unicode keeps each script's digits in ascending runs of ten. */
function digitValue(char: string): string {
  if (char >= '0' && char <= '9') return char;
  const code = char.charCodeAt(0);
  let below = 0;
  while (decimalDigit.test(String.fromCharCode(code - below - 1))) below += 1;
  return String(below % 10);
}

/** Only the basic plane: Java's BigInteger reads digits one UTF-16 unit at a time. */
const isReadableByJava = (text: string) => !/[\ud800-\udfff]/.test(text);

function parsePart(part: string): bigint {
  const negative = part.startsWith('-');
  const digits = part.replace(/^[+-]/, '').replace(/\P{ASCII}/gu, digitValue);
  return negative ? -BigInt(digits) : BigInt(digits);
}

/** Flyway's text of a version: underscores are dots. */
export const versionText = (text: string): string => text.replaceAll('_', '.');

// A fleet has few versions and many tenants: planning a hundred thousand of them reads the same texts again
// and again. The result depends on the text alone, so remembering it keeps this module pure.
const remembered = new Map<string, ParsedVersion>();
const rememberedLimit = 10_000;

/** Reads a version by Flyway's grammar (`1`, `1.2`, `2024_01_31`), of any length. */
export function parseVersion(value: string): ParsedVersion {
  const known = remembered.get(value);
  if (known !== undefined) return known;
  const parsed = parseAfresh(value);
  if (remembered.size >= rememberedLimit) remembered.clear();
  remembered.set(value, parsed);
  return parsed;
}

function parseAfresh(value: string): ParsedVersion {
  if (reserved.test(value)) return { ok: false, code: 'version_reserved', value };
  const text = versionText(value);
  if (!wellFormed.test(text) || !isReadableByJava(text))
    return { ok: false, code: 'version_malformed', value };
  const parts = text.split('.').map(parsePart);
  while (parts.length > 1 && parts.at(-1) === 0n) parts.pop();
  return { ok: true, version: { text, parts, key: parts.join('.') } };
}

/** Negative, zero or positive, part by part as numbers; missing parts are zero. A total order. */
export function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.parts.length, b.parts.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.parts[index] ?? 0n;
    const right = b.parts[index] ?? 0n;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/**
 * The same text for equal versions: a key for maps. Text that is no version is its own key
 * (histories written by other tools may hold anything).
 */
export function versionKey(text: string): string {
  const parsed = parseVersion(text);
  return parsed.ok ? parsed.version.key : `?${text}`;
}

/** Orders any two texts: versions by `compareVersions`, what is no version after them and by its text. */
export function compareVersionTexts(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left.ok && right.ok) return compareVersions(left.version, right.version);
  if (left.ok !== right.ok) return left.ok ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
