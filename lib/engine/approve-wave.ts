import type { Result } from '@/lib/domain/refusal';
import type { approveWave as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { decideApproval, type Decided } from './decide-approval';

/** Allows a wave to start. The tick opens it as soon as enough people have: nothing else does. */
export const approveWave = (
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<Decided>> => decideApproval(engine, actor, 'approved', input);
