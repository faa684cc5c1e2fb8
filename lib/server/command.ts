import 'server-only';
import type { z } from 'zod';
import { refuse, type Result } from '@/lib/domain/refusal';
import { may, type Verb } from '@/lib/domain/verbs';
import type { Engine } from '@/lib/engine/context';
import { auditRefusal } from '@/lib/engine/transact';
import { log } from '@/lib/platform/log';
import { badInput } from '@/lib/wire/result';
import { engine } from './engine';
import { currentOperator, type Operator } from './operator';

/**
 * The one door of every command, whether it came through a server action or a route handler: who asks, may they,
 * does the input fit; then the verb. Always answers a Result; a refusal at the door is audited like any other.
 */
export async function command<Schema extends z.ZodType, Value>(
  verb: Verb,
  schema: Schema,
  input: unknown,
  run: (engine: Engine, actor: Operator, input: z.infer<Schema>) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  try {
    const operator = await currentOperator();
    if (operator === null) return refuse('not_signed_in');
    const opened = await engine();
    if (!may(operator.role, verb)) {
      return await auditRefusal(opened, operator, verb, { code: 'not_allowed', facts: { verb, role: operator.role } });
    }
    const parsed = schema.safeParse(input);
    if (!parsed.success) return badInput(parsed.error);
    return await run(opened, operator, parsed.data);
  } catch (error) {
    return failed(verb, error);
  }
}

/** A command that nobody has to be signed in for: what allows it is in the input, and the verb checks it. */
export async function openCommand<Schema extends z.ZodType, Value>(
  name: string,
  schema: Schema,
  input: unknown,
  run: (engine: Engine, input: z.infer<Schema>) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  try {
    const parsed = schema.safeParse(input);
    return parsed.success ? await run(await engine(), parsed.data) : badInput(parsed.error);
  } catch (error) {
    return failed(name, error);
  }
}

function failed(verb: string, error: unknown): ReturnType<typeof refuse> {
  const reference = crypto.randomUUID().slice(0, 8);
  log('command').error({ err: error, verb, reference }, 'command failed');
  return refuse('internal', { reference });
}
