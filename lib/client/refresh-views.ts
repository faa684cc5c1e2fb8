import type { Query, QueryClient } from '@tanstack/react-query';

/** Views that will be read once more when the read that is under way has ended. */
const late = new WeakSet<Query>();

/**
 * Reads the matching views again, without cutting short a read that is under way: hints come faster than a busy server
 * answers, and a view whose every read is cut short would never change. What was said during a read is read after it,
 * once, however often it was said.
 */
export function refreshViews(client: QueryClient, matches: (query: Query) => boolean = () => true): void {
  for (const query of client.getQueryCache().findAll({ predicate: matches })) {
    if (late.has(query)) continue;
    const read = (): void => {
      late.delete(query);
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false });
    };
    if (query.state.fetchStatus === 'idle') {
      read();
      continue;
    }
    late.add(query);
    void Promise.resolve(query.promise).then(read, read);
  }
}
