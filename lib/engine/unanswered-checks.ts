import { holdsGate, type VerdictWord } from '@/lib/domain/verdict';
import { isWaveOver, WAVE_STATES } from '@/lib/domain/wave';
import type { Transaction } from '@/lib/db/client';
import type { Engine } from './context';
import { latestVerdicts } from './load-evidence';
import type { TargetRow } from './lock-rows';
import { moveTargets } from './move-targets';
import { reopenWaves } from './reopen-waves';
import { supersedeApprovals } from './supersede-approvals';
import type { Work } from './transact';

const OPEN_WAVES = WAVE_STATES.filter((state) => !isWaveOver(state) && state !== 'pending');

/** Enforced verdicts that say nothing: to ask again may bring an answer. `failed` is one. */
const WITHOUT_ANSWER: readonly VerdictWord[] = ['error', 'no_data', 'inconclusive'];

/** Targets in waves that are not over whose newest enforced verdicts hold the gate for want of an answer. */
export async function findUnanswered(
  tx: Transaction,
  rolloutId: string,
  words: readonly VerdictWord[] = WITHOUT_ANSWER,
): Promise<ReadonlySet<string>> {
  const waves = await tx.wave.findMany({
    where: { rolloutId, state: { in: OPEN_WAVES } },
    select: { id: true },
    orderBy: { position: 'asc' },
  });
  const found = new Set<string>();
  for (const { id } of waves) {
    for (const evidence of await latestVerdicts(tx, id)) {
      if (holdsGate(evidence) && words.includes(evidence.verdict)) found.add(evidence.targetId);
    }
  }
  return found;
}

/**
 * Back into line, to be checked only. `changed` stays, for a rollback. A place in the budget that was given back at
 * success is not held again by asking: should the check fail now, that is counted then.
 */
export async function recheckTargets(
  engine: Engine,
  work: Work,
  rolloutId: string,
  targets: readonly TargetRow[],
  verb: 'recheck-target' | 'resume-rollout',
): Promise<void> {
  await moveTargets(engine, work, rolloutId, targets, 'recheck', verb, {
    data: { attempts: 0, countedFailure: false, retryAt: null, cancelRequestedAt: null, finishedAt: null, live: true },
  });
  await reopenWaves(work, targets);
  await supersedeApprovals(work, rolloutId);
}
