'use client';

import { useEffect, useState } from 'react';
import {
  firstDraft,
  planDraft,
  type PlanAsked,
  type PlanChoices,
  type PlanDraft,
} from '@/lib/wire/plan-form';
import { useHydrated } from '@/components/plan/use-hydrated';

const KEY = 'groundswell.plan';

/**
 * The form's state. It survives a reload of the tab, for as long as the address asks for the same beginning and the
 * release still exists. Nothing is kept while a number is being typed: what is kept can always be taken up again.
 */
export function usePlanDraft(choices: PlanChoices, asked: PlanAsked) {
  const hydrated = useHydrated();
  const [{ draft, generation, ready }, setState] = useState<State>(() => ({
    draft: firstDraft(choices, asked),
    generation: 0,
    ready: false,
  }));
  if (hydrated && !ready) {
    const kept = readKept(asked.id);
    const usable = kept !== null && choices.releases.some(({ id }) => id === kept.releaseId);
    setState(usable ? { draft: kept, generation: 1, ready: true } : { draft, generation: 0, ready: true });
  }

  useEffect(() => {
    if (ready && planDraft.safeParse(draft).success) keep({ asked: asked.id, draft });
  }, [ready, draft, asked.id]);

  const change = (changes: Partial<PlanDraft>) =>
    setState((before) => ({ ...before, draft: { ...before.draft, ...changes } }));
  const startOver = () =>
    setState((before) => ({
      ...before,
      draft: firstDraft(choices, asked),
      generation: before.generation + 1,
    }));
  return { draft, generation, ready, change, startOver, forget };
}

type State = {
  readonly draft: PlanDraft;
  /** Moves on when the whole draft is another one: what fields keep of their own is then out of date. */
  readonly generation: number;
  /** False on the server and until the kept draft has been looked for. */
  readonly ready: boolean;
};

/** Storage may be full or forbidden: then the form lives as long as its page. */
function keep(value: unknown): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(value));
  } catch {
    forget();
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
}

function readKept(asked: string): PlanDraft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('draft' in kept) || !('asked' in kept)) return null;
    if (kept.asked !== asked) return null;
    const parsed = planDraft.safeParse(kept.draft);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
