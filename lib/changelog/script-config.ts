import type { Facts, ProblemCode } from '@/lib/changelog/problem';

/** What a `<script>.conf` says. Null leaves `executeInTransaction` to the statements. */
export type ScriptConfig = {
  readonly executeInTransaction: boolean | null;
  readonly placeholderReplacement: boolean;
};

export type ConfigProblem = { readonly code: ProblemCode; readonly line: number; readonly facts: Facts };

export type ParsedConfig =
  | { readonly ok: true; readonly config: ScriptConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

export const defaultScriptConfig: ScriptConfig = { executeInTransaction: null, placeholderReplacement: true };

const configKeys = ['executeInTransaction', 'placeholderReplacement', 'encoding'] as const;

/** Flyway's paid editions know them; to ignore one would run a script that was meant to be left out. */
const unsupportedKeys: ReadonlySet<string> = new Set(['shouldExecute']);

/** Java's properties in the form people write: `key=value`, `key: value`, comments with `#` or `!`. */
const entry = /^([^\s=:]+)\s*(?:[=:]\s*|\s)?(.*)$/;

/**
 * Reads a script's configuration. Keys are case-sensitive and values are exactly `true` or `false`, as in
 * Flyway; a placeholder as a value is refused, since how a script runs may not differ from tenant to
 * tenant.
 */
export function parseScriptConfig(text: string): ParsedConfig {
  const problems: ConfigProblem[] = [];
  const seen = new Map<string, string>();
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const content = raw.trim();
    if (content === '' || content.startsWith('#') || content.startsWith('!')) return;
    const [, key = '', value = ''] = entry.exec(content) ?? [];
    const problem = problemWith(key, value.trim(), seen);
    if (problem !== null) problems.push({ ...problem, line: index + 1 });
    else seen.set(key, value.trim());
  });
  if (problems.length > 0) return { ok: false, problems };
  const inTransaction = seen.get('executeInTransaction');
  return {
    ok: true,
    config: {
      executeInTransaction: inTransaction === undefined ? null : inTransaction === 'true',
      placeholderReplacement: seen.get('placeholderReplacement') !== 'false',
    },
  };
}

function problemWith(
  key: string,
  value: string,
  seen: ReadonlyMap<string, string>,
): Omit<ConfigProblem, 'line'> | null {
  if (seen.has(key)) return { code: 'conf_duplicate_key', facts: { key } };
  if (unsupportedKeys.has(key)) return { code: 'conf_key_unsupported', facts: { key } };
  if (key === 'encoding') {
    return /^utf-?8$/i.test(value)
      ? null
      : { code: 'conf_encoding_unsupported', facts: { value, allowed: ['UTF-8'] } };
  }
  if (key !== 'executeInTransaction' && key !== 'placeholderReplacement') {
    return { code: 'conf_key_unknown', facts: { key, allowed: configKeys } };
  }
  if (value === 'true' || value === 'false') return null;
  return { code: 'conf_value_invalid', facts: { key, value, allowed: ['true', 'false'] } };
}
