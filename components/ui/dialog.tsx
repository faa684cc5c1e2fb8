'use client';

import { clsx } from 'clsx';
import { Dialog as RadixDialog } from 'radix-ui';
import { useRef, type ReactNode, type RefObject } from 'react';
import { buttonClass } from '@/components/ui/button-look';
import { Icon } from '@/components/ui/icon';
import { useOpener } from '@/components/ui/use-opener';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  /** The consequence in one sentence. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the safe one first; the focus never starts on the destructive one. */
  readonly footer?: ReactNode;
  readonly width?: 'sm' | 'md' | 'lg' | 'xl' | undefined;
  /** Where the focus starts; by default the dialog itself, so that nothing is one keypress away. */
  readonly initialFocus?: RefObject<HTMLElement | null> | undefined;
  readonly className?: string | undefined;
}

const widths = { sm: 'max-w-sm', md: 'max-w-lg', lg: 'max-w-2xl', xl: 'max-w-5xl' } as const;

export const Dialog = (props: DialogProps) => {
  const {
    open,
    onOpenChange,
    title,
    description,
    children,
    footer,
    width = 'md',
    initialFocus,
    className,
  } = props;
  const content = useRef<HTMLDivElement>(null);
  const opener = useOpener();
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <RadixDialog.Content
          ref={content}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            opener.remember();
            (initialFocus?.current ?? content.current)?.focus();
          }}
          onCloseAutoFocus={opener.giveBack}
          className={clsx(
            'fixed inset-x-4 top-[max(1rem,12vh)] z-50 mx-auto flex max-h-[min(80vh,calc(100dvh-2rem))] animate-rise-in flex-col rounded-lg border border-border bg-surface-raised text-sm shadow-dialog focus:outline-none',
            widths[width],
            className,
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <RadixDialog.Title className="text-lg font-semibold text-balance">{title}</RadixDialog.Title>
              {description !== undefined && (
                <RadixDialog.Description className="mt-1 text-muted text-pretty">
                  {description}
                </RadixDialog.Description>
              )}
            </div>
            <RadixDialog.Close
              aria-label="Close"
              className={buttonClass({ variant: 'ghost', size: 'sm', iconOnly: true, className: '-mr-2' })}
            >
              <Icon name="cross" size={12} />
            </RadixDialog.Close>
          </header>
          {children !== undefined && (
            <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5">
              {children}
            </div>
          )}
          {footer !== undefined && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-border px-5 py-3">
              {footer}
            </footer>
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
};
