'use client';

import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "Copy SQL". */
  readonly label: string;
  /** Shows the label as text instead of an icon alone. */
  readonly withText?: boolean | undefined;
  readonly className?: string | undefined;
}

type Outcome = 'idle' | 'copied' | 'refused';

const shownForMs = 2_000;

export const CopyButton = ({ text, label, withText, className }: CopyButtonProps) => {
  const [outcome, setOutcome] = useState<Outcome>('idle');

  useEffect(() => {
    if (outcome === 'idle') return undefined;
    const timer = setTimeout(() => setOutcome('idle'), shownForMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      // Refused without a secure context or permission: the text stays selectable, and the button says so.
      setOutcome('refused');
    }
  };

  const said =
    outcome === 'idle' ? label : outcome === 'copied' ? 'Copied' : 'Copying was refused: select the text';
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        icon={outcome === 'copied' ? 'check' : 'copy'}
        onClick={() => void copy()}
        className={className}
        {...(withText === true ? {} : { iconLabel: said })}
      >
        {withText === true ? said : undefined}
      </Button>
      <output className="sr-only">{outcome === 'idle' ? '' : said}</output>
    </>
  );
};
