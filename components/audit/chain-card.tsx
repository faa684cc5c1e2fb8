'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { verifyAuditAction } from '@/lib/server/actions/audit';
import { readPastedHead } from '@/lib/wire/audit-view';
import { ChainReport } from '@/components/audit/chain-report';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextareaField } from '@/components/ui/textarea-field';

/** Proves the chain, on its own or against a head that was kept somewhere else. */
export const ChainCard = () => {
  const { run, pending, result } = useAction(verifyAuditAction);
  const [comparing, setComparing] = useState(false);
  const [pasted, setPasted] = useState('');
  const [compared, setCompared] = useState(false);
  const head = readPastedHead(pasted);
  const unreadable = comparing && pasted.trim() !== '' && head === null;

  const verify = async () => {
    const exportedHead = comparing ? head : null;
    await run({ exportedHead });
    setCompared(exportedHead !== null);
  };

  return (
    <Card
      title="Chain"
      meta="Each line is sealed with a keyed hash over itself and the line before"
      actions={
        <>
          <Button variant="ghost" size="sm" aria-expanded={comparing} onClick={() => setComparing(!comparing)}>
            Compare with an export
          </Button>
          <Button
            size="sm"
            icon="shield"
            pending={pending}
            pendingLabel="Reading the chain…"
            disabledReason={unreadable ? 'The pasted text holds no head' : undefined}
            onClick={() => void verify()}
          >
            Verify chain
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {comparing && (
          <TextareaField
            label="Head of an earlier export"
            hint="The last line of an exported file, or a line's number and hash. It shows a tail that was cut off together with the stored head."
            error={unreadable ? 'No head in it. Paste the last line of an export: {"head":{"seq":"…","hash":"…"}}.' : undefined}
            mono
            rows={2}
            required={false}
            value={pasted}
            onChange={(event) => setPasted(event.currentTarget.value)}
          />
        )}
        {result === null ? (
          <p className="text-muted">
            Not verified in this visit. Verifying reads every line anew and says which one was changed, taken out or cut off.
          </p>
        ) : result.ok ? (
          <ChainReport report={result.value} compared={compared} />
        ) : (
          <RefusalNote refusal={result.refusal} />
        )}
      </div>
    </Card>
  );
};
