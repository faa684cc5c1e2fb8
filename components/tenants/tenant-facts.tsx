'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Role } from '@/lib/domain/verbs';
import { verifyTenantsAction } from '@/lib/server/actions/tenants';
import { paths } from '@/lib/wire/paths';
import type { TenantView } from '@/lib/wire/tenant-view';
import { roleReason } from '@/components/tenants/role-reason';
import { useTold } from '@/components/tenants/use-told';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';

const link = 'text-accent underline-offset-4 hover:underline';

/** Where it lives, which version it is on, and how old that knowledge is. */
export const TenantFacts = ({ tenant, role }: { readonly tenant: TenantView; readonly role: Role }) => {
  const verify = useTold(verifyTenantsAction, () => `Reading ${tenant.key} anew`);
  const { newest, rollout, hold } = tenant;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border sm:grid-cols-3 xl:grid-cols-6">
      <Fact name="Version">
        <span className="text-lg font-semibold">{tenant.version === null ? '–' : `v${tenant.version}`}</span>
        {newest !== null && (
          <span className="block text-xs text-muted">
            newest is{' '}
            <Link href={paths.release(newest.id)} className="text-accent underline underline-offset-4">
              {newest.name}
            </Link>
            {newest.version === null ? '' : ` (v${newest.version})`}
          </span>
        )}
      </Fact>
      <Fact name="Verified">
        <span className="flex flex-wrap items-center gap-2">
          {tenant.verifiedAt === null ? 'never' : <Time at={tenant.verifiedAt} />}
          <Button
            size="sm"
            icon="refresh"
            disabledReason={
              tenant.archivedAt === null ? roleReason(role, 'verify-tenants') : 'The tenant is archived'
            }
            pending={verify.pending}
            pendingLabel="Asking…"
            onClick={() => void verify.tell({ tenantIds: [tenant.id] })}
          >
            Verify now
          </Button>
        </span>
      </Fact>
      <Fact name="Server">
        <Link href={paths.server(tenant.server.key)} className={link}>
          {tenant.server.name}
        </Link>
        <span className="block text-xs text-muted">{tenant.server.environment}</span>
      </Fact>
      <Fact name="Changelog">{tenant.changelog.name}</Fact>
      <Fact name="Tier · region · criticality">
        {tenant.tier} · {tenant.region} · {tenant.criticality}
      </Fact>
      <Fact name={hold === null ? 'Rollout' : 'Hold'}>
        {hold !== null ? (
          <span title={hold.reason}>
            {hold.owner}
            <span className="block text-xs text-muted">
              {hold.expiresAt === null ? (
                'until released'
              ) : (
                <>
                  until <Time at={hold.expiresAt} />
                </>
              )}
            </span>
          </span>
        ) : rollout === null ? (
          <span className="text-muted">in none</span>
        ) : (
          <Link href={paths.target(rollout.id, rollout.targetId)} className={link}>
            {rollout.name}
          </Link>
        )}
      </Fact>
    </dl>
  );
};

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="min-w-0 bg-surface px-4 py-3">
    <dt className="text-xs text-muted">{name}</dt>
    <dd className="mt-0.5 break-words">{children}</dd>
  </div>
);
