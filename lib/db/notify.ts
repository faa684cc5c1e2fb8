import { LIVE_CHANNEL, type LiveHint } from '@/lib/wire/live';
import type { Transaction } from './client';

/**
 * A hint to every web process, delivered at commit. PostgreSQL drops a notification equal to one that the same
 * transaction has sent already, so a verb may say it as often as it likes.
 */
export async function notify(tx: Transaction, topics: readonly string[]): Promise<void> {
  const hint: LiveHint = { topics: [...new Set(topics)].sort(), at: 0 };
  await tx.$queryRaw`SELECT pg_notify(${LIVE_CHANNEL}, ${JSON.stringify(hint)})::text`;
}
