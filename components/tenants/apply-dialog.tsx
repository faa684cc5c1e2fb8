'use client';

import { useRouter } from 'next/navigation';
import { useAction } from '@/lib/client/use-action';
import { useView } from '@/lib/client/use-view';
import type { Result } from '@/lib/domain/refusal';
import { applyTenantAction } from '@/lib/server/actions/tenants';
import { plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import { exclusionSentence } from '@/lib/wire/rollout-sentences';
import type { ApplyPreview, TenantView } from '@/lib/wire/tenant-view';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Banner } from '@/components/ui/banner';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { SkeletonRows } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/ui/state-badge';
import { toast } from '@/components/ui/toast';

export interface ApplyDialogProps {
  readonly tenant: TenantView;
  readonly release: NonNullable<TenantView['newest']>;
  readonly onClose: () => void;
}

/** One tenant to the newest release, at once: a rollout of one. */
export const ApplyDialog = ({ tenant, release, onClose }: ApplyDialogProps) => {
  const router = useRouter();
  const { run, pending, result } = useAction(applyTenantAction);
  const { data: preview } = useView<Result<ApplyPreview>>({
    url: `/api/views/tenants/${encodeURIComponent(tenant.key)}/apply?release=${encodeURIComponent(release.id)}`,
    topics: ['fleet'],
  });
  const plan = preview?.ok === true ? preview.value : null;
  const member = plan?.waves[0]?.members[0];
  const excluded = plan?.excluded[0];
  const refusal = result?.ok === false ? result.refusal : preview?.ok === false ? preview.refusal : null;

  const apply = async () => {
    const applied = await run({ tenantId: tenant.id, releaseId: release.id, confirmKey: tenant.key });
    if (!applied.ok) return;
    toast.success(`Applying ${release.name} to ${tenant.key}`);
    onClose();
    router.push(paths.rollout(applied.value.rolloutId));
  };

  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Apply ${release.name} to ${tenant.key}`}
      description={
        member === undefined
          ? 'A rollout of this one tenant, started at once: without waves, soak or approval, validated like every other.'
          : `${versionWords(member.from)} → ${versionWords(member.to)}, at once: without waves, soak or approval, validated like every other.`
      }
      confirmLabel={
        member === undefined
          ? 'Apply'
          : `Apply · ${member.scripts.length} ${member.scripts.length === 1 ? 'script' : 'scripts'}`
      }
      typed={{ expected: tenant.key, what: 'to confirm the tenant' }}
      disabledReason={
        excluded !== undefined
          ? 'The tenant is left out: see above'
          : member === undefined
            ? 'Nothing is planned for it'
            : undefined
      }
      pending={pending}
      pendingLabel="Starting…"
      onConfirm={() => void apply()}
    >
      {refusal !== null && <RefusalNote refusal={refusal} />}
      {preview === undefined && <SkeletonRows rows={3} label="The plan is made" />}
      {excluded !== undefined && <LeftOut {...exclusionSentence(excluded.reason, excluded.facts)} />}
      {plan !== null && member !== undefined && (
        <ol
          aria-label="Scripts, in the order in which they run"
          className="divide-y divide-border rounded-md border border-border"
        >
          {member.scripts.map((path) => (
            <ScriptLine key={path} path={path} script={plan.scripts.find((one) => one.script === path)} />
          ))}
        </ol>
      )}
    </ConfirmDialog>
  );
};

/** Says only what is out of the ordinary: most scripts run in a transaction and can be undone. */
const ScriptLine = ({
  path,
  script,
}: {
  readonly path: string;
  readonly script: ApplyPreview['scripts'][number] | undefined;
}) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-3 py-1.5">
    <span className="min-w-0 flex-1 font-mono text-xs break-all">{path}</span>
    {script?.transactional === false && <StateBadge tone="warning">outside a transaction</StateBadge>}
    {script !== undefined && script.kind !== 'repeatable' && script.undo === null && (
      <StateBadge tone="skipped">no undo</StateBadge>
    )}
    {script !== undefined && (
      <span className="text-xs text-muted">{plural(script.statements, 'statement')}</span>
    )}
  </li>
);

const LeftOut = ({ sentence, remedy }: { readonly sentence: string; readonly remedy: string }) => (
  <Banner tone="warning" title={sentence}>
    {remedy}
  </Banner>
);
