import type { ReleaseScript } from '@/lib/domain/cells';
import { planMigrate, type MigratePlan, type PlanRefusal } from '@/lib/domain/plan';
import type { Facts } from '@/lib/domain/refusal';
import { compareVersionTexts, versionKey } from '@/lib/domain/version';
import { isBuiltinPlaceholder } from '@/lib/changelog/placeholders';
import type { Database, Transaction } from '@/lib/db/client';
import { mergePlaceholders, openPlaceholders } from './placeholder-values';
import type { PlanTenant } from './plan-tenants';
import { publishedScript, releaseScript, repeatableChecksums, type PublishedScript } from './release-scripts';

/** A release made ready for planning: scripts read once, values of its own opened once. */
export type PlanRelease = {
  readonly id: string;
  readonly name: string;
  readonly changelogId: string;
  readonly changelog: string;
  readonly digest: string;
  readonly published: readonly PublishedScript[];
  readonly byScript: ReadonlyMap<string, PublishedScript>;
  readonly scripts: readonly ReleaseScript[];
  /** Values in plain text; null: one of them does not open with our key. */
  readonly values: Readonly<Record<string, string>> | null;
  readonly lostValue: string | null;
  readonly key: Buffer;
};

export async function loadPlanRelease(
  db: Transaction | Database,
  releaseId: string,
  key: Buffer,
): Promise<PlanRelease | null> {
  // One after the other: within a transaction there is one connection, and it takes one query at a time.
  const row = await db.release.findUnique({ where: { id: releaseId }, include: { changelog: true } });
  if (row === null) return null;
  const migrations = await db.releaseMigration.findMany({
    where: { releaseId },
    orderBy: { position: 'asc' },
  });
  const published = migrations.map(publishedScript);
  const opened = openPlaceholders(row.placeholders, { kind: 'release', id: row.id }, key);
  return {
    id: row.id,
    name: row.name,
    changelogId: row.changelogId,
    changelog: row.changelog.key,
    digest: row.digest,
    published,
    byScript: new Map(published.map((script) => [script.migration.script, script])),
    scripts: published.map(releaseScript),
    values: opened.ok ? opened.values : null,
    lostValue: opened.ok ? null : opened.name,
    key,
  };
}

/** The release's own spelling of a version; undefined when it holds no such version. Null stays: its last one. */
export function findTargetVersion(release: PlanRelease, wanted: string | null): string | null | undefined {
  const versions = release.scripts
    .flatMap(({ kind, version }) =>
      version !== null && (kind === 'versioned' || kind === 'baseline') ? [version] : [],
    )
    .sort(compareVersionTexts);
  if (wanted === null) return versions.at(-1) ?? null;
  return versions.find((version) => versionKey(version) === versionKey(wanted));
}

export type TenantPlan =
  | MigratePlan
  | { readonly ok: false; readonly refusal: { readonly code: string; readonly facts: Facts } };

export type ComparedTenant = {
  /** Null: there is no history to compare with. */
  readonly plan: TenantPlan | null;
  /** The tenant's merged values in plain text: hashed into the plan, never stored. */
  readonly values: Readonly<Record<string, string>>;
};

type TenantValues =
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly refusal: { readonly code: 'credential_missing'; readonly facts: Facts } };

/** The release's values under the tenant's own, in plain text. */
export function tenantValues(
  release: PlanRelease,
  tenant: Pick<PlanTenant, 'id' | 'placeholders'>,
): TenantValues {
  const own = openPlaceholders(tenant.placeholders, { kind: 'tenant', id: tenant.id }, release.key);
  if (release.values !== null && own.ok)
    return { ok: true, values: mergePlaceholders(release.values, own.values) };
  const placeholder = own.ok ? release.lostValue : own.name;
  return { ok: false, refusal: { code: 'credential_missing', facts: { placeholder } } };
}

/** What one tenant needs to reach the version, with its own values; or why it cannot be brought there. */
export function compareTenant(
  release: PlanRelease,
  tenant: Pick<PlanTenant, 'id' | 'history' | 'placeholders' | 'builtins'>,
  targetVersion: string | null,
): ComparedTenant {
  if (tenant.history === null) return { plan: null, values: {} };
  const opened = tenantValues(release, tenant);
  if (!opened.ok) return { plan: opened, values: {} };
  const { values } = opened;
  const all = { ...values, ...tenant.builtins };
  const plan = planMigrate({
    history: tenant.history,
    release: release.scripts,
    targetVersion,
    checksumsOf: (script) => {
      const published = script.kind === 'repeatable' ? release.byScript.get(script.script) : undefined;
      return published === undefined ? script.checksums : repeatableChecksums(published, all);
    },
  });
  if (!plan.ok)
    return {
      plan: aheadWithin(release, plan.refusal) ?? { ok: false, refusal: plainRefusal(plan.refusal) },
      values,
    };
  const missing = missingValue(
    release,
    plan.steps.map(({ script }) => script),
    values,
  );
  return { plan: missing === null ? plan : { ok: false, refusal: missing }, values };
}

/** Beyond the target, but at a version that the release knows: there is nothing to do, and nothing wrong. */
function aheadWithin(release: PlanRelease, refusal: PlanRefusal): MigratePlan | null {
  if (refusal.code !== 'ahead_of_target') return null;
  const { current } = refusal.facts;
  if (findTargetVersion(release, current) === undefined) return null;
  return { ok: true, steps: [], from: current, to: current, nothingToDo: true };
}

/** The first script of these that names a value that neither the release nor the tenant has. */
export function missingValue(
  release: PlanRelease,
  scripts: readonly string[],
  values: Readonly<Record<string, string>>,
): { readonly code: string; readonly facts: Facts } | null {
  const known = new Set(Object.keys(values).map((name) => name.toLowerCase()));
  for (const script of scripts) {
    const names = release.byScript.get(script)?.placeholders ?? [];
    const placeholder = names.find((name) => !isBuiltinPlaceholder(name) && !known.has(name.toLowerCase()));
    if (placeholder !== undefined) return { code: 'placeholder_missing', facts: { placeholder, script } };
  }
  return null;
}

/** Facts that can be stored and shown: of lists of scripts their names, of mismatches also the two checksums. */
export function plainRefusal(refusal: PlanRefusal): { readonly code: string; readonly facts: Facts } {
  switch (refusal.code) {
    case 'checksum_mismatch': {
      const [first] = refusal.facts.mismatches;
      return {
        code: refusal.code,
        facts: {
          scripts: refusal.facts.mismatches.map(({ script }) => script),
          recorded: first?.recorded ?? null,
          published: first?.published[0] ?? null,
        },
      };
    }
    case 'failed_row':
    case 'unknown_type':
      return { code: refusal.code, facts: { scripts: refusal.facts.rows.map(({ script }) => script) } };
    case 'missing_script':
    case 'undo_missing':
      return { code: refusal.code, facts: { scripts: refusal.facts.scripts.map(({ script }) => script) } };
    case 'out_of_order':
      return {
        code: refusal.code,
        facts: { current: refusal.facts.current, scripts: refusal.facts.scripts.map(({ script }) => script) },
      };
    default:
      return { code: refusal.code, facts: refusal.facts };
  }
}
