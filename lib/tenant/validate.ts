import { appliedSet, checksumMatches, entryKey, readStanding } from '@/lib/domain/cells';
import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import { versionKey } from '@/lib/domain/version';
import type { TenantConnection } from '@/lib/tenant/connect';
import {
  fingerprintSchemas,
  fingerprintWith,
  type SchemaFingerprint,
  type SchemaObject,
} from '@/lib/tenant/fingerprint';
import {
  digestedHistorySql,
  parseDigestedHistory,
  readHistoryDigest,
  type DigestedHistory,
  type HistoryFailure,
  type HistoryTable,
} from '@/lib/tenant/history';
import { succeed, type Outcome } from '@/lib/tenant/outcome';
import { identifierProblem } from '@/lib/tenant/quote';

export type ValidationCheck =
  | 'history'
  | 'version'
  | 'fingerprint'
  | 'invalid_index'
  | 'not_valid_constraint';

export type ValidationVerdict = {
  readonly check: ValidationCheck;
  /** `error`: the question could not be asked. */
  readonly verdict: 'passed' | 'failed' | 'error';
  /** What was found and what should be; a count, a version or a fingerprint. */
  readonly measured: string | number | null;
  readonly limit: string | number | null;
  /** Names of what is wrong. */
  readonly facts: Readonly<Record<string, readonly string[] | string | number | null>>;
};

export type ExpectedScript = {
  readonly version: string | null;
  readonly description: string;
  /** Every checksum that counts as unchanged. */
  readonly checksums: readonly number[];
};

export type Validation = {
  readonly schema: string;
  readonly historyTable: HistoryTable;
  /** What must be in effect now, in any order; a baseline row stands for itself. */
  readonly expectedApplied: readonly ExpectedScript[];
  readonly expectedVersion: string | null;
  /** Undefined: there is none to compare with, and the check is left out. */
  readonly expectedFingerprint?: string | undefined;
  /** `table.constraint` of those that were NOT VALID before, or that the plan announces. */
  readonly notValidBefore: readonly string[];
};

/** What a tenant is now: its history and its objects. */
export type TenantReading = {
  readonly history: Outcome<DigestedHistory, HistoryFailure>;
  readonly print: Outcome<SchemaFingerprint | undefined, Failure>;
};

export async function readTenant(
  connection: TenantConnection,
  { schema, historyTable }: Pick<Validation, 'schema' | 'historyTable'>,
): Promise<TenantReading> {
  const options = { historyTableName: historyTable.name };
  const name = identifierProblem(historyTable.schema) ?? identifierProblem(historyTable.name);
  if (name === undefined) {
    try {
      const { print, rows } = await fingerprintWith(
        connection,
        schema,
        options,
        digestedHistorySql(historyTable),
      );
      return { history: parseDigestedHistory(rows), print: succeed(print) };
    } catch {
      // One of the two cannot be read; asked apart they say which, and why.
    }
  }
  const history = await readHistoryDigest(connection, historyTable);
  const prints = await fingerprintSchemas(connection, [schema], options);
  return { history, print: prints.ok ? succeed(prints.value.get(schema)) : prints };
}

/** D23: whether the tenant is what the plan said it would be. Reads only. */
export async function validateTenant(
  connection: TenantConnection,
  validation: Validation,
): Promise<ValidationVerdict[]> {
  return judgeTenant(await readTenant(connection, validation), validation);
}

/** One verdict a check, in a fixed order. */
export function judgeTenant({ history, print }: TenantReading, validation: Validation): ValidationVerdict[] {
  const verdicts: ValidationVerdict[] = history.ok
    ? [historyVerdict(history.value.rows, validation), versionVerdict(history.value.rows, validation)]
    : [broken('history', history.failure), broken('version', history.failure)];
  const { expectedFingerprint, notValidBefore } = validation;
  if (!print.ok) {
    const rest = ['fingerprint', 'invalid_index', 'not_valid_constraint'] as const;
    return [...verdicts, ...rest.map((check) => broken(check, print.failure))];
  }
  const { fingerprint = null, objects = [] } = print.value ?? {};
  if (expectedFingerprint !== undefined) {
    const verdict = fingerprint === expectedFingerprint ? 'passed' : 'failed';
    verdicts.push({
      check: 'fingerprint',
      verdict,
      measured: fingerprint,
      limit: expectedFingerprint,
      facts: {},
    });
  }
  const unannounced = notValidOf(objects).filter((name) => !notValidBefore.includes(name));
  const invalid = objects.filter(
    ({ kind, definition }) => kind === 'index' && definition.endsWith(' invalid'),
  );
  verdicts.push(
    noneVerdict(
      'invalid_index',
      invalid.map(({ name }) => name),
    ),
    noneVerdict('not_valid_constraint', unannounced),
  );
  return verdicts;
}

/** `table.constraint` of every constraint that is NOT VALID: read before a rollout, given to `validateTenant` after. */
export async function readNotValidConstraints(
  connection: TenantConnection,
  schema: string,
  historyTableName: string,
): Promise<Outcome<string[], Failure>> {
  const read = await fingerprintSchemas(connection, [schema], { historyTableName });
  return read.ok ? succeed(notValidOf(read.value.get(schema)?.objects ?? [])) : read;
}

/** The server ends the definition of such a constraint with these words. */
export function notValidOf(objects: readonly SchemaObject[]): string[] {
  return objects
    .filter(({ kind, definition }) => kind === 'constraint' && definition.endsWith(' NOT VALID'))
    .map(({ name }) => name);
}

function historyVerdict(rows: readonly HistoryRow[], { expectedApplied }: Validation): ValidationVerdict {
  const applied = new Map(appliedSet(rows).map((each) => [entryKey(each.version, each.description), each]));
  const missing: string[] = [];
  const changed: string[] = [];
  for (const expected of expectedApplied) {
    const key = entryKey(expected.version, expected.description);
    const found = applied.get(key);
    if (!found) missing.push(label(expected));
    else if (!checksumMatches(found.checksum, expected.checksums)) changed.push(label(expected));
    applied.delete(key);
  }
  const unexpected = [...applied.values()].map(label);
  const failed = rows.filter(({ success }) => !success).map(label);
  const wrong = missing.length + changed.length + unexpected.length + failed.length;
  return {
    check: 'history',
    verdict: wrong === 0 ? 'passed' : 'failed',
    measured: wrong,
    limit: 0,
    facts: { missing, changed, unexpected, failed },
  };
}

function label({
  version,
  description,
}: {
  readonly version: string | null;
  readonly description: string;
}): string {
  return version === null ? description : `${version} ${description}`;
}

function versionVerdict(rows: readonly HistoryRow[], { expectedVersion }: Validation): ValidationVerdict {
  const { current } = readStanding(rows);
  const same =
    current === null || expectedVersion === null
      ? current === expectedVersion
      : versionKey(current) === versionKey(expectedVersion);
  return {
    check: 'version',
    verdict: same ? 'passed' : 'failed',
    measured: current,
    limit: expectedVersion,
    facts: {},
  };
}

function noneVerdict(check: ValidationCheck, found: readonly string[]): ValidationVerdict {
  const verdict = found.length === 0 ? 'passed' : 'failed';
  return { check, verdict, measured: found.length, limit: 0, facts: { names: found } };
}

function broken(
  check: ValidationCheck,
  failure: { readonly code: string; readonly message: string | null; readonly sqlstate?: string | null },
): ValidationVerdict {
  const { code, message, sqlstate = null } = failure;
  return { check, verdict: 'error', measured: null, limit: null, facts: { code, message, sqlstate } };
}
