import { z } from 'zod';

/** Job kinds and their payloads. Rows are the truth; a job only says where to look. */
export const QUEUES = {
  runTarget: 'target.run',
  tick: 'rollout.tick',
  wake: 'rollout.wake',
  observe: 'tenants.observe',
  deadTarget: 'target.dead',
} as const;

/** `attemptId` is the fence: only the attempt that the target row names may settle it. */
export const runTargetJob = z.object({ rolloutId: z.uuid(), targetId: z.uuid(), tenantId: z.uuid(), attemptId: z.uuid() });
export type RunTargetJob = z.infer<typeof runTargetJob>;

export const tickJob = z.object({ rolloutId: z.uuid() });
export type TickJob = z.infer<typeof tickJob>;

/** Delayed (soak end, backoff, pace): when it fires it sends a tick. A delayed tick would swallow every command's tick. */
export const wakeJob = z.object({ rolloutId: z.uuid(), why: z.enum(['soak', 'backoff', 'pace', 'expiry']) });
export type WakeJob = z.infer<typeof wakeJob>;

/** `tenantIds` null: every tenant of every server. */
export const observeJob = z.object({ serverId: z.uuid(), tenantIds: z.array(z.uuid()).nullable() });
export type ObserveJob = z.infer<typeof observeJob>;
