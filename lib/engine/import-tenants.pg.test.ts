import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/engine/context';
import { archiveTenant } from '@/lib/engine/archive-tenant';
import { discoverTenants } from '@/lib/engine/discover-tenants';
import { editTenant } from '@/lib/engine/edit-tenant';
import { findTenants } from '@/lib/engine/find-tenants';
import { holdTenant } from '@/lib/engine/hold-tenant';
import { importTenants } from '@/lib/engine/import-tenants';
import { openPlaceholders } from '@/lib/engine/placeholder-values';
import { registerServer } from '@/lib/engine/register-server';
import { registerTenant } from '@/lib/engine/register-tenant';
import { releaseHold } from '@/lib/engine/release-hold';
import { expireHolds } from '@/lib/engine/expire-holds';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { serverInput, tenantInput } from '@/lib/testing/registrations';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;
let operator: Actor;
let serverId: string;

beforeAll(async () => {
  test = await testEngine();
  operator = await test.person('operator');
  const server = await registerServer(
    test.engine,
    await test.person('admin'),
    serverInput(test.database, 'pg-1'),
  );
  if (!server.ok) throw new Error(server.refusal.code);
  ({ serverId } = server.value);
  const first = await registerTenant(
    test.engine,
    operator,
    tenantInput({ key: 'first', serverId, database: 'd', schema: 'first' }),
  );
  // The changelog was made by being named first.
  expect(first).toMatchObject({ ok: true });
});
afterAll(() => test.close());

const header = 'key,name,server,database,schema,changelog';
const load = (csv: string, dryRun = false) => importTenants(test.engine, operator, { csv, dryRun });
const tenantByKey = (key: string) => test.engine.db.tenant.findUniqueOrThrow({ where: { key } });

async function problemsOf(csv: string) {
  const result = await load(csv, true);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value.problems.map(({ line, field, value, code }) => [line, field, value, code]);
}

describe('a CSV of tenants', () => {
  it('registers every row, with labels, placeholders, quotes and letters of any script', async () => {
    const csv = `\uFEFF${header},tier,criticality,label:ring,placeholder:currency\r
umlaut,"Möbel, ""fein"" & Söhne",pg-1,d,"t ""quoted""",app,gold,high,early,EUR\r
みなと,,pg-1,d,みなと,app,,,,\r
`;
    expect(await load(csv)).toEqual({ ok: true, value: { rows: 2, problems: [], written: true } });
    expect(await tenantByKey('umlaut')).toMatchObject({
      name: 'Möbel, "fein" & Söhne',
      schema: 't "quoted"',
      tier: 'gold',
      criticality: 'high',
      labels: { ring: 'early' },
      placeholders: { currency: { value: 'EUR' } },
    });
    expect(await tenantByKey('みなと')).toMatchObject({ name: 'みなと', tier: 'standard', labels: {} });
  });

  it('names unknown, missing and repeated columns, and reads no row under such a header', async () => {
    expect(await problemsOf('key,name,servr,database,schema,changelog,key\na,b,c,d,e,f,g\n')).toEqual([
      [1, 'servr', 'servr', 'header_unknown'],
      [1, 'key', 'key', 'header_repeated'],
      [1, 'server', '', 'header_missing'],
    ]);
  });

  it('lists everything that is wrong, by line, field and value, and writes nothing unless all is well', async () => {
    const csv = [
      `${header},criticality`,
      'good,Good,pg-1,d,good,app,low',
      'first,Taken,pg-1,d,other,app,low',
      'good,Twice,pg-1,d,good2,app,low',
      'place,Place,pg-1,d,first,app,low',
      'place2,Place,pg-1,d,good,app,low',
      'lost,Lost,pg-9,d,lost,app,low',
      'line,Line,pg-1,d,line,nope,low',
      `-bad,Bad,pg-1,d,${'x'.repeat(64)},app,urgent`,
      'short,Short,pg-1',
    ].join('\n');
    expect(await problemsOf(csv)).toEqual([
      [3, 'key', 'first', 'key_taken'],
      [4, 'key', 'good', 'key_repeated'],
      [5, 'schema', 'pg-1/d/first', 'placement_taken'],
      [6, 'schema', 'pg-1/d/good', 'placement_repeated'],
      [7, 'server', 'pg-9', 'server_unknown'],
      [8, 'changelog', 'nope', 'changelog_unknown'],
      [9, 'key', '-bad', 'value_refused'],
      [9, 'schema', 'x'.repeat(64), 'value_refused'],
      [9, 'criticality', 'urgent', 'value_refused'],
      [10, '', '3', 'column_count'],
    ]);
    const refused = await load(csv);
    expect(refused).toMatchObject({ refusal: { code: 'csv_bad_rows', facts: { rows: 9, count: 10 } } });
    const { problems } = refused.ok ? { problems: [] } : refused.refusal.facts;
    expect((problems as string[])[4]).toBe(
      'Line 7, server "pg-9": Use the key of a registered server: pg-1.',
    );
    expect(await test.engine.db.tenant.count({ where: { key: 'good' } })).toBe(0);
  });

  it.each([
    ['', 1, 'no_header'],
    [`${header}\n`, 1, 'no_rows'],
    [`${header}\na,"open,pg-1\n`, 3, 'CSV_QUOTE_NOT_CLOSED'],
  ])('refuses what is no table (%#)', async (csv, line, why) => {
    const result = await load(csv);
    expect(result).toMatchObject({ refusal: { code: 'csv_unreadable', facts: { why } } });
    expect(result.ok ? 0 : result.refusal.facts['line']).toBeLessThanOrEqual(line);
  });

  it('of 2,000 rows goes in at once', async () => {
    const rows = Array.from({ length: 2000 }, (_, at) => `bulk-${at},,pg-1,bulk,t${at},app`);
    expect(await load([header, ...rows].join('\n'))).toMatchObject({
      ok: true,
      value: { rows: 2000, written: true },
    });
    await test.engine.db.tenant.deleteMany({ where: { database: 'bulk' } });
  });
});

describe('a tenant', () => {
  it('has one key and one place', async () => {
    const at = (key: string, schema: string, changes = {}) =>
      registerTenant(test.engine, operator, tenantInput({ key, serverId, database: 'd', schema }, changes));
    expect(await at('first', 'elsewhere')).toMatchObject({ refusal: { code: 'key_taken' } });
    expect(await at('other', 'first')).toMatchObject({
      refusal: { code: 'placement_taken', facts: { by: 'first' } },
    });
    expect(await at('other', 'o', { changelogKey: 'typo' })).toMatchObject({
      refusal: { code: 'not_found', facts: { what: 'changelog', value: 'typo', known: ['app'] } },
    });
  });

  it('keeps a secret placeholder sealed, through edits that do not give it again', async () => {
    const place = { key: 'secretive', serverId, database: 'd', schema: 'secretive' };
    const placeholders = {
      token: { value: 'hush-hush', secret: true },
      plain: { value: 'a', secret: false },
    };
    await registerTenant(test.engine, operator, tenantInput(place, { placeholders }));
    const before = await tenantByKey('secretive');
    expect(JSON.stringify(before.placeholders)).not.toContain('hush');
    const { key: _key, changelogKey: _changelog, ...fields } = tenantInput(place);
    const edited = await editTenant(test.engine, operator, {
      ...fields,
      tenantId: before.id,
      expectedVersion: 1,
      placeholders: { token: { value: null, secret: true }, plain: { value: 'b', secret: false } },
    });
    expect(edited).toEqual({ ok: true, value: { version: 2 } });
    const { placeholders: stored } = await tenantByKey('secretive');
    const opened = openPlaceholders(stored, { kind: 'tenant', id: before.id }, test.engine.keys.credentials);
    expect(opened).toEqual({ ok: true, values: { token: 'hush-hush', plain: 'b' } });
  });

  it('is moved with its stale observation left behind, and archived with its hold released', async () => {
    const place = { key: 'mover', serverId, database: 'd', schema: 'mover' };
    await registerTenant(test.engine, operator, tenantInput(place));
    const { id } = await tenantByKey('mover');
    await test.engine.db.observation.create({ data: { tenantId: id, state: 'ok', currentVersion: '4' } });
    const { key: _key, changelogKey: _changelog, ...fields } = tenantInput(place);
    const move = { ...fields, tenantId: id, expectedVersion: 1, schema: 'first' };
    expect(await editTenant(test.engine, operator, move)).toMatchObject({
      refusal: { code: 'placement_taken' },
    });
    expect(await editTenant(test.engine, operator, { ...move, schema: 'moved' })).toMatchObject({ ok: true });
    expect(await test.engine.db.observation.count({ where: { tenantId: id } })).toBe(0);
    await holdTenant(test.engine, operator, {
      tenantIds: [id],
      reason: 'Closing the account',
      expiresAt: null,
    });
    const archive = { tenantId: id, expectedVersion: 2, reason: 'Customer left' };
    expect(await archiveTenant(test.engine, operator, archive)).toMatchObject({ ok: true });
    expect(await archiveTenant(test.engine, operator, archive)).toMatchObject({
      refusal: { code: 'tenant_archived' },
    });
    expect(await test.engine.db.hold.count({ where: { tenantId: id, releasedAt: null } })).toBe(0);
  });

  it('stays where it is while a rollout may still touch it; its name may change', async () => {
    const place = { key: 'rolling', serverId, database: 'd', schema: 'rolling' };
    await registerTenant(test.engine, operator, tenantInput(place));
    const { id, changelogId } = await tenantByKey('rolling');
    const { db } = test.engine;
    const release = await db.release.create({
      data: { changelogId, name: '1', digest: 'd', source: 'folder', publishedById: operator.id },
    });
    const rollout = await db.rollout.create({
      data: {
        name: 'March',
        releaseId: release.id,
        state: 'running',
        planHash: 'h',
        createdById: operator.id,
      },
    });
    const wave = await db.wave.create({
      data: { rolloutId: rollout.id, position: 0, name: 'canary', state: 'applying', rule: {} },
    });
    const target = await db.target.create({
      data: { rolloutId: rollout.id, waveId: wave.id, tenantId: id, serverId, position: 0, state: 'pending' },
    });
    const { key: _key, changelogKey: _changelog, ...fields } = tenantInput(place);
    const edit = (expectedVersion: number, changes: object) =>
      editTenant(test.engine, operator, { ...fields, tenantId: id, expectedVersion, ...changes });
    const refused = { refusal: { code: 'tenant_in_rollout', facts: { rollout: 'March', state: 'pending' } } };
    expect(await edit(1, { schema: 'away' })).toMatchObject(refused);
    expect(await edit(1, { placeholders: { a: { value: 'b', secret: false } } })).toMatchObject(refused);
    const archive = { tenantId: id, expectedVersion: 1, reason: 'Customer left' };
    expect(await archiveTenant(test.engine, operator, archive)).toMatchObject(refused);
    expect(await edit(1, { name: 'Renamed' })).toEqual({ ok: true, value: { version: 2 } });
    expect(await edit(1, { name: 'Again' })).toMatchObject({ refusal: { code: 'stale_version' } });
    await db.target.update({ where: { id: target.id }, data: { live: false } });
    expect(await archiveTenant(test.engine, operator, { ...archive, expectedVersion: 2 })).toMatchObject({
      ok: true,
    });
  });

  it('is held once at a time, all chosen ones or none, until released or lapsed', async () => {
    const [a, b] = [(await tenantByKey('first')).id, (await tenantByKey('umlaut')).id];
    const hold = (tenantIds: string[], expiresAt: string | null = null) =>
      holdTenant(test.engine, operator, { tenantIds, reason: 'Audit season', expiresAt });
    expect(await hold([a], '2026-03-02T00:00:00Z')).toEqual({ ok: true, value: { held: 1 } });
    expect(await hold([a, b])).toMatchObject({
      refusal: { code: 'already_held', facts: { tenants: ['first'] } },
    });
    expect(await test.engine.db.hold.count({ where: { tenantId: b } })).toBe(0);
    expect(await hold([b], '2026-02-01T00:00:00Z')).toMatchObject({ refusal: { code: 'bad_input' } });
    test.setTime(new Date('2026-03-02T00:00:00Z'));
    expect(await expireHolds(test.engine)).toBe(1);
    expect(await hold([a, b])).toEqual({ ok: true, value: { held: 2 } });
    expect(await releaseHold(test.engine, operator, { tenantIds: [a] })).toEqual({
      ok: true,
      value: { released: 1 },
    });
    expect(await releaseHold(test.engine, operator, { tenantIds: [a, b] })).toMatchObject({
      refusal: { code: 'not_held', facts: { tenants: ['first'] } },
    });
    expect(await hold([b])).toMatchObject({ refusal: { code: 'already_held' } });
  });
});

describe('discovery', () => {
  let fleet: TestDatabase;
  beforeAll(async () => {
    fleet = await createTestDatabase();
    const client = new pg.Client({ connectionString: fleet.url });
    await client.connect();
    await client.query(`
      CREATE SCHEMA tenant_a; CREATE TABLE tenant_a.flyway_schema_history (a int); CREATE TABLE tenant_a.t (a int);
      CREATE SCHEMA "tenant_b ""x"""; CREATE TABLE "tenant_b ""x""".t (a int);
      CREATE SCHEMA other; CREATE TABLE other.t (a int); CREATE SCHEMA tenant_empty`);
    await client.end();
  });
  afterAll(() => fleet.drop());

  it('finds schemas by pattern or history table, and registers those that were chosen, all or none', async () => {
    const look = {
      serverId,
      databasePattern: fleet.database,
      schemaPattern: 'tenant_*',
      onlyWithHistory: false,
    };
    const found = await findTenants(test.engine, operator, look);
    if (!found.ok) throw new Error(found.refusal.code);
    expect(found.value.unread).toEqual([]);
    expect(
      found.value.found.map(({ schema, hasHistory, suggestedKey }) => [schema, hasHistory, suggestedKey]),
    ).toEqual([
      ['tenant_a', true, 'a'],
      ['tenant_b "x"', false, 'b-x'],
    ]);
    const withHistory = await findTenants(test.engine, operator, {
      ...look,
      schemaPattern: '*',
      onlyWithHistory: true,
    });
    expect(withHistory).toMatchObject({ ok: true, value: { found: [{ schema: 'tenant_a' }] } });

    const chosen = found.value.found.map(({ database, schema, suggestedKey: key }) => ({
      key,
      name: key,
      database,
      schema,
    }));
    const choice = {
      serverId,
      changelogKey: 'app',
      tier: 'standard',
      region: 'eu',
      criticality: 'normal' as const,
    };
    const taken = { key: 'first', name: 'x', database: fleet.database, schema: 'other' };
    expect(
      await discoverTenants(test.engine, operator, { ...choice, found: [...chosen, taken] }),
    ).toMatchObject({
      refusal: { code: 'key_taken', facts: { keys: ['first'] } },
    });
    expect(await test.engine.db.tenant.count({ where: { database: fleet.database } })).toBe(0);
    expect(await discoverTenants(test.engine, operator, { ...choice, found: chosen })).toEqual({
      ok: true,
      value: { registered: 2 },
    });
    const again = await findTenants(test.engine, operator, look);
    expect(again.ok && again.value.found.map((one) => one.registeredKey)).toEqual(['a', 'b-x']);
  });

  it('is not for viewers', async () => {
    const look = { serverId, databasePattern: '*', schemaPattern: '*', onlyWithHistory: false };
    expect(await findTenants(test.engine, await test.person('viewer'), look)).toMatchObject({
      refusal: { code: 'not_allowed' },
    });
  });
});
