'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';

/**
 * A view of app/api/views, first painted from what the page already loaded. `topics` name the live hints that make it
 * stale (lib/wire/live.ts); without the stream it is read again every 5 seconds while the page is looked at.
 */
export function useView<View>(options: {
  readonly url: string;
  readonly topics: readonly string[];
  readonly initial?: View;
  /** For what moves without a hint, such as a worker that falls silent. */
  readonly everyMs?: number;
}) {
  return useQuery<View>({
    queryKey: ['view', options.url],
    meta: { topics: options.topics },
    placeholderData: keepPreviousData,
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
    ...(options.initial === undefined ? {} : { initialData: options.initial }),
    queryFn: async ({ signal }) => {
      const response = await fetch(options.url, { signal, headers: { Accept: 'application/json' } });
      if (!response.ok) throw new ViewError(response.status, await response.json().catch(() => null));
      return (await response.json()) as View;
    },
  });
}

/** The server refused or failed; `body` is its Result when it sent one. */
export class ViewError extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(`view answered ${status}`);
    this.status = status;
    this.body = body;
  }
}
