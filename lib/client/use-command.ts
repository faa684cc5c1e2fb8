'use client';

import type { Result } from '@/lib/domain/refusal';
import { useAction } from './use-action';

/** Posts JSON to a route handler: for pause, abort and cancel, which must not queue behind a server action. */
export const useCommand = <Value>(url: string) =>
  useAction<Value>(async (input) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    });
    return (await response.json()) as Result<Value>;
  });
