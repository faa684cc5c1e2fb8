'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { refuse, type Result } from '@/lib/domain/refusal';

/**
 * Runs a server action as a mutation. The result is a value: `result.ok` or a refusal with a code; it never throws.
 * Whatever came of it, the views are read again.
 */
export function useAction<Value>(run: (input: unknown) => Promise<Result<Value>>) {
  const client = useQueryClient();
  const mutation = useMutation<Result<Value>, Error, unknown>({
    mutationFn: async (input) => {
      try {
        return await run(input);
      } catch {
        // The server was not reached, or a new build does not know this page's action any more.
        return refuse('internal', { reference: 'no answer' });
      }
    },
    onSettled: () => client.invalidateQueries(),
  });
  return { run: mutation.mutateAsync, pending: mutation.isPending, result: mutation.data ?? null, reset: mutation.reset };
}
