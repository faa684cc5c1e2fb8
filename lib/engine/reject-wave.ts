import type { Result } from '@/lib/domain/refusal';
import type { Input, rejectWave as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { decideApproval, type Decided } from './decide-approval';

/** One rejection closes the request. The wave stays shut; somebody may ask again, with what has changed since. */
export const rejectWave = (
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<Decided>> => decideApproval(engine, actor, 'rejected', input);
