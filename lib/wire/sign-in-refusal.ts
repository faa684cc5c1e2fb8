import { z } from 'zod';
import { REFUSAL_CODES, refuse, type Refusal } from '@/lib/domain/refusal';

/**
 * next-auth carries one string from the server to the form, in a redirect's address. A refusal travels in it as JSON;
 * whatever else arrives there is next-auth's own word for a failure of ours.
 */
const refusalSchema = z.object({
  code: z.enum(REFUSAL_CODES),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const packRefusal = (refusal: Refusal): string => JSON.stringify(refusal);

export function unpackRefusal(text: string): Refusal {
  // The word of next-auth for "authorize answered null" and for a form without its CSRF token.
  if (text === 'CredentialsSignin') return refuse('wrong_credentials').refusal;
  try {
    return refusalSchema.parse(JSON.parse(text));
  } catch {
    return refuse('internal', { reference: 'sign-in' }).refusal;
  }
}
