'use client';

import { isException } from '@/lib/domain/target';
import type { RolloutView, TargetRow } from '@/lib/wire/rollout-view';
import { Card } from '@/components/ui/card';
import { StateBadge } from '@/components/ui/state-badge';
import { excludedWords } from './rollout-text';
import { targetLook } from './state-words';
import { useRolloutAddress } from './use-rollout-address';

function whyOf(target: TargetRow): string {
  if (target.state === 'excluded') {
    const { sentence, remedy } = excludedWords(target);
    return `${sentence} ${remedy}`;
  }
  return (
    [target.cause, target.reason].filter((part) => part !== null && part !== '').join(' · ') ||
    'no reason was given'
  );
}

/** Everybody who was meant and is not on the version: in view until they are, or are let go of. */
export const ExceptionsPanel = ({ view }: { readonly view: RolloutView }) => {
  const [, setAddress] = useRolloutAddress();
  const exceptions = view.targets.filter(({ state }) => isException(state));
  return (
    <Card
      title="Exceptions"
      meta={exceptions.length === 0 ? undefined : exceptions.length}
      padding="flush"
      className="overflow-hidden"
    >
      {exceptions.length === 0 ? (
        <p className="p-4 text-muted">None: no tenant has been left behind.</p>
      ) : (
        <ul aria-label="Exceptions" className="max-h-96 overflow-y-auto">
          {exceptions.map((target) => (
            <li key={target.id} className="border-b border-border last:border-b-0">
              <button
                type="button"
                onClick={() => void setAddress({ target: target.id })}
                className="flex w-full flex-wrap items-baseline gap-x-3 px-4 py-2 text-left -outline-offset-2 hover:bg-surface-hover"
              >
                <span className="min-w-0 flex-1 truncate font-medium">{target.key}</span>
                <StateBadge tone={targetLook[target.state].tone}>{targetLook[target.state].word}</StateBadge>
                <span className="w-full break-words text-muted">{whyOf(target)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
};
