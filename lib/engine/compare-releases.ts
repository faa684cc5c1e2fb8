import { entryKey } from '@/lib/domain/cells';

type Script = {
  readonly kind: string;
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  readonly checksum: number;
};

export type Since = 'new' | 'changed' | 'same';

const keyOf = ({ kind, version, description }: Script): string => `${kind} ${entryKey(version, description)}`;

/** What each script is against the release before, and which of its scripts are gone. Without one, all is new. */
export function compareReleases(
  before: readonly Script[],
  after: readonly Script[],
): { readonly since: readonly Since[]; readonly gone: readonly string[] } {
  const known = new Map(before.map((script) => [keyOf(script), script]));
  const kept = new Set(after.map(keyOf));
  return {
    since: after.map((script) => {
      const earlier = known.get(keyOf(script));
      if (earlier === undefined) return 'new';
      return earlier.checksum === script.checksum ? 'same' : 'changed';
    }),
    gone: before.filter((script) => !kept.has(keyOf(script))).map(({ script }) => script),
  };
}
