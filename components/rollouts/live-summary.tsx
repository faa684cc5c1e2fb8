'use client';

import { useEffect, useRef, useState } from 'react';
import type { RolloutView } from '@/lib/wire/rollout-view';
import { segmentsOf } from './rollout-way';
import { rolloutLook } from './state-words';

const EVERY_MS = 5000;

/** For screen readers: how it stands, said at most every five seconds and only when it has changed. */
export const LiveSummary = ({ view }: { readonly view: RolloutView }) => {
  const words = [
    rolloutLook[view.state].word,
    ...segmentsOf(view.counts)
      .filter(({ count }) => count > 0)
      .map(({ count, word }) => `${count} ${word}`),
  ].join(', ');
  const [said, setSaid] = useState(words);
  const latest = useRef(words);
  useEffect(() => {
    latest.current = words;
  }, [words]);
  useEffect(() => {
    const timer = setInterval(() => setSaid(latest.current), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return <output className="sr-only">{said}</output>;
};
