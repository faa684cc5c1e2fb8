import type { z } from 'zod';
import { refuse, type Result } from '@/lib/domain/refusal';

/**
 * Input that does not fit its schema, as a refusal: `fields` are `path: message` lines for the form to place.
 */
export function badInput(error: z.ZodError): { readonly ok: false } & ReturnType<typeof refuse> {
  const fields = error.issues.map((issue) => `${issue.path.join('.') || 'form'}: ${issue.message}`);
  return refuse('bad_input', { fields, count: fields.length });
}

/** Field errors of a `bad_input` refusal, by path. */
export function fieldErrors(result: Result<unknown>): Readonly<Record<string, string>> {
  if (result.ok || result.refusal.code !== 'bad_input') return {};
  const { fields } = result.refusal.facts;
  if (!Array.isArray(fields)) return {};
  const lines = fields as readonly string[];
  // Of several about one field the first is the one to mend first: later entries win here, so they are turned round.
  return Object.fromEntries(
    lines.toReversed().map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
}
