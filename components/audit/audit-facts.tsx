import type { AuditLineView } from '@/lib/wire/audit-view';
import { refusalText } from '@/components/audit/refusal-text';
import { Code } from '@/components/ui/code';
import { CopyButton } from '@/components/ui/copy-button';
import { KeyValues, type KeyValue } from '@/components/ui/key-values';
import { Time } from '@/components/ui/time';

/** Everything that one line holds. */
export const AuditFacts = ({ line }: { readonly line: AuditLineView }) => {
  const facts: readonly KeyValue[] = Object.entries(line.facts).map(([key, value]) => ({
    key,
    value: <Code>{factText(value)}</Code>,
  }));
  return (
    <KeyValues
      items={[
        { key: 'Who', value: line.actor },
        { key: 'When', value: <Time at={line.at} show="absolute" /> },
        ...(line.subject === '' ? [] : [{ key: 'About', value: <Code>{line.subject}</Code> }]),
        ...(line.reason === null ? [] : [{ key: 'Reason', value: line.reason }]),
        ...(line.code === null ? [] : [{ key: 'Refused', value: <>{refusalText(line)} <Code className="text-muted">{line.code}</Code></> }]),
        ...facts,
        {
          key: 'Seal',
          value:
            line.seq === null || line.hash === null ? (
              'Not sealed yet: the worker chains new lines within seconds.'
            ) : (
              <span className="flex flex-wrap items-center gap-x-2">
                Line {line.seq} of the chain <Code className="break-all text-muted">{line.hash}</Code>
                <CopyButton text={`${line.seq} ${line.hash}`} label="Copy number and hash" />
              </span>
            ),
        },
      ]}
    />
  );
};

const factText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
