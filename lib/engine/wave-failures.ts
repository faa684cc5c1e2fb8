import type { Transaction } from '@/lib/db/client';

/**
 * Targets that have used a place in the wave's budget and have not since succeeded. Counted anew from the rows, so
 * that it cannot wander; the wave's row is locked by the caller. Quarantine and skip give nothing back.
 */
export async function recountFailures(tx: Transaction, waveId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ failures: number }[]>`
    UPDATE "wave" SET "failures" = (
      SELECT count(*)::int FROM "target"
      WHERE "wave_id" = ${waveId}::uuid AND "counted_failure" AND "state" NOT IN ('succeeded', 'rolled_back')
    ) WHERE "id" = ${waveId}::uuid RETURNING "failures"`;
  if (row === undefined) throw new Error('recounting a wave that is not there');
  return row.failures;
}
