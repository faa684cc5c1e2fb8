import { describe, expect, it } from 'vitest';
import { databaseGrants, serverGrants } from './grants';

const roles = { migrator: '', observer: '', owner: '' };

describe('grants', () => {
  it('names the guide’s roles until the form names others', () => {
    expect(serverGrants(roles)).toContain('GRANT product_owner TO groundswell_migrator;');
    expect(serverGrants({ ...roles, owner: 'app_owner' })).toContain(
      'GRANT app_owner TO groundswell_migrator;',
    );
    expect(databaseGrants(roles)).toContain('GRANT SELECT ON TABLES TO groundswell_observer;');
  });

  it('leaves the observer out where there is none', () => {
    const sql = serverGrants({ ...roles, observer: null });
    expect(sql).not.toContain('observer');
    expect(sql).toContain('GRANT CONNECT ON DATABASE product TO groundswell_migrator;');
  });

  it('quotes names that are no plain words, as identifiers and as literals', () => {
    const odd = { migrator: 'Mig"rator', observer: "o'bs", owner: 'select me' };
    expect(serverGrants(odd)).toContain('GRANT "select me" TO "Mig""rator";');
    expect(databaseGrants(odd)).toContain("format('GRANT USAGE ON SCHEMA %I TO %I', tenant, 'o''bs');");
    expect(databaseGrants(odd)).toContain('GRANT SELECT ON TABLES TO "o\'bs";');
  });
});
