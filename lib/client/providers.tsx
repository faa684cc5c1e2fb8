'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { useState, type ReactNode } from 'react';
import { LiveProvider } from './use-live';

/** What every signed-in page stands in: queries, live hints, URL state. */
export function ConsoleProviders({ children }: { readonly children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: 2000, retry: 1, refetchOnWindowFocus: true } },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>
        <LiveProvider>{children}</LiveProvider>
      </NuqsAdapter>
    </QueryClientProvider>
  );
}
