'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

const parsers = {
  do: parseAsStringLiteral(['connect', 'edit', 'archive', 'discover']),
  server: parseAsString,
};

/** Which dialog is open, and on which server: in the address, so that it can be linked to. */
export function useServerDialog() {
  const [{ do: what, server }, set] = useQueryStates(parsers, { history: 'push' });
  return {
    what,
    server,
    open: (next: 'connect' | 'edit' | 'archive' | 'discover', key: string | null = null) =>
      void set({ do: next, server: key }),
    close: () => void set({ do: null, server: null }),
  };
}

export type ServerDialog = ReturnType<typeof useServerDialog>;
