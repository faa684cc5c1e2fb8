import type pg from 'pg';
import { runBatch } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';

/**
 * Asks as the role that logged in, whatever role the session has become: what sessions are seen and may be ended goes
 * by it. A role that only owns schemas sees neither start nor state of its own login's sessions (they are NULL), and
 * may not end them. One statement, by the simple protocol; the role is put back with the transaction's end.
 */
export async function askAsLogin<Row extends pg.QueryResultRow>(
  connection: TenantConnection,
  sql: string,
): Promise<Row[]> {
  const { client, server } = connection;
  if (server.runAsRole === undefined) return (await client.query<Row>(sql)).rows;
  try {
    // pg answers a message of several statements with a list, which its types do not say.
    const answers: unknown = await client.query(`BEGIN; SET LOCAL ROLE NONE; ${sql}; COMMIT`);
    return (answers as readonly pg.QueryResult<Row>[])[2]?.rows ?? [];
  } catch (error) {
    const ended = await runBatch(client, 'ROLLBACK');
    if (!ended.ok) connection.discard = true;
    throw error;
  }
}
