import { CsvError, parse } from 'csv-parse/sync';
import { registerTenant } from '@/lib/wire/commands';
import { importRemedy, type ImportProblem, type ImportProblemCode } from '@/lib/wire/import-report';

/** One row of the file, each value checked on its own; whether server and changelog exist is asked elsewhere. */
export type CsvTenant = {
  readonly line: number;
  readonly key: string;
  readonly name: string;
  readonly server: string;
  readonly database: string;
  readonly schema: string;
  readonly changelog: string;
  readonly tier: string;
  readonly region: string;
  readonly criticality: 'low' | 'normal' | 'high' | 'critical';
  readonly labels: Readonly<Record<string, string>>;
  readonly placeholders: Readonly<Record<string, { readonly value: string; readonly secret: boolean }>>;
};

export type ReadCsv =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly tenants: readonly CsvTenant[];
      readonly problems: readonly ImportProblem[];
    }
  /** No table at all: an open quote, no header, too many rows. */
  | { readonly ok: false; readonly line: number; readonly why: string };

const required = ['key', 'server', 'database', 'schema', 'changelog'] as const;
const optional = ['name', 'tier', 'region', 'criticality'] as const;
const plain: readonly string[] = [...required, ...optional];
const allowed = [...plain, 'label:<name>', 'placeholder:<name>'].join(', ');
const maxRows = 20_000;

/** What a row must be, field by field: the same rules as the form's. */
const fields = registerTenant.pick({
  key: true,
  name: true,
  database: true,
  schema: true,
  tier: true,
  region: true,
  criticality: true,
  labels: true,
  placeholders: true,
});

export function problemOf(
  line: number,
  code: ImportProblemCode,
  field: string,
  value: string,
  context = '',
): ImportProblem {
  return { line, field, value: value.slice(0, 200), code, remedy: importRemedy(code, field, context) };
}

/** Reads the whole file and lists everything that is wrong with it; a wrong header ends it, since no row can be read. */
export function readTenantCsv(text: string): ReadCsv {
  let records: readonly { readonly record: string[]; readonly info: { readonly lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      trim: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    return { ok: false, line, why: error.code };
  }
  const [header, ...body] = records;
  if (header === undefined) return { ok: false, line: 1, why: 'no_header' };
  if (body.length === 0) return { ok: false, line: 1, why: 'no_rows' };
  if (body.length > maxRows) return { ok: false, line: maxRows + 1, why: 'too_many_rows' };
  const columns = header.record;
  const wrongHeader = headerProblems(columns);
  if (wrongHeader.length > 0) return { ok: true, rows: body.length, tenants: [], problems: wrongHeader };

  const tenants: CsvTenant[] = [];
  const problems: ImportProblem[] = [];
  for (const { record, info } of body) {
    const row = readRow(columns, record, info.lines);
    if ('tenant' in row) tenants.push(row.tenant);
    else problems.push(...row.problems);
  }
  return { ok: true, rows: body.length, tenants, problems };
}

function headerProblems(columns: readonly string[]): readonly ImportProblem[] {
  const problems: ImportProblem[] = [];
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column)) problems.push(problemOf(1, 'header_repeated', column, column));
    else if (!plain.includes(column) && !/^(label|placeholder):.+$/.test(column)) {
      problems.push(problemOf(1, 'header_unknown', column, column, allowed));
    }
    seen.add(column);
  }
  for (const column of required)
    if (!seen.has(column)) problems.push(problemOf(1, 'header_missing', column, ''));
  return problems;
}

function readRow(
  columns: readonly string[],
  record: readonly string[],
  line: number,
): { readonly tenant: CsvTenant } | { readonly problems: readonly ImportProblem[] } {
  if (record.length !== columns.length) {
    return { problems: [problemOf(line, 'column_count', '', String(record.length), String(columns.length))] };
  }
  const values = new Map(columns.map((column, at) => [column, record[at] ?? '']));
  const given = (name: string) => (values.get(name) === '' ? undefined : values.get(name));
  const parsed = fields.safeParse({
    key: values.get('key'),
    name: given('name') ?? values.get('key'),
    database: values.get('database'),
    schema: values.get('schema'),
    tier: given('tier'),
    region: given('region'),
    criticality: given('criticality'),
    labels: prefixed(values, 'label:', (value) => value),
    placeholders: prefixed(values, 'placeholder:', (value) => ({ value, secret: false })),
  });
  const problems: ImportProblem[] = [];
  for (const issue of parsed.error?.issues ?? []) {
    const [first, second] = issue.path.map(String);
    const field =
      first === 'labels' || first === 'placeholders'
        ? `${first.slice(0, -1)}:${second ?? ''}`
        : (first ?? '');
    problems.push(problemOf(line, 'value_refused', field, values.get(field) ?? '', issue.message));
  }
  for (const field of ['server', 'changelog'] as const) {
    if (given(field) === undefined)
      problems.push(problemOf(line, 'value_refused', field, '', `Give a ${field}.`));
  }
  if (!parsed.success || problems.length > 0) return { problems };
  return {
    tenant: {
      ...parsed.data,
      line,
      server: values.get('server') ?? '',
      changelog: values.get('changelog') ?? '',
    },
  };
}

/** Columns `label:ring`, `label:industry` as one record; empty fields are left out. */
function prefixed<T>(
  values: ReadonlyMap<string, string>,
  prefix: string,
  make: (value: string) => T,
): Record<string, T> {
  return Object.fromEntries(
    [...values]
      .filter(([column, value]) => column.startsWith(prefix) && value !== '')
      .map(([column, value]) => [column.slice(prefix.length), make(value)]),
  );
}
