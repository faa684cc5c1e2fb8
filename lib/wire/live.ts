import { z } from 'zod';

/** The channel of PostgreSQL's NOTIFY between engine and web. */
export const LIVE_CHANNEL = 'groundswell_live';

/** For workers: somebody has asked for a running target to be stopped. */
export const CANCELS_TOPIC = 'cancels';

/**
 * A hint that something moved: the query is the truth. `topic` is `fleet`, `rollouts`, `approvals`, `servers`,
 * `releases`, `audit`, `rollout:<id>`, or the workers' own `cancels`.
 */
export const liveHint = z.object({ topics: z.array(z.string().max(120)).max(50), at: z.number() });
export type LiveHint = z.infer<typeof liveHint>;
