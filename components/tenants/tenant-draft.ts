import type { TenantView } from '@/lib/wire/tenant-view';
import { newPairs, type Pair } from '@/components/tenants/pair-fields';

/** A tenant as its form holds it. */
export interface TenantDraft {
  readonly key: string;
  readonly name: string;
  readonly serverId: string;
  readonly database: string;
  readonly schema: string;
  readonly changelogKey: string;
  readonly tier: string;
  readonly region: string;
  readonly criticality: string;
  readonly versionQuery: string;
  readonly labels: readonly Pair[];
  readonly placeholders: readonly Pair[];
}

export const draftOf = (tenant: TenantView): TenantDraft => ({
  key: tenant.key,
  name: tenant.name,
  serverId: tenant.server.id,
  database: tenant.database,
  schema: tenant.schema,
  changelogKey: tenant.changelog.key,
  tier: tenant.tier,
  region: tenant.region,
  criticality: tenant.criticality,
  versionQuery: tenant.versionQuery ?? '',
  labels: newPairs(
    Object.entries(tenant.labels).map(([name, value]) => ({ name, value, secret: false, kept: false })),
  ),
  placeholders: newPairs(
    tenant.placeholders.map(({ name, value, secret }) => ({
      name,
      value: value ?? '',
      secret,
      kept: secret,
    })),
  ),
});

/** What both commands take of a draft. Rows without a name are rows not yet filled in. */
export const fieldsOf = (draft: TenantDraft) => ({
  name: draft.name,
  serverId: draft.serverId,
  database: draft.database,
  schema: draft.schema,
  tier: draft.tier,
  region: draft.region,
  criticality: draft.criticality,
  versionQuery: draft.versionQuery.trim() === '' ? null : draft.versionQuery,
  labels: Object.fromEntries(draft.labels.filter(named).map(({ name, value }) => [name.trim(), value])),
  placeholders: Object.fromEntries(
    draft.placeholders.filter(named).map((pair) => [pair.name.trim(), valueOf(pair)]),
  ),
});

const named = ({ name }: Pair): boolean => name.trim() !== '';

/** A stored secret that nobody typed over is kept: null says so. */
const valueOf = ({
  value,
  secret,
  kept,
}: Pair): { readonly value: string | null; readonly secret: boolean } => ({
  value: kept && value === '' ? null : value,
  secret,
});

/** True when the tenant would be looked for somewhere else. */
export const isMove = (draft: TenantDraft, tenant: TenantView): boolean =>
  draft.serverId !== tenant.server.id || draft.database !== tenant.database || draft.schema !== tenant.schema;
