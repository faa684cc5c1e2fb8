'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { useView } from '@/lib/client/use-view';
import type { Result } from '@/lib/domain/refusal';
import type { Role } from '@/lib/domain/verbs';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { PublishedRelease, PublishView, ReleaseDraft } from '@/lib/wire/releases-view';
import { fieldErrors } from '@/lib/wire/result';
import { DraftReport } from '@/components/releases/draft-report';
import { NameCard, type ReleaseNaming } from '@/components/releases/name-card';
import { NamingHelp } from '@/components/releases/naming-help';
import { givenValues, type PlaceholderChoices } from '@/components/releases/placeholder-draft';
import { PlaceholderFields } from '@/components/releases/placeholder-fields';
import { publishReason } from '@/components/releases/publish-reason';
import { PublishRefusal } from '@/components/releases/publish-refusal';
import { checkSource, publishSource, type ReleaseSource } from '@/components/releases/release-source';
import { SourceCard, type Way } from '@/components/releases/source-card';
import { roleReason } from '@/components/rollouts/why-not';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { toast } from '@/components/ui/toast';

export interface PublishPageProps {
  readonly role: Role;
  readonly initial: PublishView;
}

type Asked = { readonly source: ReleaseSource; readonly changelogKey: string | null };

/** Left what is asked for, right what would be published: read anew whenever the scripts or the changelog change. */
export const PublishPage = ({ role, initial }: PublishPageProps) => {
  const router = useRouter();
  const { data: view = initial } = useView<PublishView>({
    url: '/api/views/releases/publish',
    topics: ['releases'],
    initial,
  });
  const [way, setWay] = useState<Way>('upload');
  const [source, setSource] = useState<ReleaseSource | null>(null);
  const [choices, setChoices] = useState<PlaceholderChoices>({});
  const [naming, setNaming] = useState<ReleaseNaming>({
    key: mostUsed(initial),
    newKey: '',
    newName: '',
    name: '',
  });
  const check = useMutation<Result<ReleaseDraft>, Error, Asked>({
    mutationFn: (asked) => checkSource(asked.source, asked.changelogKey),
  });
  const publish = useAction<PublishedRelease>((input) => {
    const { from, ...rest } = input as Parameters<typeof publishSource>[1] & { from: ReleaseSource };
    return publishSource(from, rest);
  });

  const choose = (next: ReleaseSource | null, changelogKey: string | null) => {
    setSource(next);
    publish.reset();
    if (next === null) check.reset();
    else check.mutate({ source: next, changelogKey });
  };
  const draft = check.data?.ok === true ? check.data.value : null;
  const reason = publishReason({ role, view, naming, draft, checking: check.isPending, choices });
  const roleRefused = roleReason(role, 'publish-release');
  const refusal = publish.result?.ok === false ? publish.result.refusal : null;

  const send = async () => {
    if (source === null || draft === null) return;
    const name = naming.name.trim();
    const sent = await publish.run({
      from: source,
      changelogKey: naming.key ?? naming.newKey,
      ...(naming.key === null && { changelogName: naming.newName.trim() }),
      name,
      placeholders: givenValues(draft, choices),
    });
    if (!sent.ok) return;
    toast.success(`Published ${name}`, {
      description: 'Nothing has run yet: plan a rollout when you are ready.',
    });
    router.push(paths.release(sent.value.releaseId));
  };

  return (
    <form
      className="flex min-w-0 flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === undefined && !publish.pending) void send();
      }}
    >
      <PageHeader
        back={{ href: paths.releases, label: 'Releases' }}
        title="Publish a release"
        description="The scripts are read and compared first. Publishing stores them; nothing runs on any tenant."
        actions={
          <>
            <LinkButton href={paths.releases}>Cancel</LinkButton>
            <Button
              type="submit"
              variant="primary"
              icon="upload"
              disabledReason={reason}
              pending={publish.pending}
              pendingLabel="Publishing…"
            >
              {draft === null || draft.problemCount > 0
                ? 'Publish'
                : `Publish ${naming.name.trim()} · ${plural(draft.scripts.length, 'script')}`}
            </Button>
          </>
        }
      />
      {roleRefused !== undefined && (
        <Banner tone="info" title="You may not publish releases">
          {roleRefused}
        </Banner>
      )}
      {refusal !== null && <PublishRefusal refusal={refusal} />}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
        <SourceCard
          view={view}
          way={way}
          source={source}
          disabledReason={roleRefused}
          onWay={(next) => {
            setWay(next);
            choose(null, naming.key);
          }}
          onSource={(next) => choose(next, naming.key)}
        />
        <section
          aria-label="What would be published"
          aria-live="polite"
          className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1"
        >
          {source === null ? (
            <NamingHelp />
          ) : check.isPending ? (
            <Card>
              <p className="text-muted">Reading the scripts…</p>
            </Card>
          ) : check.data?.ok === false ? (
            <PublishRefusal refusal={check.data.refusal} />
          ) : (
            draft !== null && <DraftReport draft={draft} />
          )}
        </section>
        <div className="flex min-w-0 flex-col gap-4">
          <NameCard
            view={view}
            naming={naming}
            errors={publish.result === null ? {} : fieldErrors(publish.result)}
            onChange={(next) => {
              setNaming(next);
              if (next.key !== naming.key) choose(source, next.key);
            }}
          />
          {draft !== null && draft.placeholders.length > 0 && (
            <PlaceholderFields
              draft={draft}
              choices={choices}
              onChange={(name, choice) => setChoices((before) => ({ ...before, [name]: choice }))}
            />
          )}
        </div>
      </div>
    </form>
  );
};

/** Most releases go where most tenants are. */
const mostUsed = ({ changelogs }: PublishView): string | null =>
  changelogs.toSorted((a, b) => b.tenants - a.tenants)[0]?.key ?? null;
