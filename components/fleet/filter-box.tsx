'use client';

import { useEffect, useRef, useState } from 'react';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';

const TYPING_MS = 200;

const isTyping = (element: Element | null): boolean =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement ||
  (element instanceof HTMLElement && element.isContentEditable);

/** `/` comes here from anywhere; Escape empties it and, when it is empty, leaves. */
export const FilterBox = ({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (text: string) => void;
}) => {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  // The address moved without this box (a tag taken away, Back): what it says now is the text.
  if (seen !== value) {
    setSeen(value);
    if (value.trim() !== text.trim()) setText(value);
  }

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (
        event.key !== '/' ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(document.activeElement)
      )
        return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      input.current?.select();
      input.current?.focus();
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);

  const type = (next: string, afterMs: number) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next.trim()), afterMs);
  };

  return (
    <span className="relative flex min-w-0 flex-1 basis-48 items-center lg:max-w-72">
      <Icon name="search" size={14} className="pointer-events-none absolute left-2.5 text-muted" />
      <input
        ref={input}
        type="search"
        aria-label="Filter tenants by key, name, database or schema"
        aria-keyshortcuts="/"
        placeholder="Filter…"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => type(event.currentTarget.value, TYPING_MS)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') type(text, 0);
          if (event.key !== 'Escape') return;
          if (text === '') event.currentTarget.blur();
          else type('', 0);
          event.preventDefault();
        }}
        className="gs-input pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {text === '' && (
        <span aria-hidden className="pointer-events-none absolute right-2 max-sm:hidden">
          <Kbd>/</Kbd>
        </span>
      )}
    </span>
  );
};
