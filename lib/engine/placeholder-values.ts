import { z } from 'zod';
import { fromJson } from '@/lib/db/json';
import { open } from '@/lib/platform/secrets';

/** The JSON of `release.placeholders` and `tenant.placeholders`. */
export const storedPlaceholders = z.record(
  z.string(),
  z.union([z.object({ value: z.string() }), z.object({ sealed: z.string() })]),
);

/** The row that sealed values belong to: they open nowhere else. */
export type PlaceholderOwner = { readonly kind: 'release' | 'tenant'; readonly id: string };

/** What a placeholder's value is sealed with (AES-GCM's additional data). */
export const placeholderContext = (owner: PlaceholderOwner, name: string): string =>
  `${owner.kind}:${owner.id}:placeholder:${name}`;

export type OpenedPlaceholders =
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  /** A sealed value does not open with our key: `name` is the placeholder's. */
  | { readonly ok: false; readonly name: string; readonly owner: PlaceholderOwner['kind'] };

/** One row's values in plain text: never to be logged, stored or sent. */
export function openPlaceholders(stored: unknown, owner: PlaceholderOwner, key: Buffer): OpenedPlaceholders {
  const values: Record<string, string> = {};
  for (const [name, entry] of Object.entries(fromJson(storedPlaceholders, stored))) {
    if ('value' in entry) {
      values[name] = entry.value;
      continue;
    }
    const opened = open(entry.sealed, placeholderContext(owner, name), [key]);
    if (!opened.ok) return { ok: false, name, owner: owner.kind };
    values[name] = opened.plaintext;
  }
  return { ok: true, values };
}

/** The tenant's value wins over the release's. Names compare without case, as Flyway's do. */
export function mergePlaceholders(
  release: Readonly<Record<string, string>>,
  tenant: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const own = new Set(Object.keys(tenant).map((name) => name.toLowerCase()));
  const inherited = Object.entries(release).filter(([name]) => !own.has(name.toLowerCase()));
  return { ...Object.fromEntries(inherited), ...tenant };
}
