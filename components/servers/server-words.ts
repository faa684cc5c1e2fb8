import type { Facts } from '@/lib/domain/refusal';
import { spoken, type Sentence } from '@/lib/wire/fact-text';
import { failureSentence, isFailureCode } from '@/lib/wire/failure-sentences';
import { paths } from '@/lib/wire/paths';
import type { ServerView, TlsMode } from '@/lib/wire/servers-view';
import type { StateTone } from '@/components/ui/state-tone';

export const TLS_MODES: Readonly<Record<TlsMode, { readonly short: string; readonly meaning: string }>> = {
  'verify-full': {
    short: 'TLS, fully verified',
    meaning: 'Encrypted; certificate and host name are verified.',
  },
  'verify-ca': { short: 'TLS, CA verified', meaning: 'Encrypted; the certificate must come from the CA.' },
  require: {
    short: 'TLS, unverified',
    meaning: 'Encrypted, but whoever answers is believed. Prefer full verification.',
  },
  disable: {
    short: 'no TLS',
    meaning: 'Nothing is encrypted. Only for a server on this machine or a network of its own.',
  },
};

export const TLS_ORDER: readonly TlsMode[] = ['verify-full', 'verify-ca', 'require', 'disable'];

/** What keeps a server or a tenant from being read, and what can be done. */
export function problemSentence(problem: { readonly code: string; readonly facts: Facts }): Sentence {
  if (isFailureCode(problem.code)) return failureSentence({ code: problem.code, facts: problem.facts });
  return {
    sentence: `It could not be read: ${spoken(problem.code)}.`,
    remedy: 'Check host, TLS mode, roles and privileges.',
  };
}

export type ServerState = { readonly tone: StateTone; readonly word: string };

export function serverState(server: ServerView): ServerState {
  if (server.archivedAt !== null) return { tone: 'skipped', word: 'archived' };
  if (server.problem !== null) return { tone: 'failed', word: 'cannot be read' };
  if (server.unread > 0) return { tone: 'warning', word: 'partly read' };
  if (server.observedAt === null && server.tenants > 0) return { tone: 'pending', word: 'not read yet' };
  return { tone: 'applied', word: 'reachable' };
}

export const placeWords = (server: Pick<ServerView, 'host' | 'port'>): string =>
  server.host.includes(':') ? `[${server.host}]:${server.port}` : `${server.host}:${server.port}`;

/** The rows of the fleet behind a number of this page. The fleet shows one product at a time. */
export function fleetOf(
  server: string,
  product: string,
  only: Readonly<Record<string, string>> = {},
): string {
  return `${paths.fleet}?${new URLSearchParams({ changelog: product, server, ...only }).toString()}`;
}
