'use client';

import { FrontPage } from '@/components/shell/front-page';
import { PageFailure } from '@/components/shell/page-failure';

/** Outside the console: signing in, setting up, and the frame itself. */
export default function RootError({ error, reset }: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  return (
    <FrontPage title="This page could not be shown">
      <PageFailure digest={error.digest} onRetry={reset} />
    </FrontPage>
  );
}
