import { PgBoss, type Queue as QueueSettings } from 'pg-boss';
import { QUEUES } from '@/lib/wire/jobs';

type Settings = Omit<QueueSettings, 'name'>;

/** A week of finished jobs would be a million rows in a large fleet; our own rows keep the record. */
const KEEP_FINISHED_SECONDS = 3_600;

/**
 * In the order in which they may be created: a dead letter queue before the queue that names it.
 * Retries are generous because the queue spends them on restarts and lost heartbeats; how often a tenant is tried is
 * counted in our own rows. Every wait of ours is a row, so nothing is ever delayed in `rollout.tick`: a delayed tick
 * would swallow every command's tick.
 */
const QUEUE_SETTINGS: readonly (readonly [string, Settings])[] = [
  [QUEUES.deadTarget, { policy: 'standard', retryLimit: 50, retryDelay: 5, notify: true }],
  [
    QUEUES.runTarget,
    {
      // One job per tenant, queued or active, over all rollouts.
      policy: 'exclusive',
      heartbeatSeconds: 15,
      retryLimit: 50,
      retryDelay: 1,
      // A migration may run for hours; heartbeats tell a working process from a dead one.
      expireInSeconds: 24 * 3_600 - 1,
      deleteAfterSeconds: KEEP_FINISHED_SECONDS,
      deadLetter: QUEUES.deadTarget,
      notify: true,
    },
  ],
  [
    QUEUES.tick,
    {
      // One queued and one active per rollout: any number of wishes for a tick are one tick.
      policy: 'stately',
      retryLimit: 5,
      retryDelay: 1,
      // The tick of a worker that died keeps every other tick of its rollout waiting until this notices.
      heartbeatSeconds: 15,
      expireInSeconds: 60,
      deleteAfterSeconds: KEEP_FINISHED_SECONDS,
      notify: true,
    },
  ],
  [
    QUEUES.wake,
    { policy: 'short', retryLimit: 5, retryDelay: 1, expireInSeconds: 60, deleteAfterSeconds: KEEP_FINISHED_SECONDS },
  ],
  [
    QUEUES.observe,
    {
      // One queued and one active: what was asked for after a read began is read again.
      policy: 'stately',
      retryLimit: 2,
      retryDelay: 5,
      heartbeatSeconds: 30,
      expireInSeconds: 3_600,
      deleteAfterSeconds: KEEP_FINISHED_SECONDS,
      notify: true,
    },
  ],
];

/**
 * Creates or migrates the job queue's schema `pgboss` and our queues in it: a step of deployment, like the control
 * plane's own migrations. Running processes open the queue with `migrate: false`. Any number of processes may call it
 * at once: the library takes an advisory lock.
 */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const errors: Error[] = [];
  const boss = new PgBoss({ connectionString: databaseUrl, max: 2, migrate: true, supervise: false, schedule: false });
  boss.on('error', (error) => errors.push(error));
  await boss.start();
  for (const [name, settings] of QUEUE_SETTINGS) {
    await boss.createQueue(name, settings);
    // Creating an existing queue changes nothing; its policy cannot change, all else may between releases.
    const { policy: _policy, ...changeable } = settings;
    await boss.updateQueue(name, changeable);
  }
  await boss.stop({ graceful: false });
  if (errors.length > 0) throw new AggregateError(errors, 'the queue reported errors while it was migrated');
}
