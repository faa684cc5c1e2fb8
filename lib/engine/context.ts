import type { Role } from '@/lib/domain/verbs';
import type { Database } from '@/lib/db/client';
import type { Clock } from '@/lib/platform/clock';
import type { Queue } from '@/lib/queue/queue';

/** What every verb works with: made once per process. */
export type Engine = {
  readonly db: Database;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly keys: {
    /** AES-256 key of credentials and secret placeholders. */
    readonly credentials: Buffer;
    /** HMAC key of the audit chain. */
    readonly audit: Buffer;
  };
};

/** Who asks. Read anew from the person's row for every command. */
export type Actor = { readonly id: string; readonly name: string; readonly email: string; readonly role: Role };
