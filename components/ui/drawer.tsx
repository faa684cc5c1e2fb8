'use client';

import { clsx } from 'clsx';
import { Dialog as RadixDialog } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import { buttonClass } from '@/components/ui/button-look';
import { Icon } from '@/components/ui/icon';
import { useOpener } from '@/components/ui/use-opener';

export interface DrawerProps {
  /** The caller keeps this in the URL, so that the drawer can be linked to. */
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Right of the title: state, actions. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: 'md' | 'lg' | undefined;
  readonly className?: string | undefined;
}

const widths = { md: 'sm:w-[30rem]', lg: 'sm:w-[46rem]' } as const;

export const Drawer = (props: DrawerProps) => {
  const {
    open,
    onOpenChange,
    title,
    description,
    actions,
    children,
    footer,
    width = 'lg',
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
            content.current?.focus();
          }}
          onCloseAutoFocus={opener.giveBack}
          className={clsx(
            'fixed inset-y-0 right-0 z-50 flex w-full max-w-full animate-slide-in flex-col border-l border-border bg-surface-raised text-sm shadow-dialog focus:outline-none',
            widths[width],
            className,
          )}
        >
          <header className="flex items-start gap-3 border-b border-border px-5 py-3">
            <div className="min-w-0 flex-1">
              <RadixDialog.Title className="truncate text-lg font-semibold">{title}</RadixDialog.Title>
              {description !== undefined && (
                <RadixDialog.Description className="text-muted">{description}</RadixDialog.Description>
              )}
            </div>
            {actions !== undefined && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
            <RadixDialog.Close
              aria-label="Close"
              className={buttonClass({ variant: 'ghost', size: 'sm', iconOnly: true, className: '-mr-2' })}
            >
              <Icon name="cross" size={12} />
            </RadixDialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
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
