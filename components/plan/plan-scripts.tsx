'use client';

import Link from 'next/link';
import { useState } from 'react';
import { agree, plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { PlanScript, PlanView } from '@/lib/wire/plan-view';
import { reversibility } from '@/components/plan/plan-words';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { StateBadge } from '@/components/ui/state-badge';

const SHOWN = 8;

/** The scripts that at least one tenant runs, and whether they can be taken back. */
export const PlanScripts = ({ view }: { readonly view: PlanView }) => {
  const [all, setAll] = useState(false);
  const shown = all ? view.scripts : view.scripts.slice(0, SHOWN);
  if (view.scripts.length === 0) return null;
  return (
    <Card
      title="Scripts"
      meta={view.scripts.length.toLocaleString('en')}
      padding="flush"
      footer={
        view.scripts.length > SHOWN ? (
          <Button variant="ghost" size="sm" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${view.scripts.length}`}
          </Button>
        ) : undefined
      }
    >
      {view.kind === 'rollout' && <Reversible view={view} />}
      <ul aria-label="Scripts" className="flex flex-col divide-y divide-border">
        {shown.map((script) => (
          <ScriptLine
            key={script.script}
            script={script}
            releaseId={view.release.id}
            back={view.kind === 'rollback'}
          />
        ))}
      </ul>
    </Card>
  );
};

const Reversible = ({ view }: { readonly view: PlanView }) => {
  const { versioned, without, repeatables } = reversibility(view);
  return (
    <div className="flex flex-col gap-0.5 border-b border-border px-4 py-2.5">
      {versioned > 0 &&
        (without.length === 0 ? (
          <StateBadge tone="applied">Reversible: every versioned script has its undo</StateBadge>
        ) : (
          <StateBadge tone="failed">
            {without.length} of {plural(versioned, 'versioned script')} {agree(without.length, 'has', 'have')}{' '}
            no undo
          </StateBadge>
        ))}
      {repeatables > 0 && (
        <p className="pl-5 text-xs text-muted">
          {plural(repeatables, 'repeatable')} {agree(repeatables, 'stays', 'stay')} as run: an undo does not
          take {agree(repeatables, 'it', 'them')} back.
        </p>
      )}
    </div>
  );
};

const ScriptLine = ({
  script,
  releaseId,
  back,
}: {
  readonly script: PlanScript;
  readonly releaseId: string;
  readonly back: boolean;
}) => (
  <li className="px-4 py-2">
    <div className="flex items-baseline justify-between gap-3">
      <Link
        href={`${paths.release(releaseId)}#${encodeURIComponent(script.script)}`}
        className="min-w-0 truncate underline-offset-4 hover:underline"
      >
        <span className="font-mono text-xs">
          {script.version === null ? 'repeatable' : versionWords(script.version)}
        </span>{' '}
        {script.description}
      </Link>
      <span className="shrink-0 text-xs text-muted">{plural(script.tenants, 'tenant')}</span>
    </div>
    <div className="flex flex-wrap items-center gap-1 pt-0.5">
      <span className="text-xs text-muted">{plural(script.statements, 'statement')}</span>
      {!script.transactional && <Badge look="accent">outside a transaction</Badge>}
      {!back && script.kind === 'versioned' && <Badge>{script.undo === null ? 'no undo' : 'undo'}</Badge>}
    </div>
  </li>
);
