'use client';

import { useAction } from '@/lib/client/use-action';
import type { Result } from '@/lib/domain/refusal';
import { refusalSentence } from '@/lib/wire/sentences';
import { toast } from '@/components/ui/toast';

/** An action without a form of its own: what came of it is said in a toast. Answers whether it was done. */
export function useTold<Value>(
  action: (input: unknown) => Promise<Result<Value>>,
  done: (value: Value) => string,
) {
  const { run, pending } = useAction(action);
  const tell = async (input: unknown): Promise<boolean> => {
    const result = await run(input);
    if (result.ok) toast.success(done(result.value));
    else {
      const { sentence, remedy } = refusalSentence(result.refusal);
      toast.error(sentence, { description: remedy });
    }
    return result.ok;
  };
  return { tell, pending };
}
