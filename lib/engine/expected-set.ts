import type { Failure } from '@/lib/domain/failure';
import type { Migration, PreparedMigration } from '@/lib/domain/migration';
import { findPlaceholders } from '@/lib/changelog/placeholders';
import { prepare } from '@/lib/changelog/prepare';
import type { ServerRow } from '@/lib/db/rows';
import { toJson } from '@/lib/db/json';
import { sha256 } from '@/lib/platform/secrets';
import { buildExpected } from '@/lib/tenant/expected';
import { newFailure } from '@/lib/tenant/failure';
import { withoutLeadingComments } from '@/lib/tenant/statement-text';
import type { Engine } from './context';
import { serverConnection, type ServerEndpoint } from './server-connection';

/** What is asked: exactly these scripts, in this order, with these values, on this server's major version. */
export type ExpectedSet = {
  readonly server: ServerEndpoint & Pick<ServerRow, 'maintenanceDatabase'>;
  readonly major: number;
  readonly migrations: readonly Migration[];
  readonly values: Readonly<Record<string, string>>;
  readonly builtins: Readonly<Record<string, string>>;
};

export type ExpectedAnswer =
  | { readonly ok: true; readonly fingerprint: string }
  | { readonly ok: false; readonly failure: Failure };

const statementTimeoutMs = 60_000;
/** A set that could not be built is not tried again for every tenant that has it. */
const retryFailedMs = 300_000;
type Building = Map<string, { readonly answer: Promise<ExpectedAnswer>; readonly until: number }>;
const buildingOf = new WeakMap<Engine, Building>();
/** A set's hash names its content, so its fingerprint never changes: it is read once for all tenants that have it. */
const MAX_KNOWN = 2_000;
const knownOf = new WeakMap<Engine, Map<string, string>>();

/**
 * The fingerprint of a clean build: from the table, else built now in the server's scratch database and kept. Never
 * learned from a tenant. One build at a time for one set, however many tenants ask.
 */
export async function expectedOfSet(engine: Engine, set: ExpectedSet): Promise<ExpectedAnswer> {
  const setHash = hashOf(set);
  if (!setHash.ok) return setHash;
  const id = { setHash: setHash.value, serverMajor: set.major };
  const key = `${id.setHash} ${id.serverMajor}`;
  const kept = knownOf.get(engine)?.get(key);
  if (kept !== undefined) return { ok: true, fingerprint: kept };
  const known = await engine.db.expectedFingerprint.findUnique({
    where: { setHash_serverMajor: id },
    select: { fingerprint: true },
  });
  if (known !== null) {
    remember(engine, key, known.fingerprint);
    return { ok: true, fingerprint: known.fingerprint };
  }
  const now = engine.clock.now().getTime();
  const building: Building = buildingOf.get(engine) ?? new Map();
  buildingOf.set(engine, building);
  const running = building.get(key);
  if (running !== undefined && running.until > now) return running.answer;
  const answer = build(engine, set, setHash.value);
  building.set(key, { answer, until: now + retryFailedMs });
  const built = await answer;
  if (built.ok) {
    building.delete(key);
    remember(engine, key, built.fingerprint);
  }
  return built;
}

function remember(engine: Engine, key: string, fingerprint: string): void {
  const known = knownOf.get(engine) ?? new Map<string, string>();
  knownOf.set(engine, known);
  known.set(key, fingerprint);
  const [oldest] = known.keys();
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
}

async function build(engine: Engine, set: ExpectedSet, setHash: string): Promise<ExpectedAnswer> {
  const connection = serverConnection(engine, set.server, 'migrator');
  if (!connection.ok) return unknown('credential_missing', connection.refusal.code);
  const built = await buildExpected(connection.value, {
    prepare: (schema) => {
      const prepared = prepareAll(set, schema);
      return prepared.ok ? prepared.value : [];
    },
    statementTimeoutMs,
    maintenanceDatabase: set.server.maintenanceDatabase,
  });
  if (!built.ok) {
    if (built.failure.code !== 'scratch_denied') return { ok: false, failure: built.failure };
    return unknown('insufficient_privilege', 'scratch_denied');
  }
  const { fingerprint, objects, serverMajor } = built.value;
  await engine.db.expectedFingerprint.createMany({
    data: [{ setHash, serverMajor, fingerprint, objects: toJson(objects), builtAt: engine.clock.now() }],
    skipDuplicates: true,
  });
  // The server was upgraded since it was read: the next observation asks for its new major version.
  return serverMajor === set.major ? { ok: true, fingerprint } : unknown('internal', 'major_changed');
}

const unknown = (code: Failure['code'], reason: string): ExpectedAnswer => ({
  ok: false,
  failure: newFailure(code, { facts: { reason } }),
});

type Hashed =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Each script by path, checksum and mode, and the text, with values in, of those statements that can shape a schema.
 * Values that only go into rows (a currency, a number of days) make no other set, or every customer would be one.
 */
function hashOf(set: ExpectedSet): Hashed {
  // A schema's own name is in the text and not in the fingerprint: the hash is of a fixed name.
  const parts: HashPart[] = [];
  for (const migration of set.migrations) {
    const kept = partOf.get(migration);
    if (kept !== undefined) {
      parts.push(kept);
      continue;
    }
    const prepared = prepareAll({ ...set, migrations: [migration] }, 'tenant');
    if (!prepared.ok) return prepared;
    const [script] = prepared.value;
    if (script === undefined) throw new Error('a script was prepared away');
    const shaping = script.statements.flatMap(({ text }) => (onlyMovesRows(text) ? [] : [text])).join(';\n');
    const part: HashPart = [script.kind, script.script, migration.checksum, script.transactional, sha256(shaping)];
    if (!migration.placeholderReplacement || findPlaceholders(migration.sql).uses.length === 0) {
      partOf.set(migration, part);
    }
    parts.push(part);
  }
  return { ok: true, value: sha256(JSON.stringify(['groundswell-set-1', parts])) };
}

type HashPart = readonly [kind: string, script: string, checksum: number, transactional: boolean, shaping: string];
/** Of scripts without placeholders, which are the same for every tenant: splitting them each time would cost most. */
const partOf = new WeakMap<Migration, HashPart>();

const onlyMovesRows = (statement: string): boolean =>
  /^(INSERT|UPDATE|DELETE|MERGE|COPY)\b/i.test(withoutLeadingComments(statement));

type PreparedAll =
  | { readonly ok: true; readonly value: readonly PreparedMigration[] }
  | { readonly ok: false; readonly failure: Failure };

function prepareAll({ migrations, values, builtins }: ExpectedSet, schema: string): PreparedAll {
  const prepared: PreparedMigration[] = [];
  // A moment in the text would make every build another set.
  const fixed = {
    ...builtins,
    'flyway:defaultSchema': schema,
    'flyway:timestamp': '1970-01-01T00:00:00.000Z',
  };
  for (const migration of migrations) {
    const made = prepare(migration, values, fixed);
    if (!made.ok) {
      const { code, path, facts } = made.problem;
      const placeholder = typeof facts['placeholder'] === 'string' ? facts['placeholder'] : null;
      return {
        ok: false,
        failure: newFailure(code === 'placeholder_missing' ? 'placeholder_missing' : 'script_problem', {
          script: path,
          facts: { reason: code, placeholder },
        }),
      };
    }
    prepared.push(made.prepared);
  }
  return { ok: true, value: prepared };
}
