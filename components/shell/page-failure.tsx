'use client';

import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Code } from '@/components/ui/code';

export interface PageFailureProps {
  /** Next's name for the error in the server's log; its text never leaves the server. */
  readonly digest: string | undefined;
  readonly onRetry: () => void;
}

export const PageFailure = ({ digest, onRetry }: PageFailureProps) => {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      onRetry();
    });
  return (
    <div role="alert">
      <p className="text-pretty text-muted">
        Something failed on our side, most likely because the control plane’s database did not answer. Rollouts that are
        running are not touched by it. Try again; if it stays, look at <Code look="boxed">/api/health</Code> and at the server’s
        log.
      </p>
      {digest !== undefined && (
        <p className="mt-2 text-muted">
          In the log it is called <Code look="boxed">{digest}</Code>.
        </p>
      )}
      <Button variant="primary" className="mt-4" onClick={retry}>
        Try again
      </Button>
    </div>
  );
};
