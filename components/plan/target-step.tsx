'use client';

import Link from 'next/link';
import { versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import { errorAt, wavesFor, type PlanChoices, type PlanDraft } from '@/lib/wire/plan-form';
import { Card } from '@/components/ui/card';
import { Combobox } from '@/components/ui/combobox';
import { RadioCards } from '@/components/ui/radio-cards';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';
import { Time } from '@/components/ui/time';

export interface StepProps {
  readonly choices: PlanChoices;
  readonly draft: PlanDraft;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (changes: Partial<PlanDraft>) => void;
}

type Release = PlanChoices['releases'][number];

/** What is rolled out, how far, and in which manner. */
export const TargetStep = ({ choices, draft, errors, onChange }: StepProps) => {
  const release = choices.releases.find(({ id }) => id === draft.releaseId);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Card title="What">
        <div className="flex flex-col gap-4">
          <Combobox
            label="Release"
            listLabel="Releases, newest first"
            searchPlaceholder="Search releases…"
            options={choices.releases.map((one) => ({
              value: one.id,
              label: one.name,
              hint: (
                <>
                  {one.changelog} · {reach(one)} · <Time at={one.publishedAt} />
                </>
              ),
            }))}
            value={draft.releaseId === '' ? null : draft.releaseId}
            error={errorAt(errors, 'releaseId')}
            hint={release !== undefined && <ReleaseHint release={release} />}
            onChange={(id) => onChange(releaseChanges(choices, draft, id))}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              label="To version"
              value={draft.targetVersion ?? ''}
              options={versionOptions(release)}
              error={errorAt(errors, 'targetVersion')}
              hint="Tenants are never taken further than this, and never back."
              onChange={(event) => onChange({ targetVersion: event.currentTarget.value || null })}
            />
            <TextField
              label="Name of the rollout"
              maxLength={200}
              value={draft.name}
              error={errorAt(errors, 'name')}
              hint="Stands on its page, on approvals and in the audit log."
              onChange={(event) => onChange({ name: event.currentTarget.value })}
            />
          </div>
        </div>
      </Card>
      <Card title="How">
        <RadioCards
          legend="Strategy"
          hideLegend
          name="strategy"
          columns={2}
          value={draft.strategy}
          onChange={(value) => onChange({ strategy: value === 'rolling' ? 'rolling' : 'phased' })}
          options={[
            {
              value: 'phased',
              label: 'Phased',
              description:
                'In waves, a canary first. Between two waves stands a gate: evidence of the one before, and an approval.',
            },
            {
              value: 'rolling',
              label: 'Rolling',
              description:
                'One continuous wave, paced. No gate on the way: the failure budget alone stops it.',
            },
          ]}
        />
      </Card>
    </div>
  );
};

const reach = ({ targetVersion }: Release): string =>
  targetVersion === null ? 'repeatables only' : versionWords(targetVersion);

const ReleaseHint = ({ release }: { readonly release: Release }) => (
  <>
    Changelog {release.changelog}, {reach(release)}, published <Time at={release.publishedAt} />.{' '}
    <Link href={paths.release(release.id)} className="text-accent underline underline-offset-4">
      Its scripts
    </Link>
  </>
);

function versionOptions(release: Release | undefined) {
  if (release === undefined || release.targetVersion === null)
    return [{ value: '', label: 'Versions stay; repeatables run' }];
  return [
    { value: '', label: `${versionWords(release.targetVersion)} · the release’s last` },
    ...release.versions
      .filter((version) => version !== release.targetVersion)
      .map((version) => ({ value: version, label: versionWords(version) })),
  ];
}

/** Another release: its name, unless one was typed; its own last version; and a canary that it would move. */
function releaseChanges(choices: PlanChoices, draft: PlanDraft, releaseId: string): Partial<PlanDraft> {
  const before = choices.releases.find(({ id }) => id === draft.releaseId);
  const release = choices.releases.find(({ id }) => id === releaseId);
  return {
    releaseId,
    targetVersion: null,
    ...(draft.name.trim() === (before?.name ?? '') && { name: release?.name ?? '' }),
    waves: [...wavesFor(choices, draft, releaseId)],
  };
}
