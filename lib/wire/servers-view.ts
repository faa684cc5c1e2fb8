import { z } from 'zod';
import type { Input, registerServer } from './commands';
import type { Facts } from '@/lib/domain/refusal';

/** What may be said of a stored secret: never the secret. */
export type CredentialView =
  /** `sealedAt`: when it was last given; null when that is not recorded. */
  | { readonly kind: 'password'; readonly sealedAt: string | null }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'none' };

export type TlsMode = Input<typeof registerServer>['tlsMode'];

export type ServerView = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly rowVersion: number;
  readonly environment: string;
  readonly host: string;
  readonly port: number;
  readonly tlsMode: TlsMode;
  /** PEM. */
  readonly ca: string | null;
  readonly maintenanceDatabase: string;
  readonly username: string;
  readonly credential: CredentialView;
  readonly observer: { readonly username: string; readonly credential: CredentialView } | null;
  readonly runAsRole: string | null;
  /** null: the history table is in each tenant's own schema. */
  readonly historySchema: string | null;
  readonly historyTable: string;
  /** K. */
  readonly maxConcurrency: number;
  /** Tenants queued or running on it now, over all rollouts. */
  readonly inFlight: number;
  readonly major: number | null;
  readonly problem: { readonly code: string; readonly facts: Facts } | null;
  readonly observedAt: string | null;
  readonly archivedAt: string | null;
  readonly createdAt: string;
  readonly tenants: number;
  /** Tenants that could not be read when it was last tried. */
  readonly unread: number;
  /** Tenants by product, the largest first. */
  readonly products: readonly { readonly key: string; readonly name: string; readonly tenants: number }[];
};

export type ServersView = { readonly servers: readonly ServerView[] };

export type ServerPageView = {
  readonly server: ServerView;
  /** By name; `more` databases are not listed. */
  readonly databases: readonly { readonly name: string; readonly tenants: number }[];
  readonly moreDatabases: number;
  readonly running: readonly {
    readonly targetId: string;
    readonly rolloutId: string;
    readonly rollout: string;
    readonly tenant: string;
    readonly state: 'queued' | 'running';
    readonly startedAt: string | null;
  }[];
  readonly unread: readonly {
    readonly tenant: string;
    readonly problem: { readonly code: string; readonly facts: Facts } | null;
    readonly attemptedAt: string;
  }[];
};

/** All tenants of one server, read again. */
export const observeServerNow = z.object({ serverId: z.uuid() });
