import type { PreparedMigration } from '@/lib/domain/migration';

/**
 * How long scripts took, tenant after tenant, as far as this process has seen. Those that have always been quick are
 * sent together, each still in its own transaction: between them the server then waits for nobody. What may take long
 * is sent alone, so that its start and end are seen when they happen.
 */
export type Pace = {
  /** How many of `steps`, from the first on, may travel in one message; at least 1. */
  together(steps: readonly PreparedMigration[]): number;
  ran(migration: PreparedMigration, milliseconds: number): void;
};

/** What one message may take by what was seen before: longer than this nobody should wait for a sign of life. */
const messageMs = 250;
/** Scripts remembered; the oldest is forgotten first. */
const remembered = 10_000;

export function createPace(): Pace {
  const slowest = new Map<string, number>();
  return {
    together(steps) {
      let expected = 0;
      let count = 0;
      for (const step of steps) {
        const took = step.transactional ? slowest.get(keyOf(step)) : undefined;
        if (took === undefined || expected + took > messageMs) break;
        expected += took;
        count += 1;
      }
      return Math.max(1, count);
    },
    ran(migration, milliseconds) {
      const key = keyOf(migration);
      slowest.set(key, Math.max(milliseconds, slowest.get(key) ?? 0));
      const [oldest] = slowest.keys();
      if (slowest.size > remembered && oldest !== undefined) slowest.delete(oldest);
    },
  };
}

/** A script that has changed is another one. Two changelogs may have the same name: then the text differs, or it is the same. */
const keyOf = ({ script, checksum }: PreparedMigration): string => `${checksum} ${script}`;
