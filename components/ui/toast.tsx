'use client';

import { Toaster as SonnerToaster, toast as sonnerToast } from 'sonner';
import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';

/**
 * Placed once, in the root layout. Sonner adds one style element when its module loads (position and stacking),
 * which needs `style-src 'unsafe-inline'`; colours and type come from our own classes, so the theme follows by itself.
 */
export const Toaster = () => (
  <SonnerToaster
    position="bottom-right"
    gap={8}
    visibleToasts={4}
    containerAriaLabel="Notifications"
    icons={{
      success: <Icon name="check" size={14} className="text-state-applied" />,
      error: <Icon name="cross" size={14} className="text-state-failed" />,
      warning: <Icon name="warning" size={14} className="text-state-warning" />,
      info: <Icon name="info" size={14} className="text-state-info" />,
      close: <Icon name="cross" size={10} />,
    }}
    toastOptions={{
      unstyled: true,
      closeButton: true,
      classNames: {
        toast:
          'relative flex w-(--width) items-start gap-2.5 rounded-lg border border-border bg-surface-raised py-2.5 pr-10 pl-3 font-sans text-sm text-text shadow-popover max-sm:w-full',
        icon: 'mt-0.75 shrink-0',
        content: 'min-w-0 flex-1',
        title: 'font-medium break-words',
        description: 'text-muted break-words',
        actionButton:
          'h-7 shrink-0 rounded-md border border-border px-2 text-xs whitespace-nowrap hover:bg-surface-hover',
        closeButton:
          'absolute top-2 right-2 flex size-6 items-center justify-center rounded-md text-muted hover:bg-surface-hover hover:text-text',
      },
    }}
  />
);

export interface ToastDetail {
  readonly description?: ReactNode;
  readonly action?: { readonly label: string; readonly onClick: () => void } | undefined;
}

type Level = 'success' | 'info' | 'warning' | 'error';

/** Errors and offers to undo wait for the reader; the rest goes by itself. */
const show = (level: Level, title: ReactNode, detail: ToastDetail = {}) =>
  sonnerToast[level](title, {
    duration: level === 'error' ? Number.POSITIVE_INFINITY : detail.action === undefined ? 5_000 : 12_000,
    ...(detail.description === undefined ? {} : { description: detail.description }),
    ...(detail.action === undefined ? {} : { action: detail.action }),
  });

export const toast = {
  success: (title: ReactNode, detail?: ToastDetail) => show('success', title, detail),
  info: (title: ReactNode, detail?: ToastDetail) => show('info', title, detail),
  warning: (title: ReactNode, detail?: ToastDetail) => show('warning', title, detail),
  /** `description` says what to do next. */
  error: (title: ReactNode, detail?: ToastDetail) => show('error', title, detail),
  dismiss: (id?: string | number) => sonnerToast.dismiss(id),
};
