import type { GateCondition, GateKey } from '@/lib/domain/gate';
import { duration } from '@/lib/wire/fact-text';
import { conditionSentence } from '@/lib/wire/rollout-sentences';
import { StateGlyph } from '@/components/ui/state-badge';

/** Measured against limit, for the right edge; null where the sentence says it all. */
function numbers({ key, measured, limit }: GateCondition): string | null {
  switch (key) {
    case 'targets_settled':
    case 'verdicts':
    case 'approval':
      return limit === 0 ? null : `${measured}/${limit}`;
    case 'failures_within_budget':
      return `${measured} ${measured <= limit ? '≤' : '>'} ${limit}`;
    case 'soak':
      return limit === 0 ? null : `${duration(Math.max(0, measured))} / ${duration(limit)}`;
  }
}

function wordsOf(condition: GateCondition): string {
  const { key, ok, limit, detail } = condition;
  if (key === 'soak' && limit === 0) return 'none planned';
  const { sentence, remedy } = conditionSentence(condition);
  if (ok) return sentence;
  if (key !== 'approval' || detail[0] !== 'requested') return `${sentence}. ${remedy}`;
  return `${sentence}. Somebody without a hand in the rollout decides.`;
}

const titles: Readonly<Record<GateKey, string>> = {
  targets_settled: 'every tenant settled',
  failures_within_budget: 'failures within budget',
  verdicts: 'validation and checks',
  soak: 'soak',
  approval: 'approval',
};

/** The gate's conditions in their order, each with what was measured and what the limit is. */
export const GateChecklist = ({ conditions }: { readonly conditions: readonly GateCondition[] }) => (
  <ul aria-label="Conditions" className="flex flex-col">
    {conditions.map((condition) => {
      const value = numbers(condition);
      return (
        <li key={condition.key} className="flex gap-2.5 py-1.5">
          <span className="flex h-5 items-center">
            <StateGlyph
              tone={condition.ok ? 'applied' : 'pending'}
              label={condition.ok ? 'met' : 'not met'}
            />
          </span>
          <span className="min-w-0 flex-1">
            <span className="flex gap-3">
              <span className="min-w-0 flex-1 font-medium">{titles[condition.key]}</span>
              {value !== null && <span className="whitespace-nowrap">{value}</span>}
            </span>
            <span className="block break-words text-muted">{wordsOf(condition)}</span>
          </span>
        </li>
      );
    })}
  </ul>
);
