import type { MigrationKind } from '@/lib/domain/migration';
import { parseVersion } from '@/lib/domain/version';
import type { ProblemCode } from '@/lib/changelog/problem';

/**
 * What Flyway reads from a file name: `version` null for repeatables, `description` with `_` as spaces,
 * never trimmed.
 */
export type ScriptName = {
  readonly kind: MigrationKind;
  readonly version: string | null;
  readonly description: string;
};

export type ParsedScriptName =
  | { readonly ok: true; readonly name: ScriptName }
  | {
      readonly ok: false;
      readonly code: Extract<ProblemCode, `script_name_${string}` | 'callback_unsupported'>;
      /** The part of the name that is wrong. */
      readonly value: string;
      /** A name of the right form. */
      readonly example: string;
    };

/** Width of Flyway's `version` column. */
const maxVersionChars = 50;

const kinds: Readonly<Record<string, MigrationKind>> = {
  V: 'versioned',
  U: 'undo',
  R: 'repeatable',
  B: 'baseline',
};

const commands = ['Clean', 'Migrate', 'Undo', 'Validate', 'Baseline', 'Repair', 'Info'];
const statements = ['EachMigrate', 'EachMigrateStatement', 'EachUndo', 'EachUndoStatement'];

/**
 * Flyway's callback events. They are told apart from slips in a name, because leaving one out silently would
 * change what runs.
 */
const callbackEvents: ReadonlySet<string> = new Set([
  ...[...commands, ...statements].flatMap((name) => [`before${name}`, `after${name}`, `after${name}Error`]),
  ...commands.map((name) => `after${name}OperationFinish`),
  'afterMigrateApplied',
  'afterUndoApplied',
  'beforeRepeatables',
  'afterVersioned',
  'createSchema',
  'beforeCreateSchema',
  'beforeConnect',
  'afterConnect',
]);

const separator = '__';
const suffix = /\.sql$/i;

/** True for files that a Flyway location reads as scripts: `.sql` in any case. */
export const isScriptFile = (fileName: string): boolean => suffix.test(fileName);

/**
 * Reads a file name (without folders) by Flyway's rules: case-sensitive prefix V, U, R or B; version up to
 * the FIRST `__`; the rest is the description. `U` is Flyway Teams' prefix. What Flyway skips silently is
 * refused here.
 */
export function parseScriptName(fileName: string): ParsedScriptName {
  const stem = fileName.replace(suffix, '');
  const prefix = stem.slice(0, 1);
  const kind = kinds[prefix];
  if (callbackEvents.has(stem.split(separator, 1)[0] ?? ''))
    return refuse('callback_unsupported', stem, 'V1.2__add_column.sql');
  if (kind === undefined) return refuse('script_name_prefix', prefix, exampleFor(prefix.toUpperCase()));

  const rest = stem.slice(1);
  const at = rest.indexOf(separator);
  const versionPart = at < 0 ? rest : rest.slice(0, at);
  const description = at < 0 ? '' : rest.slice(at + separator.length).replaceAll('_', ' ');
  const example = exampleFor(prefix);

  if (kind === 'repeatable') {
    if (versionPart === '') return { ok: true, name: { kind, version: null, description } };
    const code = at < 0 ? 'script_name_no_separator' : 'script_name_version_unwanted';
    return refuse(code, versionPart, example);
  }
  if (versionPart === '') return refuse('script_name_version_missing', fileName, example);
  const parsed = parseVersion(versionPart);
  if (!parsed.ok) {
    if (parsed.code === 'version_reserved')
      return refuse('script_name_version_reserved', versionPart, example);
    const lacksSeparator = at < 0 && /^[0-9._]*[0-9]_/.test(versionPart);
    return refuse(
      lacksSeparator ? 'script_name_no_separator' : 'script_name_version_malformed',
      versionPart,
      example,
    );
  }
  const { text } = parsed.version;
  if (text.length > maxVersionChars) return refuse('script_name_version_too_long', versionPart, example);
  return { ok: true, name: { kind, version: text, description } };
}

function exampleFor(prefix: string): string {
  if (prefix === 'R') return 'R__reporting_view.sql';
  return `${prefix in kinds ? prefix : 'V'}1.2__add_column.sql`;
}

function refuse(
  code: Extract<ProblemCode, `script_name_${string}` | 'callback_unsupported'>,
  value: string,
  example: string,
): ParsedScriptName {
  return { ok: false, code, value, example };
}
