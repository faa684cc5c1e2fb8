'use client';

import Link from 'next/link';
import { useState } from 'react';
import { agree, plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { DraftScript, ReleaseDraft } from '@/lib/wire/releases-view';
import { ProblemList } from '@/components/releases/problem-list';
import { kindWord } from '@/components/releases/script-words';
import { warningSentence } from '@/components/releases/warning-words';
import { Badge } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { Card } from '@/components/ui/card';
import { StateBadge } from '@/components/ui/state-badge';
import { Switch } from '@/components/ui/switch';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';

/** What would be published, or everything that keeps it from being. */
export const DraftReport = ({ draft }: { readonly draft: ReleaseDraft }) => {
  if (draft.problemCount > 0) return <ProblemList problems={draft.problems} count={draft.problemCount} />;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {draft.sameAs === null ? (
        <Consequence draft={draft} />
      ) : (
        <Banner tone="warning" title="These scripts are published already">
          They are exactly those of{' '}
          <Link href={paths.release(draft.sameAs.id)} className="text-accent underline underline-offset-4">
            {draft.sameAs.name}
          </Link>
          . Plan a rollout of that release.
        </Banner>
      )}
      {draft.warnings.length > 0 && <Warnings draft={draft} />}
      <Scripts draft={draft} />
    </div>
  );
};

const Consequence = ({ draft }: { readonly draft: ReleaseDraft }) => {
  const fresh = draft.scripts.filter(({ since }) => since === 'new').length;
  const changed = draft.scripts.filter(({ since }) => since === 'changed').length;
  const outside = draft.scripts.filter(({ transactional }) => !transactional).length;
  return (
    <Card>
      <div className="flex flex-col gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StateBadge tone="applied">
            <span className="font-medium">{plural(draft.scripts.length, 'script')}, nothing wrong</span>
          </StateBadge>
          <span className="font-mono text-xs text-muted">
            {draft.targetVersion === null
              ? 'repeatables only'
              : `${draft.previous === null ? '' : `${versionWords(draft.previous.version)} `}→ ${versionWords(draft.targetVersion)}`}
          </span>
        </p>
        <p className="text-muted">
          {draft.previous === null
            ? 'The first release of its changelog.'
            : `Against ${draft.previous.name}: ${fresh.toLocaleString('en')} new, ${changed.toLocaleString('en')} changed, ${draft.gone.length.toLocaleString('en')} gone.`}{' '}
          {outside > 0 &&
            `${plural(outside, 'script')} ${agree(outside, 'runs', 'run')} outside a transaction: a failure half-way leaves what ran.`}
        </p>
        {draft.gone.length > 0 && (
          <p className="text-muted">
            Gone: <span className="font-mono text-xs break-all">{draft.gone.join(', ')}</span>. Tenants that
            have applied
            {draft.gone.length === 1 ? ' it' : ' them'} will show {draft.gone.length === 1 ? 'it' : 'them'} as
            missing.
          </p>
        )}
      </div>
    </Card>
  );
};

const WARNINGS_SHOWN = 20;

const Warnings = ({ draft }: { readonly draft: ReleaseDraft }) => (
  <Banner tone="info" title={`${plural(draft.warnings.length, 'note')}; none keeps you from publishing`}>
    <ul className="mt-1 flex flex-col gap-1">
      {draft.warnings.slice(0, WARNINGS_SHOWN).map((warning) => {
        const { sentence, remedy } = warningSentence(warning);
        return (
          <li key={`${warning.code} ${warning.path}`}>
            <span className="font-mono text-xs break-all text-text">{warning.path}</span> {sentence} {remedy}
          </li>
        );
      })}
    </ul>
    {draft.warnings.length > WARNINGS_SHOWN && <p>And {draft.warnings.length - WARNINGS_SHOWN} more.</p>}
  </Banner>
);

const Scripts = ({ draft }: { readonly draft: ReleaseDraft }) => {
  const moved = draft.scripts.filter(({ since }) => since !== 'same');
  const choice = draft.previous !== null && moved.length > 0 && moved.length < draft.scripts.length;
  const [onlyMoved, setOnlyMoved] = useState(true);
  const shown = choice && onlyMoved ? moved : draft.scripts;
  return (
    <Card
      padding="flush"
      title="Scripts"
      meta="in the order in which they run"
      actions={
        choice && (
          <Switch
            label={`Only what ${draft.previous?.name ?? ''} has not · ${moved.length}`}
            checked={onlyMoved}
            onChange={setOnlyMoved}
          />
        )
      }
    >
      <Table caption="Scripts that were found" frameClassName="max-h-[32rem]">
        <TableHead>
          <HeadCell>Version</HeadCell>
          <HeadCell>Description</HeadCell>
          <HeadCell>Kind</HeadCell>
          <HeadCell align="right">Statements</HeadCell>
          <HeadCell>Transaction</HeadCell>
        </TableHead>
        <TableBody>
          {shown.map((script) => (
            <ScriptRow key={script.script} script={script} first={draft.previous === null} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
};

const ScriptRow = ({ script, first }: { readonly script: DraftScript; readonly first: boolean }) => (
  <Row>
    <Cell className="font-mono text-xs">
      {script.version ?? <span className="font-sans text-muted">none</span>}
    </Cell>
    <Cell wrap className="min-w-44">
      {script.description || 'no description'}
      <span className="block font-mono text-xs break-all text-muted">{script.script}</span>
    </Cell>
    <Cell>
      <span className="inline-flex gap-1">
        <Badge>{kindWord[script.kind]}</Badge>
        {!first && script.since !== 'same' && <Badge look="accent">{script.since}</Badge>}
      </span>
    </Cell>
    <Cell align="right">{script.statements.toLocaleString('en')}</Cell>
    <Cell muted>{script.transactional ? 'one' : 'outside'}</Cell>
  </Row>
);
