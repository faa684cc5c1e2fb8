'use client';

import { useId } from 'react';
import { plural } from '@/lib/wire/fact-text';
import type { ReleaseScriptView } from '@/lib/wire/releases-view';
import type { ScriptPair } from '@/components/releases/pair-scripts';
import { ScriptText } from '@/components/releases/script-text';
import { kindWord } from '@/components/releases/script-words';
import { Badge } from '@/components/ui/badge';
import { Icon } from '@/components/ui/icon';
import { StateBadge } from '@/components/ui/state-badge';
import { Tabs } from '@/components/ui/tabs';

export interface ScriptItemProps {
  readonly releaseId: string;
  readonly pair: ScriptPair;
  /** Of the changelog's first release everything is new, and nothing needs to say so. */
  readonly first: boolean;
  readonly open: boolean;
  /** The address names the undo script. */
  readonly undoFirst: boolean;
  readonly onToggle: () => void;
  /** Called when the text of the open script stands there. */
  readonly onRead: (() => void) | undefined;
}

export const ScriptItem = (props: ScriptItemProps) => {
  const { releaseId, first, open, undoFirst, onToggle, onRead } = props;
  const { main, undo } = props.pair;
  const panel = useId();
  return (
    <li id={main.script} className="border-b border-border last:border-b-0">
      {undo !== null && <span id={undo.script} />}
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={panel}
          onClick={onToggle}
          className="grid w-full grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-3 gap-y-1 px-4 py-2.5 text-left -outline-offset-2 hover:bg-surface-hover md:grid-cols-[1rem_4.5rem_minmax(0,1fr)_auto] md:items-center"
        >
          <Icon name={open ? 'chevron-down' : 'chevron-right'} className="mt-0.5 text-muted md:mt-0" />
          <span className="font-mono text-xs">
            {main.version === null ? (
              <span className="font-sans text-muted">repeatable</span>
            ) : (
              `v${main.version}`
            )}
          </span>
          <span className="col-start-2 min-w-0 md:col-start-auto">
            <span className="block font-medium break-words">{main.description || 'no description'}</span>
            <span className="block font-mono text-xs font-normal break-all text-muted">{main.script}</span>
          </span>
          <Marks main={main} hasUndo={undo !== null} first={first} />
        </button>
      </h3>
      <div id={panel} hidden={!open} className="px-4 pb-4 md:pl-11">
        {open &&
          (undo === null ? (
            <ScriptText releaseId={releaseId} script={main} onRead={onRead} />
          ) : (
            <Tabs
              key={undoFirst ? 'undo' : 'main'}
              label={`Scripts of version ${main.version ?? ''}`}
              defaultValue={undoFirst ? 'undo' : 'main'}
              items={[
                {
                  value: 'main',
                  label: 'Script',
                  content: <ScriptText releaseId={releaseId} script={main} onRead={onRead} />,
                },
                {
                  value: 'undo',
                  label: 'Undo',
                  content: <ScriptText releaseId={releaseId} script={undo} onRead={onRead} />,
                },
              ]}
            />
          ))}
      </div>
    </li>
  );
};

const Marks = ({
  main,
  hasUndo,
  first,
}: {
  readonly main: ReleaseScriptView;
  readonly hasUndo: boolean;
  readonly first: boolean;
}) => (
  <span className="col-start-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs font-normal text-muted md:col-start-auto md:grid md:grid-cols-[4.5rem_5.5rem_9.5rem_4.5rem]">
    {/* On wide screens the columns stay where they are, row after row. */}
    <span className="empty:hidden md:empty:block">
      {!first && main.since !== 'same' && <Badge look="accent">{main.since}</Badge>}
      {main.kind === 'baseline' && <Badge>{kindWord.baseline}</Badge>}
    </span>
    <span>{plural(main.statements, 'statement')}</span>
    <Transaction transactional={main.transactional} />
    {main.kind === 'versioned' && (
      <StateBadge tone={hasUndo ? 'rolled-back' : 'skipped'}>
        <span className="text-xs text-muted">{hasUndo ? 'undo' : 'no undo'}</span>
      </StateBadge>
    )}
  </span>
);

const Transaction = ({ transactional }: { readonly transactional: boolean }) => (
  <StateBadge tone={transactional ? 'applied' : 'info'}>
    <span className="text-xs text-muted">{transactional ? 'in a transaction' : 'outside a transaction'}</span>
  </StateBadge>
);
