'use client';

import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { useView, ViewError } from '@/lib/client/use-view';
import { isLiveRollout } from '@/lib/domain/rollout';
import { paths } from '@/lib/wire/paths';
import type { RolloutView, TargetRow, TargetView } from '@/lib/wire/rollout-view';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Code } from '@/components/ui/code';
import { Drawer } from '@/components/ui/drawer';
import { EmptyState } from '@/components/ui/empty-state';
import { SkeletonRows } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/ui/state-badge';
import { Tabs } from '@/components/ui/tabs';
import { AttemptSection, attemptWord, Scripts } from './attempt-section';
import { FailureNote } from './failure-note';
import { HistoryChange } from './history-change';
import { excludedWords, versionStep, waitingWords } from './rollout-text';
import { targetLook } from './state-words';
import { SkipDialog, useTargetCommands, type Chosen } from './target-dialogs';
import { useRolloutAddress } from './use-rollout-address';
import { VerdictTable } from './verdict-table';
import { targetReason, type TargetVerb } from './why-not';

/** One tenant of the rollout; open while the address names it. */
export const TargetDrawer = ({ view }: { readonly view: RolloutView }) => {
  const [address, setAddress] = useRolloutAddress();
  const id = address.target;
  const row = view.targets.find((target) => target.id === id);
  const look = row === undefined ? undefined : targetLook[row.state];
  return (
    <Drawer
      open={id !== null}
      onOpenChange={(open) => {
        if (!open) void setAddress({ target: null });
      }}
      title={row?.key ?? 'Tenant'}
      description={
        row === undefined ? undefined : `${row.name} · ${versionStep(row.from, row.to)} · ${row.server}`
      }
      actions={look === undefined ? undefined : <StateBadge tone={look.tone}>{look.word}</StateBadge>}
      footer={row === undefined ? undefined : <Actions view={view} target={row} />}
    >
      {id !== null && row !== undefined && <Body key={id} view={view} row={row} />}
      {id !== null && row === undefined && (
        <EmptyState title="No such tenant in this rollout">
          It may belong to another rollout. Close this and choose from the list.
        </EmptyState>
      )}
    </Drawer>
  );
};

const Body = ({ view, row }: { readonly view: RolloutView; readonly row: TargetRow }) => {
  const { data, error } = useView<TargetView>({
    url: `/api/views/targets/${row.id}`,
    topics: [`rollout:${view.id}`],
  });
  if (data === undefined && error !== null) {
    return (
      <EmptyState title="It could not be read">
        {error instanceof ViewError && error.status === 404
          ? 'It is not there any more.'
          : 'The server did not answer. It is tried again with the next change.'}
      </EmptyState>
    );
  }
  if (data === undefined) return <SkeletonRows rows={8} label="Loading the tenant" />;
  return <Loaded view={view} row={row} target={data} />;
};

const Loaded = ({
  view,
  row,
  target,
}: {
  readonly view: RolloutView;
  readonly row: TargetRow;
  readonly target: TargetView;
}) => {
  const [newest] = target.attempts;
  const [chosen, setChosen] = useState<string | null>(null);
  const attempt = target.attempts.find(({ id }) => id === chosen) ?? newest;
  const isNewest = attempt === newest;
  const failure = isNewest ? (target.failure ?? attempt?.failure ?? null) : (attempt?.failure ?? null);
  const wave = view.waves[row.wave];
  const waits = row.state === 'pending' || row.state === 'queued' || row.waiting !== null;
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap gap-x-2 text-muted">
        <Link
          href={paths.tenant(target.tenant.key)}
          className="text-accent underline-offset-4 hover:underline"
        >
          tenant’s page
        </Link>
        <span>
          · {target.wave} · {target.tenant.tier} · {target.tenant.region} · database{' '}
          <Code>{target.database}</Code> schema <Code>{target.schema}</Code>
        </span>
      </p>
      {waits && (
        <Banner
          tone="info"
          title={waitingWords(row, { paceMs: view.settings.paceMs, wave: wave?.name ?? null })}
        />
      )}
      {row.cancelRequested && (
        <Banner tone="warning" title="Asked to stop">
          Its worker cancels the statement on the tenant’s server; what has committed before stays.
        </Banner>
      )}
      {target.includedReason !== null && (
        <Note title="Included although drifted">{target.includedReason}</Note>
      )}
      {row.reason !== null && <Note title={targetLook[row.state].word}>{reasonOf(row)}</Note>}
      {failure !== null && target.state !== 'succeeded' && <FailureNote failure={failure} />}
      {target.attempts.length > 1 && (
        <nav aria-label="Attempts" className="flex flex-wrap gap-2">
          {target.attempts.map((one) => (
            <Button
              key={one.id}
              size="sm"
              aria-pressed={one === attempt}
              variant={one === attempt ? 'secondary' : 'ghost'}
              onClick={() => setChosen(one.id)}
            >
              Attempt {one.number} · {attemptWord(one).toLowerCase()}
            </Button>
          ))}
        </nav>
      )}
      <Tabs
        label="About this tenant"
        items={[
          {
            value: 'run',
            label: 'Run',
            content: (
              <div className="flex flex-col gap-4">
                {attempt === undefined ? (
                  <p className="text-muted">It has not been tried yet.</p>
                ) : (
                  <AttemptSection attempt={attempt} />
                )}
                <Scripts target={isNewest ? target : { ...target, failure }} attempt={attempt} />
              </div>
            ),
          },
          {
            value: 'validation',
            label: 'Validation',
            count: attempt?.verdicts.length,
            content:
              attempt === undefined ? (
                <p className="text-muted">Nothing has been validated yet.</p>
              ) : (
                <VerdictTable
                  attempt={attempt}
                  role={isNewest && isLiveRollout(view.state) ? view.viewer.role : undefined}
                />
              ),
          },
          {
            value: 'history',
            label: 'History',
            content:
              attempt === undefined ? (
                <p className="text-muted">The history is read when it is tried.</p>
              ) : (
                <HistoryChange attempt={attempt} />
              ),
          },
        ]}
      />
    </div>
  );
};

const reasonOf = (row: TargetRow): string => {
  if (row.state !== 'excluded') return row.reason ?? '';
  const { sentence, remedy } = excludedWords(row);
  return `${sentence} ${remedy}`;
};

const Note = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <p className="break-words">
    <span className="font-medium">{title}: </span>
    {children}
  </p>
);

const Actions = ({ view, target }: { readonly view: RolloutView; readonly target: TargetRow }) => {
  const [skipping, setSkipping] = useState(false);
  const commands = useTargetCommands();
  const chosen: Chosen = { rolloutId: view.id, targetIds: [target.id], tenants: [target.key] };
  const reason = (verb: TargetVerb) => targetReason(view.viewer.role, view.state, target.state, verb);
  return (
    <>
      <Button
        icon="stop"
        disabledReason={reason('cancel-target')}
        pending={commands.cancelling}
        pendingLabel="Cancelling…"
        onClick={() => void commands.cancel(chosen)}
      >
        Cancel
      </Button>
      <Button disabledReason={reason('skip-target')} onClick={() => setSkipping(true)}>
        Skip…
      </Button>
      <Button
        disabledReason={reason('quarantine-target')}
        pending={commands.quarantining}
        pendingLabel="Setting aside…"
        onClick={() => void commands.quarantine(chosen)}
      >
        Quarantine
      </Button>
      {target.state === 'succeeded' && (
        <Button
          icon="refresh"
          disabledReason={reason('recheck-target')}
          pending={commands.rechecking}
          pendingLabel="Asking…"
          onClick={() => void commands.recheck(chosen)}
        >
          Check again
        </Button>
      )}
      <Button
        variant="primary"
        icon="refresh"
        disabledReason={reason('retry-target')}
        pending={commands.retrying}
        pendingLabel="Retrying…"
        onClick={() => void commands.retry(chosen)}
      >
        Retry
      </Button>
      {skipping && <SkipDialog chosen={chosen} onClose={() => setSkipping(false)} />}
    </>
  );
};
