'use client';

import { duration } from '@/lib/wire/fact-text';
import type { RolloutView, TargetRow } from '@/lib/wire/rollout-view';
import { Code } from '@/components/ui/code';
import { StateGlyph } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import { useNow } from '@/components/ui/use-now';
import { excludedWords, versionStep, waitingWords } from './rollout-text';
import { targetLook } from './state-words';

export interface TargetItemProps {
  readonly view: RolloutView;
  readonly target: TargetRow;
  readonly onOpen: (id: string) => void;
}

/** One tenant, one line of fixed height: where it is, and why. */
export const TargetItem = ({ view, target, onOpen }: TargetItemProps) => {
  const look = targetLook[target.state];
  return (
    <button
      type="button"
      onClick={() => onOpen(target.id)}
      className="grid h-13 w-full grid-cols-[1rem_minmax(0,1fr)_auto] content-center items-center gap-x-3 border-b border-border px-4 text-left -outline-offset-2 hover:bg-surface-hover sm:h-9 sm:grid-cols-[1rem_minmax(8rem,13rem)_8.5rem_minmax(0,1fr)_auto]"
    >
      <StateGlyph tone={look.tone} label={look.word} />
      <span className="truncate font-medium" title={target.name}>
        {target.key}
      </span>
      <span className="hidden truncate text-muted sm:block">
        <Code>{versionStep(target.from, target.to)}</Code>
      </span>
      <span className="col-[2/-1] row-start-2 truncate text-muted sm:col-auto sm:row-auto">
        {wordsOf(view, target)}
      </span>
      <span className="text-right text-muted">
        <When target={target} />
      </span>
    </button>
  );
};

function wordsOf(view: RolloutView, target: TargetRow): string {
  const wave = view.waves[target.wave];
  switch (target.state) {
    case 'pending':
    case 'queued':
      return waitingWords(target, { paceMs: view.settings.paceMs, wave: wave?.name ?? null });
    case 'running': {
      const scripts =
        target.scripts > 0 && target.step === 'migrate'
          ? ` ${Math.min(target.scriptsDone + 1, target.scripts)}/${target.scripts}`
          : '';
      const lock = target.waiting?.cause === 'lock_wait' ? ' · waits for a lock' : '';
      return `${target.step ?? 'begins'}${scripts}${lock}${target.cancelRequested ? ' · asked to stop' : ''}`;
    }
    case 'succeeded':
      if (target.validated === 'passed') return 'validated';
      return target.validated === 'accepted' ? 'validated, with a verdict accepted as it is' : 'applied';
    case 'failed':
    case 'quarantined':
    case 'rollback_failed':
      return `${target.cause ?? ''}${target.reason === null ? '' : ` · ${target.reason}`}`;
    case 'excluded':
      return excludedWords(target).sentence;
    case 'skipped':
    case 'cancelled':
    case 'rolled_back':
      return target.reason ?? targetLook[target.state].word.toLowerCase();
  }
}

const When = ({ target }: { readonly target: TargetRow }) => {
  const nowMs = useNow();
  if (target.state === 'running' && target.startedAt !== null) {
    return nowMs === undefined ? null : <>{duration(Math.max(0, nowMs - Date.parse(target.startedAt)))}</>;
  }
  if (target.state === 'succeeded' && target.durationMs !== null) return <>{duration(target.durationMs)}</>;
  if (target.finishedAt !== null) return <Time at={target.finishedAt} />;
  return null;
};
