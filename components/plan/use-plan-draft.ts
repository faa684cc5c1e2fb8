'use client';

import { useCallback, useEffect, useState } from 'react';
import { firstDraft, planDraft, type PlanAsked, type PlanChoices, type PlanDraft } from '@/lib/wire/plan-form';

const KEY = 'groundswell.plan';

/**
 * The form's state. It survives a reload of the tab, for as long as the address asks for the same beginning and the
 * release still exists. Nothing is kept while a number is being typed: what is kept can always be taken up again.
 */
export function usePlanDraft(choices: PlanChoices, asked: PlanAsked) {
  const [draft, setDraft] = useState<PlanDraft>(() => firstDraft(choices, asked));
  /** Moves on when the whole draft is another one: what fields keep of their own is then out of date. */
  const [generation, setGeneration] = useState(0);
  /** False on the server and until the kept draft has been looked for. */
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const kept = readKept(asked.id);
    if (kept !== null && choices.releases.some(({ id }) => id === kept.releaseId)) {
      setDraft(kept);
      setGeneration((before) => before + 1);
    }
    setReady(true);
  }, [asked.id, choices.releases]);

  useEffect(() => {
    if (ready && planDraft.safeParse(draft).success) keep({ asked: asked.id, draft });
  }, [ready, draft, asked.id]);

  const change = useCallback((changes: Partial<PlanDraft>) => setDraft((before) => ({ ...before, ...changes })), []);
  const startOver = useCallback(() => {
    setDraft(firstDraft(choices, asked));
    setGeneration((before) => before + 1);
  }, [choices, asked]);
  return { draft, generation, ready, change, startOver, forget };
}

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
