'use client';

import { useRef, useState } from 'react';
import { agree } from '@/lib/wire/fact-text';
import { keysFromText } from '@/lib/wire/plan-form';
import type { PlanWave } from '@/lib/wire/plan-view';
import { Button } from '@/components/ui/button';
import { StateBadge } from '@/components/ui/state-badge';
import { TextareaField } from '@/components/ui/textarea-field';
import { toast } from '@/components/ui/toast';

export interface PastedKeysProps {
  readonly keys: readonly string[];
  /** The wave as previewed; null while there is no preview. */
  readonly wave: PlanWave | null;
  /** How many of its tenants the plan leaves out. */
  readonly excluded: number;
  readonly error: string | undefined;
  readonly onChange: (keys: readonly string[]) => void;
}

const MAX_BYTES = 5_000_000;

/** A list from elsewhere, with a report of what it matched. */
export const PastedKeys = ({ keys, wave, excluded, error, onChange }: PastedKeysProps) => {
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => keys.join('\n'));
  const take = (next: string) => {
    setText(next);
    onChange(keysFromText(next));
  };
  const load = async (chosen: File) => {
    if (chosen.size > MAX_BYTES) {
      toast.error(`${chosen.name} is too large`, {
        description: 'At most 5 MB: a column of keys needs far less.',
      });
      return;
    }
    try {
      take(await chosen.text());
    } catch {
      toast.error(`${chosen.name} could not be read`, {
        description: 'Choose it again, or paste its column of keys.',
      });
    }
  };

  return (
    <div className="flex min-w-0 flex-col gap-2">
      <TextareaField
        label="Tenant keys"
        hideLabel
        mono
        rows={5}
        spellCheck={false}
        placeholder={'acme\nglobex\ninitech'}
        hint="One a line, or a CSV with a column named key or tenant."
        error={error}
        value={text}
        onChange={(event) => take(event.currentTarget.value)}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Button size="sm" icon="upload" onClick={() => file.current?.click()}>
          Load a CSV file
        </Button>
        <input
          ref={file}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          tabIndex={-1}
          aria-label="CSV file"
          className="sr-only"
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            // Cleared, so that choosing the same file again is noticed.
            event.currentTarget.value = '';
            if (chosen !== undefined) void load(chosen);
          }}
        />
        <span className="text-muted">
          {keys.length.toLocaleString('en')} {agree(keys.length, 'key', 'keys')}
        </span>
        {wave !== null && keys.length > 0 && (
          <StateBadge tone="applied">{wave.members.length} matched</StateBadge>
        )}
        {wave !== null && excluded > 0 && <StateBadge tone="skipped">{excluded} left out</StateBadge>}
      </div>
      {wave !== null && (
        <Report
          tone="failed"
          keys={wave.unmatched}
          words={(n) => `${agree(n, 'key has', 'keys have')} no tenant`}
        />
      )}
      {wave !== null && (
        <Report
          tone="warning"
          keys={wave.repeated}
          words={(n) => `${agree(n, 'is', 'are')} given twice, or in an earlier wave already`}
        />
      )}
    </div>
  );
};

const SHOWN = 12;

const Report = ({
  tone,
  keys,
  words,
}: {
  readonly tone: 'failed' | 'warning';
  readonly keys: readonly string[];
  readonly words: (count: number) => string;
}) =>
  keys.length === 0 ? null : (
    <div className="min-w-0">
      <StateBadge tone={tone}>
        {keys.length.toLocaleString('en')} {words(keys.length)}
      </StateBadge>
      <p className="pl-5 font-mono text-xs break-all text-muted">
        {keys.slice(0, SHOWN).join(', ')}
        {keys.length > SHOWN && ` and ${keys.length - SHOWN} more`}
      </p>
    </div>
  );
