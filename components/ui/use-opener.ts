'use client';

import { useRef } from 'react';

/**
 * Gives the focus back to where it was before a dialog opened. Radix does so for its own Trigger only, and ours are
 * opened by state, from wherever. Of a menu that closes as the dialog opens, its button is what stays.
 */
export function useOpener() {
  const opener = useRef<Element | null>(null);
  return {
    /** For `onOpenAutoFocus`, before the focus is moved. */
    remember: () => {
      const active = document.activeElement;
      const menuButton = active?.closest('[role=menu]')?.getAttribute('aria-labelledby');
      opener.current = menuButton == null ? active : document.getElementById(menuButton);
    },
    /** For `onCloseAutoFocus`. */
    giveBack: (event: Event) => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}
