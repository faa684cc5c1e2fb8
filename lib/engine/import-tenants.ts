import { randomUUID } from 'node:crypto';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Transaction } from '@/lib/db/client';
import type { importTenants as schema, Input } from '@/lib/wire/commands';
import type { ImportProblem, ImportReport } from '@/lib/wire/import-report';
import type { Actor, Engine } from './context';
import { problemOf, readTenantCsv, type CsvTenant } from './read-tenant-csv';
import { storePlaceholders } from './store-placeholders';
import { transact, type Work } from './transact';

const listed = 100;
const rowsPerInsert = 2000;

/**
 * Registers a table of tenants, all or none. A dry run answers the report; a real one with any problem is refused
 * (`csv_bad_rows`), its `problems` one line each.
 */
export async function importTenants(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<ImportReport>> {
  return transact(engine, actor, 'import-tenants', async (work) => {
    const read = readTenantCsv(input.csv);
    if (!read.ok) return refuse('csv_unreadable', { line: read.line, why: read.why });
    const found = await findPlaces(work.tx, read.tenants);
    const problems = [...read.problems, ...found.problems].toSorted((a, b) => a.line - b.line);
    if (input.dryRun) return ok<ImportReport>({ rows: read.rows, problems, written: false });
    if (problems.length > 0) {
      const lines = problems.slice(0, listed).map(sentence);
      return refuse('csv_bad_rows', { rows: read.rows, count: problems.length, problems: lines });
    }
    const written = await write(engine, work, read.tenants, found);
    if (!written.ok) return written;
    await work.audit(
      { kind: 'fleet', id: 'import', label: `${read.rows} tenants` },
      { data: { rows: read.rows } },
    );
    work.announce('fleet');
    return ok<ImportReport>({ rows: read.rows, problems: [], written: true });
  });
}

const sentence = ({ line, field, value, remedy }: ImportProblem): string =>
  `Line ${line}, ${field === '' ? 'fields' : field} ${JSON.stringify(value)}: ${remedy}`;

type Places = {
  readonly servers: ReadonlyMap<string, string>;
  readonly changelogs: ReadonlyMap<string, string>;
  readonly problems: readonly ImportProblem[];
};

const placeOf = (serverId: string, database: string, name: string) =>
  JSON.stringify([serverId, database, name]);

async function findPlaces(tx: Transaction, tenants: readonly CsvTenant[]): Promise<Places> {
  const serverRows = await tx.server.findMany({
    where: { archivedAt: null },
    select: { id: true, key: true },
  });
  const changelogRows = await tx.changelog.findMany({ select: { id: true, key: true } });
  const servers = new Map(serverRows.map(({ key, id }) => [key, id]));
  const changelogs = new Map(changelogRows.map(({ key, id }) => [key, id]));
  const registered = await tx.tenant.findMany({
    where: {
      OR: [{ key: { in: tenants.map((one) => one.key) } }, { serverId: { in: [...servers.values()] } }],
    },
    select: { key: true, serverId: true, database: true, schema: true },
  });
  const takenKeys = new Set(registered.map((one) => one.key));
  const takenPlaces = new Map(
    registered.map((one) => [placeOf(one.serverId, one.database, one.schema), one.key]),
  );
  const keyLines = new Map<string, number>();
  const placeLines = new Map<string, number>();
  const problems: ImportProblem[] = [];

  for (const { line, key, server, changelog, database, schema: name } of tenants) {
    const serverId = servers.get(server);
    const place = placeOf(serverId ?? server, database, name);
    const shown = `${server}/${database}/${name}`;
    const keyLine = keyLines.get(key);
    const placeLine = placeLines.get(place);
    const other = takenPlaces.get(place);
    if (keyLine !== undefined) problems.push(problemOf(line, 'key_repeated', 'key', key, String(keyLine)));
    else if (takenKeys.has(key)) problems.push(problemOf(line, 'key_taken', 'key', key));
    if (serverId === undefined)
      problems.push(problemOf(line, 'server_unknown', 'server', server, names(servers)));
    if (!changelogs.has(changelog)) {
      problems.push(problemOf(line, 'changelog_unknown', 'changelog', changelog, names(changelogs)));
    }
    if (placeLine !== undefined)
      problems.push(problemOf(line, 'placement_repeated', 'schema', shown, String(placeLine)));
    else if (other !== undefined) problems.push(problemOf(line, 'placement_taken', 'schema', shown, other));
    if (keyLine === undefined) keyLines.set(key, line);
    if (placeLine === undefined) placeLines.set(place, line);
  }
  return { servers, changelogs, problems };
}

const names = (known: ReadonlyMap<string, string>): string =>
  [...known.keys()].sort().slice(0, 20).join(', ');

async function write(
  engine: Engine,
  work: Work,
  tenants: readonly CsvTenant[],
  places: Places,
): Promise<Result<null>> {
  const rows = tenants.map((tenant) => {
    const id = randomUUID();
    const { key, name, database, schema: schemaName, tier, region, criticality, labels } = tenant;
    return {
      id,
      key,
      name,
      database,
      schema: schemaName,
      tier,
      region,
      criticality,
      labels,
      serverId: places.servers.get(tenant.server) ?? '',
      changelogId: places.changelogs.get(tenant.changelog) ?? '',
      placeholders: storePlaceholders(engine, { kind: 'tenant', id }, tenant.placeholders),
      createdAt: work.now,
    };
  });
  for (let at = 0; at < rows.length; at += rowsPerInsert) {
    const batch = rows.slice(at, at + rowsPerInsert);
    const { count } = await work.tx.tenant.createMany({ data: batch, skipDuplicates: true });
    // Somebody has registered one of them since it was looked up.
    if (count < batch.length) return refuse('stale_version', { what: 'fleet' });
  }
  for (const [serverId, members] of Map.groupBy(rows, (row) => row.serverId)) {
    await engine.queue.sendObserve(work.tx, { serverId, tenantIds: members.map((member) => member.id) });
  }
  return ok(null);
}
