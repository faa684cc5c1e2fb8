'use client';

import { useEffect, useState } from 'react';
import { useView } from '@/lib/client/use-view';
import { plural } from '@/lib/wire/fact-text';
import type { ReleaseScriptView, ScriptTextView } from '@/lib/wire/releases-view';
import { cutLines } from '@/components/releases/cut-lines';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Code } from '@/components/ui/code';
import { CopyButton } from '@/components/ui/copy-button';
import { SkeletonRows } from '@/components/ui/skeleton';
import { SqlBlock } from '@/components/ui/sql-block';

const LINES_SHOWN = 500;

export interface ScriptTextProps {
  readonly releaseId: string;
  readonly script: ReleaseScriptView;
  readonly onRead: (() => void) | undefined;
}

/** The text as published, read when it is opened: a release may hold megabytes of it. */
export const ScriptText = ({ releaseId, script, onRead }: ScriptTextProps) => {
  const [whole, setWhole] = useState(false);
  const { data, error, refetch } = useView<ScriptTextView>({
    url: `/api/views/releases/${releaseId}/scripts/${script.position}`,
    topics: [],
  });
  const hasCome = data !== undefined;
  useEffect(() => {
    if (hasCome) onRead?.();
  }, [hasCome, onRead]);
  if (data === undefined) {
    return error === null ? (
      <SkeletonRows rows={4} label={`Reading ${script.script}`} />
    ) : (
      <Banner
        tone="warning"
        title={`${script.script} could not be read`}
        action={
          <Button size="sm" icon="refresh" onClick={() => void refetch()}>
            Read again
          </Button>
        }
      >
        The server did not answer. The release itself is unchanged.
      </Banner>
    );
  }
  const cut = cutLines(data.sql, LINES_SHOWN);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <span className="font-mono break-all">{script.script}</span>
        <span>
          checksum <Code>{script.checksum}</Code>
        </span>
        <span>{plural(script.statements, 'statement')}</span>
        <span>{transactionWords(script)}</span>
        {script.placeholders.length > 0 && (
          <span>
            {script.placeholderReplacement ? 'takes ' : ''}
            <span className="font-mono">{script.placeholders.join(', ')}</span>
          </span>
        )}
        {!script.placeholderReplacement && <span>placeholders are left as they are (.conf)</span>}
        <span className="ml-auto">
          <CopyButton text={data.sql} label={`Copy ${script.script}`} />
        </span>
      </p>
      {data.sql.trim() === '' ? (
        <p className="text-muted">The script is empty: applying it writes its history row only.</p>
      ) : (
        <SqlBlock sql={whole ? data.sql : cut.text} label={data.script} className="max-h-[36rem]" />
      )}
      {cut.more > 0 && !whole && (
        <span>
          <Button size="sm" onClick={() => setWhole(true)}>
            Show {plural(cut.more, 'more line')}
          </Button>
        </span>
      )}
    </div>
  );
};

function transactionWords({ transactional, executeInTransaction }: ReleaseScriptView): string {
  const words = transactional
    ? 'runs in one transaction with its history row'
    : 'runs outside a transaction: a failure half-way leaves what ran before it';
  return executeInTransaction === null ? words : `${words} (.conf)`;
}
