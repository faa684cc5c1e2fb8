import 'server-only';
import type { z } from 'zod';
import type { Result } from '@/lib/domain/refusal';
import type { Verb } from '@/lib/domain/verbs';
import type { Engine } from '@/lib/engine/context';
import { command } from './command';
import type { Operator } from './operator';

/**
 * Makes a server action of a verb. In a 'use server' file:
 *
 *     const start = action('start-rollout', startRolloutSchema, startRollout);
 *     export async function startRolloutAction(input: unknown) { return start(input); }
 *
 * Origin and Sec-Fetch-Site are checked by proxy.ts before any action runs.
 */
export const action =
  <Schema extends z.ZodType, Value>(
    verb: Verb,
    schema: Schema,
    run: (engine: Engine, actor: Operator, input: z.infer<Schema>) => Promise<Result<Value>>,
  ) =>
  (input: unknown): Promise<Result<Value>> =>
    command(verb, schema, input, run);
