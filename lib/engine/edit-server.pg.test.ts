import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveServer } from '@/lib/engine/archive-server';
import type { Actor } from '@/lib/engine/context';
import { editServer } from '@/lib/engine/edit-server';
import { registerServer } from '@/lib/engine/register-server';
import { registerTenant } from '@/lib/engine/register-tenant';
import { serverConnection } from '@/lib/engine/server-connection';
import { onServer } from '@/lib/testing/database';
import { serverInput, tenantInput } from '@/lib/testing/registrations';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;
let admin: Actor;
const secret = 'test';
const observer = {
  name: `observer_${Math.random().toString(36).slice(2, 8)}`,
  password: 'only-looks-around',
};

beforeAll(async () => {
  test = await testEngine();
  admin = await test.person('admin');
  await onServer(test.database, `CREATE ROLE ${observer.name} LOGIN PASSWORD '${observer.password}'`);
});
afterAll(async () => {
  await onServer(test.database, `DROP ROLE ${observer.name}`);
  await test.close();
});

const row = (id: string) => test.engine.db.server.findUniqueOrThrow({ where: { id } });

async function registered(key: string, changes = {}): Promise<string> {
  const result = await registerServer(test.engine, admin, serverInput(test.database, key, changes));
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value.serverId;
}

/** What the form of an existing server posts back. */
function edit(serverId: string, changes = {}) {
  const {
    key: _key,
    credential: _credential,
    observerCredential: _observer,
    ...fields
  } = serverInput(test.database, '');
  return { ...fields, serverId, expectedVersion: 1, ...changes };
}

describe('credentials of a server', () => {
  it('are stored sealed for that server and purpose, and are nowhere else to be read', async () => {
    const id = await registered('sealed', {
      observerUsername: observer.name,
      observerCredential: { kind: 'password', value: observer.password },
    });
    const stored = await row(id);
    expect(stored.credential).toMatch(/^gs1\./);
    expect(stored.major).toBeGreaterThanOrEqual(15);
    const audit = JSON.stringify(await test.engine.db.auditLine.findMany(), (_, value: unknown) =>
      String(value),
    );
    expect(`${JSON.stringify(stored)}${audit}`).not.toContain(observer.password);
    expect(serverConnection(test.engine, stored, 'migrator')).toMatchObject({
      ok: true,
      value: { password: secret },
    });
    expect(serverConnection(test.engine, stored, 'observer')).toMatchObject({
      ok: true,
      value: { user: observer.name, password: observer.password },
    });
  });

  it('do not open in another row, under the other purpose, changed, or with another key', async () => {
    const [first, second] = [await row(await registered('first')), await row(await registered('second'))];
    const bytes = Buffer.from(first.credential?.split('.')[2] ?? '', 'base64url');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    const changed = `${first.credential?.split('.').slice(0, 2).join('.')}.${bytes.toString('base64url')}`;
    const tampered = {
      ok: false,
      refusal: { code: 'credential_missing', facts: { why: 'sealed_tampered' } },
    };
    expect(
      serverConnection(test.engine, { ...second, credential: first.credential }, 'migrator'),
    ).toMatchObject(tampered);
    expect(serverConnection(test.engine, { ...first, credential: changed }, 'migrator')).toMatchObject(
      tampered,
    );
    const swapped = { ...first, observerUsername: 'x', observerCredential: first.credential };
    expect(serverConnection(test.engine, swapped, 'observer')).toMatchObject(tampered);
    const otherKeys = { ...test.engine, keys: { ...test.engine.keys, credentials: Buffer.alloc(32) } };
    expect(serverConnection(otherKeys, first, 'migrator')).toMatchObject({
      refusal: { facts: { why: 'sealed_unknown_key' } },
    });
  });

  it('may name a variable made for the purpose, and say when it is not set', async () => {
    const result = await registerServer(
      test.engine,
      admin,
      serverInput(test.database, 'by-env', {
        credential: { kind: 'env', name: 'GROUNDSWELL_CREDENTIAL_ABSENT' },
      }),
    );
    expect(result).toMatchObject({
      refusal: {
        code: 'credential_missing',
        facts: { why: 'credential_not_set', name: 'GROUNDSWELL_CREDENTIAL_ABSENT' },
      },
    });
    const stored = { ...(await row(await registered('env-row'))), credential: 'env:DATABASE_URL' };
    expect(serverConnection(test.engine, stored, 'migrator')).toMatchObject({
      refusal: { code: 'credential_name_not_allowed', facts: { name: 'DATABASE_URL' } },
    });
  });
});

describe('registering a server', () => {
  it.each([
    ['a wrong password', { credential: { kind: 'password', value: 'wrong' } }, 'wrong_password'],
    ['an unknown database', { maintenanceDatabase: 'nowhere' }, 'unknown_database'],
    ['a port where nobody listens', { port: 1 }, 'unreachable'],
    ['TLS that the server does not speak', { tlsMode: 'require' }, 'tls_refused'],
  ] as const)('refuses %s and saves nothing', async (_, changes, why) => {
    const result = await registerServer(test.engine, admin, serverInput(test.database, 'bad', changes));
    expect(result).toMatchObject({ ok: false, refusal: { code: 'server_unreachable', facts: { why } } });
    expect(JSON.stringify(result)).not.toContain('wrong"');
    expect(await test.engine.db.server.count({ where: { key: 'bad' } })).toBe(0);
  });

  it('refuses a key that is taken, an observer without a secret, and anybody but an administrator', async () => {
    await registered('taken');
    const take = (actor: Actor, changes = {}) =>
      registerServer(test.engine, actor, serverInput(test.database, 'taken', changes));
    expect(await take(admin)).toMatchObject({ refusal: { code: 'key_taken' } });
    expect(await take(admin, { key: 'new', observerUsername: 'x' })).toMatchObject({
      refusal: { code: 'secret_required' },
    });
    expect(await take(await test.person('operator'))).toMatchObject({ refusal: { code: 'not_allowed' } });
  });
});

describe('editing a server', () => {
  it('keeps the secret while it stays where it was given for', async () => {
    const id = await registered('renamed');
    expect(await editServer(test.engine, admin, edit(id, { name: 'Renamed', maxConcurrency: 9 }))).toEqual({
      ok: true,
      value: { version: 2 },
    });
    const saved = await row(id);
    expect(saved).toMatchObject({ name: 'Renamed', maxConcurrency: 9 });
    expect(serverConnection(test.engine, saved, 'migrator')).toMatchObject({ value: { password: secret } });
    expect(await editServer(test.engine, admin, edit(id))).toMatchObject({
      refusal: { code: 'stale_version' },
    });
  });

  it.each([
    [{ host: 'elsewhere.example.com' }, ['host']],
    [{ port: 1 }, ['port']],
    [{ tlsMode: 'require' as const }, ['tlsMode']],
    [{ username: 'somebody' }, ['username']],
  ])('asks for the secret again for %o', async (changes, changed) => {
    const id = await registered(`moved-${changed.join()}`);
    expect(await editServer(test.engine, admin, edit(id, changes))).toMatchObject({
      refusal: { code: 'secret_required', facts: { field: 'credential', changed } },
    });
    expect(await row(id)).toMatchObject({ host: test.database.host, port: test.database.port, version: 1 });
  });

  it('asks for the observer’s secret too', async () => {
    const credential = { kind: 'password' as const, value: secret };
    const id = await registered('observed', {
      observerUsername: observer.name,
      observerCredential: { kind: 'password', value: observer.password },
    });
    const moved = { host: 'localhost', observerUsername: observer.name, credential };
    expect(await editServer(test.engine, admin, edit(id, moved))).toMatchObject({
      refusal: { code: 'secret_required', facts: { field: 'observerCredential' } },
    });
    expect(await editServer(test.engine, admin, edit(id, { credential }))).toMatchObject({ ok: true });
    expect((await row(id)).observerCredential).toBeNull();
  });
});

describe('archiving a server', () => {
  it('waits for its tenants to be gone, and forgets its secrets', async () => {
    const id = await registered('leaving');
    const place = { key: 'last', serverId: id, database: 'd', schema: 's' };
    await registerTenant(test.engine, await test.person('operator'), tenantInput(place));
    expect(await archiveServer(test.engine, admin, { serverId: id, expectedVersion: 1 })).toMatchObject({
      refusal: { code: 'server_in_use', facts: { tenants: 1 } },
    });
    await test.engine.db.tenant.updateMany({ data: { archivedAt: new Date() } });
    expect(await archiveServer(test.engine, admin, { serverId: id, expectedVersion: 1 })).toMatchObject({
      ok: true,
    });
    expect(await row(id)).toMatchObject({ credential: null });
  });
});
