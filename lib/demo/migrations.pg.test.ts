import { existsSync, readFileSync, readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replacePlaceholders } from '@/lib/changelog/placeholders';
import { splitScript } from '@/lib/changelog/split';
import { driftSql, seedRowsSql } from '@/lib/demo/rows';
import { DEMO_TENANTS, type DemoQuirk, type DemoTenant } from '@/lib/demo/tenants';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';

const files = readdirSync('migrations').filter((name) => name.endsWith('.sql'));
const NEWEST = 14;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** A fresh schema for a copy of the tenant's, on the `search_path` from here on. */
async function enterSchema(name: string): Promise<void> {
  await client.query(`CREATE SCHEMA ${name}`);
  await client.query(`SET search_path = ${name}`);
}

/** Runs the script of the given prefix (`V3`, `U14`, `R`) for a tenant, as the engine would: in one transaction if it can. */
async function run(prefix: string, tenant: DemoTenant): Promise<void> {
  for (const name of files.filter((file) => file.startsWith(`${prefix}__`))) {
    const text = readFileSync(`migrations/${name}`, 'utf8');
    const filled = existsSync(`migrations/${name}.conf`)
      ? ({ ok: true, text } as const)
      : replacePlaceholders(text, tenant.placeholders);
    if (!filled.ok) throw new Error(`${name}: a placeholder without a value`);
    const split = splitScript(filled.text);
    if (!split.ok) throw new Error(`${name}: cannot be split`);
    if (split.statements.every((statement) => statement.transactional)) await client.query(filled.text);
    else for (const statement of split.statements) await client.query(statement.text);
  }
}

async function migrate(tenant: DemoTenant, from: number, to: number): Promise<void> {
  for (let version = from; version <= to; version += 1) await run(`V${version}`, tenant);
}

/** Everything in the schema that a person would call its shape; columns in their order, without gaps from dropped ones. */
async function shape(): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>(`
    WITH s AS (SELECT current_schema()::regnamespace AS oid)
    SELECT concat_ws(' ', c.relname, row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
                     format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                     pg_get_expr(d.adbin, d.adrelid)) AS line
      FROM s JOIN pg_class c ON c.relnamespace = s.oid AND c.relkind IN ('r', 'v')
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    UNION ALL SELECT indexdef || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
      FROM s, pg_indexes x JOIN pg_index i ON i.indexrelid = format('%I.%I', x.schemaname, x.indexname)::regclass
     WHERE x.schemaname = current_schema()
    UNION ALL SELECT concat_ws(' ', k.conrelid::regclass, k.conname, k.convalidated, pg_get_constraintdef(k.oid))
      FROM s JOIN pg_constraint k ON k.connamespace = s.oid
    UNION ALL SELECT pg_get_functiondef(p.oid) FROM s JOIN pg_proc p ON p.pronamespace = s.oid
    UNION ALL SELECT pg_get_triggerdef(t.oid)
      FROM s JOIN pg_class c ON c.relnamespace = s.oid JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
    UNION ALL SELECT concat_ws(' ', t.typname, t.typtype, e.enumlabel)
      FROM s JOIN pg_type t ON t.typnamespace = s.oid LEFT JOIN pg_enum e ON e.enumtypid = t.oid
     ORDER BY 1`);
  return rows.map((row) => row.line);
}

function tenantWith(kind: DemoQuirk['kind']): DemoTenant {
  const found = DEMO_TENANTS.find((tenant) => tenant.quirk?.kind === kind);
  if (!found) throw new Error(`no tenant of kind ${kind}`);
  return found;
}

function plainTenantAt(version: number): DemoTenant {
  const found = DEMO_TENANTS.find((tenant) => tenant.version === version && tenant.quirk === undefined);
  if (!found) throw new Error(`no plain tenant at ${version}`);
  return found;
}

describe('the demo product’s migrations', () => {
  it('are taken back by their undo scripts to exactly the shape before, V3 alone has none, and apply again', async () => {
    const tenant = plainTenantAt(11);
    await enterSchema('there_and_back');
    const before = new Map<number, readonly string[]>();
    for (let version = 1; version <= NEWEST; version += 1) {
      before.set(version, await shape());
      await run(`V${version}`, tenant);
    }
    const newest = await shape();
    for (let version = NEWEST; version >= 4; version -= 1) {
      await run(`U${version}`, tenant);
      expect(await shape(), `after U${version}`).toEqual(before.get(version));
    }
    expect(files.filter((name) => name.startsWith('U3__'))).toEqual([]);
    await migrate(tenant, 4, NEWEST);
    expect(await shape()).toEqual(newest);
  });

  it('keep the shape from V6 on with the repeatables in place', async () => {
    const tenant = plainTenantAt(11);
    await enterSchema('with_repeatables');
    await migrate(tenant, 1, 6);
    await run('R', tenant);
    const atSix = await shape();
    await migrate(tenant, 7, NEWEST);
    await run('R', tenant);
    for (let version = NEWEST; version > 6; version -= 1) await run(`U${version}`, tenant);
    expect(await shape()).toEqual(atSix);
  });

  it.each([6, 7, 9, 10, 11, 12, 13, 14])(
    'take a tenant with rows at V%i to the newest and back',
    async (version) => {
      const tenant = plainTenantAt(version);
      await enterSchema(`rows_at_${version}`);
      await migrate(tenant, 1, version);
      await client.query(seedRowsSql(tenant));
      await migrate(tenant, version + 1, NEWEST);
      for (let undone = NEWEST; undone >= 7; undone -= 1) await run(`U${undone}`, tenant);
      const { rows } = await client.query('SELECT count(*)::int AS n FROM invoices');
      expect(rows[0].n).toBeGreaterThanOrEqual(40);
    },
  );

  it('stop at V13 where users differ only by case, and leave the former index in place', async () => {
    const tenant = tenantWith('fails');
    await enterSchema('clashing');
    await migrate(tenant, 1, tenant.version);
    await client.query(seedRowsSql(tenant));
    await migrate(tenant, tenant.version + 1, 12);
    const at12 = await shape();
    await expect(run('V13', tenant)).rejects.toMatchObject({
      code: '23505',
      constraint: 'users_email_lower_key',
    });
    expect(await shape()).toEqual(at12);
  });

  it('are not hindered by the hand-made changes of the drifted tenant, which show in its shape', async () => {
    const tenant = tenantWith('drifted');
    await enterSchema('drifted');
    await migrate(tenant, 1, tenant.version);
    const clean = await shape();
    await client.query(driftSql());
    expect(await shape()).not.toEqual(clean);
    await migrate(tenant, tenant.version + 1, NEWEST);
  });
});
