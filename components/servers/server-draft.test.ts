import { describe, expect, it } from 'vitest';
import { editServer, registerServer } from '@/lib/wire/commands';
import type { ServerView } from '@/lib/wire/servers-view';
import { askedAgain, draftOf, fieldsOf, newDraft } from './server-draft';

const server: ServerView = {
  id: '0199a3c2-0000-7000-8000-000000000001',
  key: 'pg-eu-1',
  name: 'Europe 1',
  rowVersion: 3,
  environment: 'production',
  host: 'db.example',
  port: 5432,
  tlsMode: 'verify-full',
  ca: null,
  maintenanceDatabase: 'postgres',
  username: 'migrator',
  credential: { kind: 'password', sealedAt: null },
  observer: { username: 'observer', credential: { kind: 'env', name: 'GROUNDSWELL_CREDENTIAL_EU' } },
  runAsRole: null,
  historySchema: null,
  historyTable: 'flyway_schema_history',
  maxConcurrency: 4,
  inFlight: 0,
  major: 18,
  problem: null,
  observedAt: null,
  archivedAt: null,
  createdAt: '2026-11-01T00:00:00.000Z',
  tenants: 0,
  unread: 0,
  products: [],
};
const draft = draftOf(server);

describe('fieldsOf', () => {
  it('sends no secret that is kept', () => {
    const fields = fieldsOf(draft);
    expect(fields).not.toHaveProperty('credential');
    expect(fields).not.toHaveProperty('observerCredential');
    expect(editServer.safeParse({ ...fields, serverId: server.id, expectedVersion: 3 }).success).toBe(true);
  });

  it('is what registering takes, with optional texts as null and the key for a name', () => {
    const fields = fieldsOf({
      ...newDraft,
      key: 'pg-eu-1',
      host: ' db.example ',
      username: 'migrator',
      credential: { kind: 'password', password: ' kept as typed ', variable: '' },
      hasObserver: false,
      observerUsername: 'left over',
      runAsRole: ' ',
    });
    expect(registerServer.parse({ ...fields, key: 'pg-eu-1' })).toMatchObject({
      name: 'pg-eu-1',
      host: 'db.example',
      runAsRole: null,
      historySchema: null,
      ca: null,
      observerUsername: null,
      observerCredential: null,
      credential: { kind: 'password', value: ' kept as typed ' },
    });
  });
});

describe('askedAgain', () => {
  it('asks nothing when nothing moved', () => {
    expect(askedAgain({ ...draft, name: 'Other', maxConcurrency: '8' }, server)).toEqual({
      migrator: [],
      observer: [],
    });
  });

  it('asks for both when the place or its TLS moved', () => {
    const moved = { ...draft, host: 'other.example', port: '5433', tlsMode: 'verify-ca' as const, ca: 'PEM' };
    const what = ['the host', 'the port', 'the TLS mode', 'the CA'];
    expect(askedAgain(moved, server)).toEqual({ migrator: what, observer: what });
  });

  it('asks only for the role whose user is another', () => {
    expect(askedAgain({ ...draft, username: 'other' }, server)).toEqual({
      migrator: ['the user'],
      observer: [],
    });
    expect(askedAgain({ ...draft, observerUsername: 'other' }, server).observer).toEqual([
      'the observer’s user',
    ]);
    expect(askedAgain(draft, { ...server, observer: null }).observer).toEqual(['the observer, which is new']);
    expect(askedAgain({ ...draft, hasObserver: false, host: 'other.example' }, server).observer).toEqual([]);
  });
});
