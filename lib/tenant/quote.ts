/** Where SQL text is built, every name and every value goes through one of these three. */

/** PostgreSQL cuts longer names silently (NAMEDATALEN − 1), so two of ours could become one. */
export const maxIdentifierBytes = 63;

export type IdentifierProblem = 'empty' | 'contains_nul' | 'too_long';

/** Why the name cannot be an identifier, or undefined. Ask before quoting what a person typed. */
export function identifierProblem(name: string): IdentifierProblem | undefined {
  if (name === '') return 'empty';
  if (name.includes('\0')) return 'contains_nul';
  return Buffer.byteLength(name, 'utf8') > maxIdentifierBytes ? 'too_long' : undefined;
}

/** `"name"` with quotes doubled. Throws RangeError on a name with an `identifierProblem`: its caller has not asked. */
export function quoteIdentifier(name: string): string {
  const problem = identifierProblem(name);
  if (problem !== undefined) throw new RangeError(`identifier refused: ${problem}`);
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteQualified(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/**
 * A string literal, or NULL. With a backslash in it the E'' form is used, which means the same whether
 * standard_conforming_strings is on or off. Throws RangeError on NUL, which no PostgreSQL text can hold.
 */
export function quoteLiteral(value: string | null): string {
  if (value === null) return 'NULL';
  if (value.includes('\0')) throw new RangeError('literal refused: contains_nul');
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return quoted.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** `ARRAY['a','b']::text[]`, also when empty. */
export function quoteTextArray(values: readonly string[]): string {
  return `ARRAY[${values.map(quoteLiteral).join(',')}]::text[]`;
}
