'use client';

import type { MouseEvent, ReactNode } from 'react';
import { paths } from '@/lib/wire/paths';

/** Links inside that lead to this page with another filter change the view at once; all others stay links. */
export const FilterLinks = ({
  follow,
  className,
  children,
}: {
  readonly follow: (search: string) => void;
  readonly className?: string;
  readonly children: ReactNode;
}) => {
  const intercept = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (link === null || !isPlain || link.pathname !== paths.fleet || link.origin !== window.location.origin)
      return;
    event.preventDefault();
    event.stopPropagation();
    follow(link.search);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the links inside are the controls; Enter on them is a click
    <div onClickCapture={intercept} className={className}>
      {children}
    </div>
  );
};
