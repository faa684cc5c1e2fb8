import type { Eta } from '@/lib/domain/eta';
import { duration, plural, type Sentence } from '@/lib/wire/fact-text';
import { exclusionSentence, storedExclusionSentence, waitingSentence } from '@/lib/wire/rollout-sentences';
import type { RolloutView, TargetRow } from '@/lib/wire/rollout-view';

/** "2026.4 → v14": the rollout's name, and where it leads. */
export const rolloutTitle = (rollout: {
  readonly name: string;
  readonly targetVersion: string | null;
}): string => (rollout.targetVersion === null ? rollout.name : `${rollout.name} → v${rollout.targetVersion}`);

export const versionStep = (from: string | null, to: string | null): string =>
  `${from === null ? 'nothing' : `v${from}`} → ${to === null ? 'as it is' : `v${to}`}`;

export function etaWords(eta: Eta): string {
  if (eta.kind === 'done') return 'no work left';
  if (eta.kind === 'calculating') return `calculating… (${eta.finished} of ${eta.needed} measured)`;
  const low = duration(eta.lowMs);
  const high = duration(eta.highMs);
  return low === high ? `≈ ${high} work` : `≈ ${low}–${high} work`;
}

/** "≈ 14 min work + 30 min soak + 1 approval": what is still to come, each part by itself. */
export function stillToCome(view: Pick<RolloutView, 'eta' | 'soakLeftMs' | 'approvalsLeft'>): string {
  return [
    etaWords(view.eta),
    ...(view.soakLeftMs > 0 ? [`${duration(view.soakLeftMs)} soak`] : []),
    ...(view.approvalsLeft > 0 ? [plural(view.approvalsLeft, 'approval')] : []),
  ].join(' + ');
}

/** Why a row waits: one line. */
export function waitingWords(
  target: Pick<TargetRow, 'waiting' | 'server' | 'state'>,
  rollout: { readonly paceMs: number; readonly wave: string | null },
): string {
  const { waiting } = target;
  if (waiting === null)
    return target.state === 'queued' ? 'Queued: a worker takes it next.' : 'Next in line.';
  if (waiting.cause === 'retry_backoff') return `Tries again in ${duration(waiting.measured ?? 0)}.`;
  if (waiting.cause === 'budget' && waiting.limit === 0) return 'The failure budget of its wave is used up.';
  if (waiting.cause === 'wave_not_started' && rollout.wave !== null)
    return `${rollout.wave} has not started.`;
  return waitingSentence(waiting.cause, {
    server: target.server,
    limit: waiting.limit,
    paceMs: rollout.paceMs,
    wave: rollout.wave,
  }).sentence;
}

/** Why a tenant was left out of the plan; of a hold that still stands, by whom and why. */
export function excludedWords({ reason, hold }: Pick<TargetRow, 'reason' | 'hold'>): Sentence {
  if (reason === 'held' && hold !== null) {
    const { owner, reason: why, expiresAt } = hold;
    return exclusionSentence('held', {
      owner,
      why: /[.!?]$/.test(why) ? why : `${why}.`,
      expiresAt: expiresAt?.slice(0, 10) ?? null,
    });
  }
  return storedExclusionSentence(reason ?? '');
}
