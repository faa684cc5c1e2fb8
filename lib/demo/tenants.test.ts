import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seedRowsSql } from '@/lib/demo/rows';
import { DEMO_TENANTS, SHARED_DATABASES, type DemoQuirk } from '@/lib/demo/tenants';

const shared = DEMO_TENANTS.filter((tenant) => SHARED_DATABASES.some((name) => name === tenant.database));
const own = DEMO_TENANTS.filter((tenant) => !shared.includes(tenant));
const withQuirk = (kind: DemoQuirk['kind']) => DEMO_TENANTS.filter((tenant) => tenant.quirk?.kind === kind);

describe('the demo fleet', () => {
  it('has 44 schemas in two databases and 16 databases of their own', () => {
    expect(shared).toHaveLength(44);
    expect(own).toHaveLength(16);
    expect(new Set(own.map((tenant) => tenant.database)).size).toBe(16);
  });

  it('gives every tenant a key and a placement of its own', () => {
    expect(new Set(DEMO_TENANTS.map((tenant) => tenant.key)).size).toBe(60);
    expect(new Set(DEMO_TENANTS.map((tenant) => `${tenant.database}/${tenant.schema}`)).size).toBe(60);
    expect(new Set(DEMO_TENANTS.map((tenant) => tenant.name)).size).toBe(60);
  });

  it('uses names that PostgreSQL takes without quotes', () => {
    for (const { database, schema } of DEMO_TENANTS) {
      expect(database).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
      expect(schema).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
    }
  });

  it('has two held tenants and one of each other quirk', () => {
    expect(withQuirk('held')).toHaveLength(2);
    for (const kind of ['fails', 'slow', 'drifted', 'noHistory'] as const) {
      expect(withQuirk(kind), kind).toHaveLength(1);
    }
  });

  it('leaves the failing and the slow tenant below the script that shows it', () => {
    expect(withQuirk('fails')[0]?.version).toBeLessThan(13);
    expect(withQuirk('slow')[0]?.version).toBeLessThan(12);
    // usage_events, which V12 rewrites, exists from V8 on
    expect(withQuirk('slow')[0]?.version).toBeGreaterThanOrEqual(8);
  });

  it('starts every tenant on a version that has a script, few of them on the newest', () => {
    const scripts = readdirSync('migrations');
    for (const { version } of DEMO_TENANTS) {
      expect(version).toBeGreaterThanOrEqual(6);
      expect(
        scripts.some((script) => script.startsWith(`V${version}__`)),
        `V${version}`,
      ).toBe(true);
    }
    expect(DEMO_TENANTS.filter((tenant) => tenant.version >= 13).length).toBeLessThanOrEqual(3);
  });
});

describe('the rows of the demo fleet', () => {
  it('name only tables and columns that exist at the version', () => {
    for (const tenant of DEMO_TENANTS) {
      const sql = seedRowsSql(tenant);
      expect(sql.includes('usage_events'), tenant.key).toBe(tenant.version >= 8);
      expect(sql.includes('country_code'), tenant.key).toBe(tenant.version >= 9);
      expect(sql.includes('credit_notes'), tenant.key).toBe(tenant.version >= 11);
      expect(sql.includes('billing_period'), tenant.key).toBe(tenant.version >= 12);
    }
  });

  it('survive a quote in the name of a company', () => {
    const tenant = DEMO_TENANTS.find((candidate) => candidate.name.includes("'"));
    expect(tenant && seedRowsSql(tenant)).toContain("'O''Hara''s Bluebonnet Nursery'");
  });
});
