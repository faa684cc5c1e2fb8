'use client';

import { PageFailure } from '@/components/shell/page-failure';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';

/** Within the frame: the navigation still works. */
export default function ConsoleError({ error, reset }: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <PageHeader title="This page could not be shown" />
      <Card>
        <PageFailure digest={error.digest} onRetry={reset} />
      </Card>
    </div>
  );
}
