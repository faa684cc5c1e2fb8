'use client';

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { agree, plural } from '@/lib/wire/fact-text';
import type { ReleaseScriptView, ReleaseView } from '@/lib/wire/releases-view';
import { pairScripts, type ScriptPair } from '@/components/releases/pair-scripts';
import { ScriptItem } from '@/components/releases/script-item';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Switch } from '@/components/ui/switch';

const subscribe = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

/** The script that the address names, else empty: other pages link to `#<script>`. */
const useAnchor = (): string =>
  decoded(
    useSyncExternalStore(
      subscribe,
      () => window.location.hash.slice(1),
      () => '',
    ),
  );

function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

/** In the order of execution; an undo script stands with the version that it takes back. */
export const ScriptList = ({ release }: { readonly release: ReleaseView }) => {
  const anchor = useAnchor();
  const [onlyNew, setOnlyNew] = useState(false);
  /** What somebody has opened or closed; the script that the address names starts open. */
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const pairs = pairScripts(release.list);
  const moved = pairs.filter(({ main, undo }) => isMoved(main) || (undo !== null && isMoved(undo)));
  const named = pairs.find(({ main, undo }) => main.script === anchor || undo?.script === anchor);
  const shown = onlyNew ? pairs.filter((pair) => moved.includes(pair) || pair === named) : pairs;
  const isOpen = ({ main }: ScriptPair): boolean =>
    opened.get(main.script) ?? main.script === named?.main.script;
  const allOpen = shown.length > 0 && shown.every(isOpen);
  const isNamed = named !== undefined;

  const goToNamed = useCallback(
    () => document.getElementById(anchor)?.scrollIntoView({ block: 'start' }),
    [anchor],
  );
  useEffect(() => {
    if (isNamed) goToNamed();
  }, [goToNamed, isNamed]);

  return (
    <Card
      padding="flush"
      title="Scripts"
      meta="in the order in which they run"
      actions={
        <div className="flex flex-wrap items-center gap-3">
          {release.previous !== null && moved.length > 0 && moved.length < pairs.length && (
            <Switch
              label={`Only what ${release.previous.name} has not · ${moved.length}`}
              checked={onlyNew}
              onChange={setOnlyNew}
            />
          )}
          {shown.length > 1 && shown.length <= OPENED_TOGETHER && (
            <Button
              size="sm"
              variant="ghost"
              onClick={() => setOpened(new Map(shown.map(({ main }) => [main.script, !allOpen])))}
            >
              {allOpen ? 'Close all' : 'Open all'}
            </Button>
          )}
        </div>
      }
      footer={
        release.gone.length === 0 ? undefined : (
          <p className="text-muted">
            {plural(release.gone.length, 'script')} of {release.previous?.name}{' '}
            {agree(release.gone.length, 'is', 'are')} not in this release:{' '}
            <span className="font-mono text-xs break-all">{release.gone.join(', ')}</span>
          </p>
        )
      }
    >
      <ol aria-label="Scripts">
        {shown.map((pair) => (
          <ScriptItem
            key={pair.main.script}
            releaseId={release.id}
            pair={pair}
            first={release.previous === null}
            open={isOpen(pair)}
            // The page was too short to scroll so far before the text had come.
            onRead={pair === named ? goToNamed : undefined}
            undoFirst={pair.undo !== null && pair.undo.script === anchor}
            onToggle={() => setOpened((before) => new Map([...before, [pair.main.script, !isOpen(pair)]]))}
          />
        ))}
      </ol>
    </Card>
  );
};

/** Each opened script is a question to the server. */
const OPENED_TOGETHER = 30;

const isMoved = ({ since }: ReleaseScriptView): boolean => since !== 'same';
