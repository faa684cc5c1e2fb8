import type { Migration, MigrationKind } from '@/lib/domain/migration';
import { compareVersionTexts, versionKey } from '@/lib/domain/version';
import { decodeScript, flywayChecksum } from '@/lib/changelog/checksum';
import {
  builtinPlaceholders,
  findPlaceholders,
  isBuiltinPlaceholder,
  isReservedPlaceholder,
} from '@/lib/changelog/placeholders';
import type { Facts, Problem, ProblemCode } from '@/lib/changelog/problem';
import {
  isHidden,
  pathProblem,
  releaseLimits,
  type ReleaseFile,
  type ReleaseLimits,
} from '@/lib/changelog/release-file';
import { defaultScriptConfig, parseScriptConfig, type ScriptConfig } from '@/lib/changelog/script-config';
import { isScriptFile, parseScriptName } from '@/lib/changelog/script-name';
import { splitScript } from '@/lib/changelog/split';
import { transactionMode } from '@/lib/changelog/transaction-mode';

/** Worth showing, nothing to refuse. */
export type Warning = {
  readonly code: 'file_ignored' | 'script_empty' | 'repeatable_always_runs' | 'description_abbreviated';
  readonly path: string;
  readonly facts: Facts;
};

export type ReadRelease =
  | {
      readonly ok: true;
      /**
       * Baselines, then versioned scripts each followed by its undo, by version; then repeatables by
       * description.
       */
      readonly migrations: readonly Migration[];
      /** Names that tenants or the release have to give values for, as first written, sorted. */
      readonly placeholders: readonly string[];
      readonly warnings: readonly Warning[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Flyway shortens a longer description in its history table. */
const descriptionChars = 200;

type NamedFile = ReleaseFile & { readonly script: string };

type Findings = {
  readonly problems: Problem[];
  readonly warnings: Warning[];
  readonly placeholders: Map<string, string>;
};

/**
 * Reads a Flyway directory. Every problem of every file is listed, not just the first. Hidden files are
 * passed over; other files that are no scripts are named in the warnings. A top folder that all files share
 * is taken off.
 */
export function readRelease(
  given: readonly ReleaseFile[],
  limits: ReleaseLimits = releaseLimits,
): ReadRelease {
  const oversize = sizeProblems(given, limits);
  if (oversize.length > 0) return { ok: false, problems: oversize };
  const findings: Findings = { problems: [], warnings: [], placeholders: new Map() };
  const files = nameFiles(given, findings, limits);
  const configs = readConfigs(files, findings);
  const scripts = files.filter(({ script }) => isScriptFile(script));
  const migrations: Migration[] = [];
  for (const file of scripts) {
    const migration = readScript(file, configs.get(file.script) ?? defaultScriptConfig, findings);
    if (migration !== null) migrations.push(migration);
  }
  const pathOf = new Map(files.map(({ script, path }) => [script, path]));
  checkTogether(migrations, pathOf, findings);
  if (scripts.length === 0)
    findings.problems.push({ code: 'release_empty', path: '', facts: { files: files.length } });
  if (findings.problems.length > 0) return { ok: false, problems: findings.problems };
  return {
    ok: true,
    migrations: migrations.toSorted(compareMigrations),
    placeholders: [...findings.placeholders.values()].toSorted(byText),
    warnings: findings.warnings,
  };
}

function sizeProblems(files: readonly ReleaseFile[], limits: ReleaseLimits): Problem[] {
  if (files.length > limits.files) {
    return [{ code: 'too_many_files', path: '', facts: { files: files.length, limit: limits.files } }];
  }
  const problems: Problem[] = files
    .filter(({ bytes }) => bytes.length > limits.fileBytes)
    .map(({ path, bytes }) => ({
      code: 'file_too_large',
      path,
      facts: { bytes: bytes.length, limit: limits.fileBytes },
    }));
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > limits.totalBytes) {
    problems.push({ code: 'total_too_large', path: '', facts: { bytes: total, limit: limits.totalBytes } });
  }
  return problems;
}

function nameFiles(given: readonly ReleaseFile[], findings: Findings, limits: ReleaseLimits): NamedFile[] {
  const safe: ReleaseFile[] = [];
  for (const file of given) {
    const problem = pathProblem(file.path, limits);
    if (problem !== null) findings.problems.push(problem);
    else if (!isHidden(file.path)) safe.push(file);
  }
  const top = sharedTopFolder(safe);
  const seen = new Set<string>();
  return safe.flatMap((file) => {
    const script = file.path.slice(top.length);
    if (seen.has(script)) {
      findings.problems.push({ code: 'path_duplicate', path: file.path, facts: {} });
      return [];
    }
    seen.add(script);
    return [{ ...file, script }];
  });
}

function sharedTopFolder(files: readonly ReleaseFile[]): string {
  const first = files[0]?.path ?? '';
  const top = first.slice(0, first.indexOf('/') + 1);
  return files.every(({ path }) => path.startsWith(top)) ? top : '';
}

const confSuffix = '.conf';

function readConfigs(files: readonly NamedFile[], findings: Findings): ReadonlyMap<string, ScriptConfig> {
  const scripts = new Set(files.map(({ script }) => script).filter(isScriptFile));
  const configs = new Map<string, ScriptConfig>();
  for (const { script, path, bytes } of files) {
    if (isScriptFile(script)) continue;
    const target = script.slice(0, -confSuffix.length);
    if (!script.endsWith(confSuffix) || !isScriptFile(target)) {
      findings.warnings.push({ code: 'file_ignored', path, facts: {} });
      continue;
    }
    if (!scripts.has(target)) {
      findings.problems.push({ code: 'conf_without_script', path, facts: { script: target } });
      continue;
    }
    const decoded = decodeScript(bytes);
    if (!decoded.ok) {
      findings.problems.push({ code: decoded.code, path, line: decoded.line, facts: {} });
      continue;
    }
    const parsed = parseScriptConfig(decoded.text);
    if (parsed.ok) configs.set(target, parsed.config);
    else findings.problems.push(...parsed.problems.map((problem) => ({ ...problem, path })));
  }
  return configs;
}

function readScript(
  { script, path, bytes }: NamedFile,
  config: ScriptConfig,
  findings: Findings,
): Migration | null {
  const parsed = parseScriptName(script.slice(script.lastIndexOf('/') + 1));
  if (!parsed.ok) {
    const { code, value, example } = parsed;
    findings.problems.push({ code, path, facts: { value, example } });
  }
  const decoded = decodeScript(bytes);
  if (!decoded.ok) findings.problems.push({ code: decoded.code, path, line: decoded.line, facts: {} });
  else checkText(decoded.text, path, config, parsed.ok ? parsed.name.kind : null, findings);
  if (!parsed.ok || !decoded.ok) return null;
  if (parsed.name.description.length > descriptionChars) {
    const facts = { chars: parsed.name.description.length, limit: descriptionChars };
    findings.warnings.push({ code: 'description_abbreviated', path, facts });
  }
  return { ...parsed.name, script, sql: decoded.text, checksum: flywayChecksum(decoded.text), ...config };
}

/** What can be said of a script before any tenant's values are known; `prepare` asks again with them. */
function checkText(
  sql: string,
  path: string,
  config: ScriptConfig,
  kind: MigrationKind | null,
  findings: Findings,
): void {
  const refuse = (code: ProblemCode, line: number, facts: Facts) =>
    findings.problems.push({ code, path, line, facts });
  let text = sql;
  if (config.placeholderReplacement) {
    const { uses, neutral, unterminatedLine } = findPlaceholders(sql);
    if (unterminatedLine !== undefined) {
      refuse('placeholder_unterminated', unterminatedLine, {});
      return;
    }
    for (const { name, line } of uses) {
      if (isBuiltinPlaceholder(name)) {
        if (kind === 'repeatable' && name.toLowerCase() === 'flyway:timestamp') {
          findings.warnings.push({ code: 'repeatable_always_runs', path, facts: { placeholder: name } });
        }
      } else if (isReservedPlaceholder(name)) {
        refuse('placeholder_unknown_builtin', line, { placeholder: name, allowed: builtinPlaceholders });
      } else if (!findings.placeholders.has(name.toLowerCase()))
        findings.placeholders.set(name.toLowerCase(), name);
    }
    text = neutral;
  }
  const split = splitScript(text);
  if (!split.ok) {
    for (const { code, line, facts } of split.problems) refuse(code, line, facts);
    return;
  }
  if (split.statements.length === 0) findings.warnings.push({ code: 'script_empty', path, facts: {} });
  const mode = transactionMode(split.statements, config.executeInTransaction);
  if (!mode.ok) refuse(mode.code, mode.line, mode.facts);
}

const duplicateCodes: Readonly<Record<MigrationKind, ProblemCode>> = {
  versioned: 'version_duplicate',
  undo: 'undo_duplicate',
  repeatable: 'repeatable_duplicate',
  baseline: 'baseline_duplicate',
};

/** Versions are compared as Flyway compares them: `1` and `1.0` are one. */
function checkTogether(
  migrations: readonly Migration[],
  pathOf: ReadonlyMap<string, string>,
  findings: Findings,
): void {
  const identity = ({ kind, version, description }: Migration) =>
    `${kind} ${version === null ? description : versionKey(version)}`;
  const first = new Map<string, Migration>();
  for (const migration of migrations) {
    const key = identity(migration);
    const other = first.get(key);
    const { kind, version, description, script } = migration;
    if (other === undefined) first.set(key, migration);
    else {
      const named = version === null ? { description } : { version, otherVersion: other.version ?? '' };
      findings.problems.push({
        code: duplicateCodes[kind],
        path: pathOf.get(script) ?? script,
        facts: { ...named, otherPath: pathOf.get(other.script) ?? other.script },
      });
    }
  }
  for (const { kind, version, script } of migrations) {
    if (kind !== 'undo' || version === null || first.has(`versioned ${versionKey(version)}`)) continue;
    findings.problems.push({
      code: 'undo_without_versioned',
      path: pathOf.get(script) ?? script,
      facts: { version },
    });
  }
}

const byText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const rankOf: Readonly<Record<MigrationKind, number>> = { baseline: 0, versioned: 1, undo: 1, repeatable: 2 };

function compareMigrations(a: Migration, b: Migration): number {
  if (rankOf[a.kind] !== rankOf[b.kind]) return rankOf[a.kind] - rankOf[b.kind];
  if (a.version === null || b.version === null) return byText(a.description, b.description);
  const byVersion = compareVersionTexts(a.version, b.version);
  return byVersion === 0 ? byText(b.kind, a.kind) : byVersion;
}
