'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refuse, type Refusal, type Result } from '@/lib/domain/refusal';
import type { PlanView } from '@/lib/wire/plan-view';

const SETTLE_MS = 350;

export type Preview = {
  /** As last seen; kept while a newer one is on its way. */
  readonly view: PlanView | null;
  readonly refusal: Refusal | null;
  /** What is shown is not, or not yet, what the form says. */
  readonly stale: boolean;
  /** Ms since the epoch; 0: never. */
  readonly readAt: number;
  readonly again: () => void;
};

/**
 * What the plan would do, read once the form has been still for a moment. A slow answer never stands in for a newer
 * question: it is aborted. Never refreshed behind the reader's back, for what is created is what was looked at.
 * @param input null: it cannot be asked yet.
 */
export function usePreview(url: string, input: unknown): Preview {
  const text = input === null ? null : JSON.stringify(input);
  const settled = useSettled(text);
  const query = useQuery<Result<PlanView>>({
    queryKey: ['plan-preview', url, settled],
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 60_000,
    queryFn: ({ signal }) => ask(url, settled ?? '', signal),
  });
  const { data } = query;
  const view = useLastView(data?.ok === true ? data.value : null);
  const failed = query.isError ? refuse('internal', { reference: 'no answer' }).refusal : null;
  return {
    view,
    refusal: failed ?? (data?.ok === false ? data.refusal : null),
    stale: text === null || text !== settled || query.isFetching || data?.ok !== true,
    readAt: query.dataUpdatedAt,
    again: () => void query.refetch(),
  };
}

async function ask(url: string, body: string, signal: AbortSignal): Promise<Result<PlanView>> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  return (await response.json()) as Result<PlanView>;
}

function useSettled(text: string | null): string | null {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** A refusal does not wipe the screen: the last plan that was one stays in view, marked as old. */
function useLastView(view: PlanView | null): PlanView | null {
  const [last, setLast] = useState(view);
  if (view !== null && view !== last) setLast(view);
  return view ?? last;
}
