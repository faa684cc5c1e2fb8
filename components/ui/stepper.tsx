import { clsx } from 'clsx';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { StateGlyph } from '@/components/ui/state-badge';
import { toneLook, type StateTone } from '@/components/ui/state-tone';

export interface StepperNode {
  readonly id: string;
  readonly label: ReactNode;
  /** "23/40": how far. */
  readonly detail?: ReactNode;
  readonly tone: StateTone;
  /** Word for the tone, read aloud: "running". */
  readonly word: string;
  readonly href?: string | undefined;
  readonly current?: boolean | undefined;
  /** What stands between this node and the next one. */
  readonly gate?:
    | { readonly tone: StateTone; readonly word: string; readonly href?: string | undefined }
    | undefined;
}

export interface StepperProps {
  readonly label: string;
  readonly nodes: readonly StepperNode[];
  readonly className?: string | undefined;
}

/** node ─ gate ─ node: the way a rollout goes, and where it stands. */
export const Stepper = ({ label, nodes, className }: StepperProps) => (
  <ol aria-label={label} className={clsx('flex items-center overflow-x-auto p-1', className)}>
    {nodes.map((node, index) => {
      const last = index === nodes.length - 1;
      return (
        <Fragment key={node.id}>
          <li className="shrink-0" {...(node.current === true ? { 'aria-current': 'step' } : {})}>
            <NodeBox node={node} />
          </li>
          {!last && (
            <li
              className="flex min-w-24 flex-1 items-center"
              {...(node.gate === undefined ? { 'aria-hidden': true } : {})}
            >
              <Line />
              {node.gate !== undefined && <Gate gate={node.gate} />}
              <Line />
            </li>
          )}
        </Fragment>
      );
    })}
  </ol>
);

const NodeBox = ({ node }: { readonly node: StepperNode }) => {
  const look = clsx(
    'flex h-9 items-center gap-2 rounded-full border px-3.5 text-sm whitespace-nowrap',
    node.current === true ? 'border-text bg-surface font-medium' : 'border-border bg-surface',
    node.href !== undefined && 'hover:bg-surface-hover',
  );
  const content = (
    <>
      <StateGlyph tone={node.tone} label={node.word} />
      <span>{node.label}</span>
      {node.detail !== undefined && <span className="font-normal text-muted">{node.detail}</span>}
    </>
  );
  return node.href === undefined ? (
    <span className={look}>{content}</span>
  ) : (
    <Link href={node.href} className={look}>
      {content}
    </Link>
  );
};

const Gate = ({ gate }: { readonly gate: NonNullable<StepperNode['gate']> }) => {
  const content = (
    <>
      gate
      <StateGlyph
        tone={gate.tone}
        size={12}
        label={gate.word === '' ? toneLook[gate.tone].word : gate.word}
      />
    </>
  );
  const look = 'inline-flex h-6 shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs text-muted';
  return gate.href === undefined ? (
    <span className={look}>{content}</span>
  ) : (
    <Link href={gate.href} className={clsx(look, 'hover:bg-surface-hover hover:text-text')}>
      {content}
    </Link>
  );
};

const Line = () => <span aria-hidden className="min-w-3 flex-1 border-t border-border-strong" />;
