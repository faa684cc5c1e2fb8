import type { CredentialView, ServerView, TlsMode } from '@/lib/wire/servers-view';

/** `keep`: what is stored stays. */
export interface CredentialDraft {
  readonly kind: 'keep' | 'password' | 'env' | 'none';
  readonly password: string;
  readonly variable: string;
}

/** A server as its form holds it. */
export interface ServerDraft {
  readonly key: string;
  readonly name: string;
  readonly environment: string;
  readonly host: string;
  readonly port: string;
  readonly tlsMode: TlsMode;
  readonly ca: string;
  readonly maintenanceDatabase: string;
  readonly username: string;
  readonly credential: CredentialDraft;
  readonly hasObserver: boolean;
  readonly observerUsername: string;
  readonly observerCredential: CredentialDraft;
  readonly runAsRole: string;
  readonly historySchema: string;
  readonly historyTable: string;
  readonly maxConcurrency: string;
}

export const ENV_PREFIX = 'GROUNDSWELL_CREDENTIAL_';

const credentialDraft = (stored: CredentialView | undefined): CredentialDraft => ({
  kind: stored === undefined ? 'password' : 'keep',
  password: '',
  variable: stored?.kind === 'env' ? stored.name : ENV_PREFIX,
});

export const newDraft: ServerDraft = {
  key: '',
  name: '',
  environment: 'production',
  host: '',
  port: '5432',
  tlsMode: 'verify-full',
  ca: '',
  maintenanceDatabase: 'postgres',
  username: '',
  credential: credentialDraft(undefined),
  hasObserver: true,
  observerUsername: '',
  observerCredential: credentialDraft(undefined),
  runAsRole: '',
  historySchema: '',
  historyTable: 'flyway_schema_history',
  maxConcurrency: '4',
};

export const draftOf = (server: ServerView): ServerDraft => ({
  key: server.key,
  name: server.name,
  environment: server.environment,
  host: server.host,
  port: String(server.port),
  tlsMode: server.tlsMode,
  ca: server.ca ?? '',
  maintenanceDatabase: server.maintenanceDatabase,
  username: server.username,
  credential: credentialDraft(server.credential),
  hasObserver: server.observer !== null,
  observerUsername: server.observer?.username ?? '',
  observerCredential: credentialDraft(server.observer?.credential),
  runAsRole: server.runAsRole ?? '',
  historySchema: server.historySchema ?? '',
  historyTable: server.historyTable,
  maxConcurrency: String(server.maxConcurrency),
});

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const credentialOf = ({ kind, password, variable }: CredentialDraft) => {
  switch (kind) {
    case 'keep':
      return undefined;
    case 'password':
      return { kind, value: password };
    case 'env':
      return { kind, name: variable.trim() };
    case 'none':
      return { kind };
  }
};

/** What both commands take of a draft. A secret that is kept is not sent. */
export function fieldsOf(draft: ServerDraft) {
  const credential = credentialOf(draft.credential);
  const observerCredential = draft.hasObserver ? credentialOf(draft.observerCredential) : undefined;
  return {
    name: draft.name.trim() === '' ? draft.key.trim() : draft.name,
    environment: draft.environment,
    host: draft.host.trim(),
    port: Number(draft.port),
    tlsMode: draft.tlsMode,
    ca: caOf(draft),
    maintenanceDatabase: draft.maintenanceDatabase,
    username: draft.username,
    observerUsername: draft.hasObserver ? draft.observerUsername : null,
    runAsRole: textOrNull(draft.runAsRole),
    historySchema: textOrNull(draft.historySchema),
    historyTable: draft.historyTable,
    maxConcurrency: Number(draft.maxConcurrency),
    ...(credential !== undefined && { credential }),
    ...(observerCredential !== undefined && { observerCredential }),
  };
}

/** A CA is kept while TLS is off or verifies nothing: it matters again when that changes. */
const caOf = (draft: ServerDraft): string | null => (draft.ca.trim() === '' ? null : draft.ca);

export type AskedAgain = { readonly migrator: readonly string[]; readonly observer: readonly string[] };

/**
 * What makes each secret necessary again, in words; empty when what is stored may stay. The rule is the server's
 * (the verb edit-server): a secret is only ever sent to where, and for whom, it was given.
 */
export function askedAgain(draft: ServerDraft, server: ServerView): AskedAgain {
  const next = fieldsOf(draft);
  const moved = [
    ...(next.host === server.host ? [] : ['the host']),
    ...(next.port === server.port ? [] : ['the port']),
    ...(next.tlsMode === server.tlsMode ? [] : ['the TLS mode']),
    ...(next.ca === server.ca ? [] : ['the CA']),
  ];
  const observer = server.observer?.username ?? null;
  return {
    migrator: next.username === server.username ? moved : [...moved, 'the user'],
    observer:
      next.observerUsername === null
        ? []
        : next.observerUsername === observer
          ? moved
          : [...moved, observer === null ? 'the observer, which is new' : 'the observer’s user'],
  };
}
