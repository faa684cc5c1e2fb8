'use client';

import { useEffect, useState } from 'react';
import type { RolloutView } from '@/lib/wire/rollout-view';
import { segmentsOf } from './rollout-way';
import { rolloutLook } from './state-words';

const EVERY_MS = 5000;

/** For screen readers: how it stands, said at most every five seconds and only when it has changed. */
export const LiveSummary = ({ view }: { readonly view: RolloutView }) => {
  const words = [
    rolloutLook[view.state].word,
    ...segmentsOf(view.counts).filter(({ count }) => count > 0).map(({ count, word }) => `${count} ${word}`),
  ].join(', ');
  const [said, setSaid] = useState(words);
  useEffect(() => {
    if (words === said) return undefined;
    const timer = setTimeout(() => setSaid(words), EVERY_MS);
    return () => clearTimeout(timer);
  }, [words, said]);
  return <output className="sr-only">{said}</output>;
};
