'use client';

import type { TenantView } from '@/lib/wire/tenant-view';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { KeyValues } from '@/components/ui/key-values';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';

/** Is the schema what its scripts build? With what was compared. */
export const DriftTab = ({ tenant }: { readonly tenant: TenantView }) => {
  const { drift } = tenant;
  const { tone, word, text } = explain(drift);
  return (
    <Card>
      <div className="flex max-w-3xl flex-col gap-4">
        <div>
          <StateBadge tone={tone}>
            <span className="font-medium">{word}</span>
          </StateBadge>
          <p className="mt-1 text-pretty text-muted">{text}</p>
        </div>
        <KeyValues
          items={[
            { key: 'Fingerprint', value: <Print text={drift.fingerprint} missing="not read" /> },
            { key: 'Expected', value: <Print text={drift.expected} missing="not built yet" /> },
            {
              key: 'Compared',
              value: tenant.verifiedAt === null ? 'never' : <Time at={tenant.verifiedAt} />,
            },
            {
              key: 'Server',
              value: drift.serverMajor === null ? 'not known' : `PostgreSQL ${drift.serverMajor}`,
            },
          ]}
        />
        <p className="text-xs text-pretty text-muted">
          The fingerprint covers the schema’s tables, columns, constraints, indexes, views, functions and the
          like, free of names of schema and owner. The expected one comes from a clean build of exactly the
          scripts in this tenant’s history, on the same major version of PostgreSQL; it is never learned from
          tenants.
        </p>
      </div>
    </Card>
  );
};

function explain({ state, fingerprint, expected }: TenantView['drift']) {
  if (state === 'clean') {
    return {
      tone: 'applied',
      word: 'No drift',
      text: 'The schema is exactly what its scripts build. Nothing to do.',
    } as const;
  }
  if (state === 'drifted') {
    return {
      tone: 'drifted',
      word: 'Drifted',
      text: 'The schema differs from what its scripts build: somebody changed it by hand, or a script did something else here. Find the difference (compare with a tenant of the same version), take it back in the database or put it into a migration, then verify again. Until then rollouts leave it out; a plan can include it with a reason.',
    } as const;
  }
  return {
    tone: 'pending',
    word: 'Not known',
    text:
      fingerprint === null
        ? 'The schema has not been read yet. Verify it; until then it counts as drifted.'
        : expected === null
          ? 'The expected fingerprint of its set of scripts has not been built yet: a worker does so after reading, or cannot because a script that it ran is in no release here. Until then it counts as drifted.'
          : 'The two have not been compared yet. Verify it.',
  } as const;
}

const Print = ({ text, missing }: { readonly text: string | null; readonly missing: string }) =>
  text === null ? (
    <span className="text-muted">{missing}</span>
  ) : (
    <span className="flex min-w-0 items-center gap-1">
      <span className="min-w-0 font-mono text-xs break-all">{text}</span>
      <CopyButton text={text} label="Copy the fingerprint" />
    </span>
  );
