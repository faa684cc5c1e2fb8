'use client';

import { useEffect, useRef } from 'react';

/**
 * Brings what a server's answer found wrong into view, in a form that is longer than the screen: the first field that
 * is marked gets the focus, else the note is scrolled to. Give the answer: each one is shown once.
 */
export function useShowProblem(answer: unknown) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (answer === null) return;
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (field) field.focus();
    else form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
  }, [answer]);
  return form;
}
