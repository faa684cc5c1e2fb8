import type { z } from 'zod';
import { seal } from '@/lib/platform/secrets';
import type { Engine } from './context';
import { placeholderContext, type PlaceholderOwner, type storedPlaceholders } from './placeholder-values';

export type StoredPlaceholders = z.infer<typeof storedPlaceholders>;

type Given = { readonly value: string | null; readonly secret: boolean };

/** A secret without a value keeps what `before` holds under its name; names left out are gone. */
export function storePlaceholders(
  engine: Engine,
  owner: PlaceholderOwner,
  given: Readonly<Record<string, Given>>,
  before: StoredPlaceholders = {},
): StoredPlaceholders {
  const stored: StoredPlaceholders = {};
  for (const [name, { value, secret }] of Object.entries(given)) {
    const kept = before[name];
    if (value === null) {
      if (kept !== undefined) stored[name] = kept;
    } else if (secret) {
      stored[name] = { sealed: seal(value, placeholderContext(owner, name), engine.keys.credentials) };
    } else stored[name] = { value };
  }
  return stored;
}
