import { z } from 'zod';

/** What is wrong with one field of an imported table. Line 1 is the header. */
export const IMPORT_PROBLEMS = [
  'header_unknown',
  'header_missing',
  'header_repeated',
  'column_count',
  'key_repeated',
  'key_taken',
  'placement_repeated',
  'placement_taken',
  'server_unknown',
  'changelog_unknown',
  'value_refused',
] as const;
export type ImportProblemCode = (typeof IMPORT_PROBLEMS)[number];

export const importProblem = z.object({
  line: z.number().int(),
  field: z.string(),
  value: z.string(),
  code: z.enum(IMPORT_PROBLEMS),
  /** What to do about it, as a sentence. */
  remedy: z.string(),
});
export type ImportProblem = z.infer<typeof importProblem>;

export type ImportReport = {
  readonly rows: number;
  /** In the order of the file, all of them. */
  readonly problems: readonly ImportProblem[];
  /** False for a dry run. Nothing is written unless every row is good. */
  readonly written: boolean;
};

/** `context`: what the sentence needs besides field and value (the known names, the other line). */
export function importRemedy(code: ImportProblemCode, field: string, context: string): string {
  switch (code) {
    case 'header_unknown':
      return `Use only these columns: ${context}.`;
    case 'header_missing':
      return `Add the column ${field}.`;
    case 'header_repeated':
      return `Keep one column ${field}.`;
    case 'column_count':
      return `Give every row as many fields as the header has: ${context}. Quote values that hold a comma.`;
    case 'key_repeated':
      return `Line ${context} has this key too: keep one of the two.`;
    case 'key_taken':
      return 'A tenant with this key is registered already: leave the row out, or give another key.';
    case 'placement_repeated':
      return `Line ${context} has this server, database and schema too: keep one of the two.`;
    case 'placement_taken':
      return `The tenant ${context} is registered there already: leave the row out, or correct the place.`;
    case 'server_unknown':
      return context === ''
        ? 'Register the server first.'
        : `Use the key of a registered server: ${context}.`;
    case 'changelog_unknown':
      return context === '' ? 'Publish its first release first.' : `Use the key of a changelog: ${context}.`;
    case 'value_refused':
      return context;
  }
}
