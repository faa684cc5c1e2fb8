import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveServer } from '@/lib/engine/archive-server';
import type { Actor } from '@/lib/engine/context';
import { editServer } from '@/lib/engine/edit-server';
import { registerServer } from '@/lib/engine/register-server';
import { openPlanningStage, type PlanningStage } from '@/lib/testing/planning';
import { serverInput } from '@/lib/testing/registrations';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';
import { readServer, readServers } from './servers';

let stage: PlanningStage;
let real: TestEngine;
let admin: Actor;

beforeAll(async () => {
  stage = await openPlanningStage();
  real = await testEngine();
  admin = await real.person('admin');
});
afterAll(async () => {
  await stage.close();
  await real.close();
});

test('a server says how many tenants it has, how many of them could not be read, and what is in flight', async () => {
  const one = await stage.tenant('a');
  const two = await stage.tenant('b', { state: 'unreadable', database: 'other' });
  await stage.tenant('gone', { archived: true });
  const owner = await stage.person('operator');
  const [rolloutId, waveId] = [randomUUID(), randomUUID()];
  await stage.db.rollout.create({
    data: {
      id: rolloutId,
      name: 'Now',
      releaseId: stage.releaseId,
      state: 'running',
      planHash: 'p',
      createdById: owner.id,
      waves: { create: [{ id: waveId, position: 0, name: 'All', state: 'applying', rule: {} }] },
    },
  });
  const target = { rolloutId, waveId, serverId: stage.serverId };
  await stage.db.target.createMany({
    data: [
      {
        ...target,
        tenantId: one,
        position: 0,
        state: 'running',
        startedAt: new Date('2026-03-01T11:59:00Z'),
      },
      { ...target, tenantId: two, position: 1, state: 'pending' },
    ],
  });

  const { servers } = await readServers(stage.engine);
  expect(servers).toMatchObject([
    { key: 'pg-1', tenants: 2, unread: 1, inFlight: 1, products: [{ key: 'app', name: 'App', tenants: 2 }] },
  ]);
  const page = await readServer(stage.engine, 'pg-1');
  expect(page).toMatchObject({
    databases: [
      { name: 'app', tenants: 1 },
      { name: 'other', tenants: 1 },
    ],
    moreDatabases: 0,
    running: [{ tenant: 'a', rollout: 'Now', state: 'running', startedAt: '2026-03-01T11:59:00.000Z' }],
    unread: [{ tenant: 'b' }],
  });
  expect(await readServer(stage.engine, 'none')).toBeNull();
});

test('of a secret only its kind is told, and when it was last given', async () => {
  const input = serverInput(real.database, 'sealed');
  const registered = await registerServer(real.engine, admin, input);
  if (!registered.ok) throw new Error(JSON.stringify(registered.refusal));
  const { serverId } = registered.value;
  const { key: _key, credential, observerCredential: _observer, ...fields } = input;
  const at = async () => (await readServer(real.engine, 'sealed'))?.server.credential;
  expect(await at()).toEqual({ kind: 'password', sealedAt: '2026-03-01T12:00:00.000Z' });

  real.setTime(new Date('2026-03-02T12:00:00Z'));
  await editServer(real.engine, admin, { ...fields, name: 'Renamed', serverId, expectedVersion: 1 });
  expect(await at()).toEqual({ kind: 'password', sealedAt: '2026-03-01T12:00:00.000Z' });
  await editServer(real.engine, admin, { ...fields, credential, serverId, expectedVersion: 2 });
  expect(await at()).toEqual({ kind: 'password', sealedAt: '2026-03-02T12:00:00.000Z' });

  const everything = JSON.stringify([
    await readServers(real.engine),
    await readServer(real.engine, 'sealed'),
  ]);
  const { credential: stored } = await real.engine.db.server.findUniqueOrThrow({ where: { id: serverId } });
  expect(stored).not.toBeNull();
  expect(everything).not.toContain(stored);

  await real.engine.db.server.update({
    where: { id: serverId },
    data: { credential: 'env:GROUNDSWELL_CREDENTIAL_X' },
  });
  expect(await at()).toEqual({ kind: 'env', name: 'GROUNDSWELL_CREDENTIAL_X' });

  await archiveServer(real.engine, admin, { serverId, expectedVersion: 3 });
  expect((await readServers(real.engine)).servers).toEqual([]);
  expect((await readServer(real.engine, 'sealed'))?.server).toMatchObject({
    archivedAt: '2026-03-02T12:00:00.000Z',
    credential: { kind: 'none' },
  });
});
