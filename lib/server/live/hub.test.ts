import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LiveHint } from '@/lib/wire/live';
import { createLiveHub } from './hub';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function open(hub: ReturnType<typeof createLiveHub>) {
  const heard: { id: number; hint: LiveHint }[] = [];
  let closed = false;
  const leave = hub.join({ hint: (id, hint) => heard.push({ id, hint }), close: () => (closed = true) });
  return { heard, leave, closed: () => closed };
}

describe('the hub', () => {
  test('passes the first hint on at once and gathers what follows for a quarter of a second', () => {
    const hub = createLiveHub(() => 7);
    const { heard } = open(hub);
    hub.announce(['fleet']);
    expect(heard).toEqual([{ id: 1, hint: { topics: ['fleet'], at: 7 } }]);
    for (let index = 0; index < 200; index += 1) hub.announce(['rollouts', 'rollout:a']);
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(250);
    expect(heard.slice(1)).toEqual([{ id: 2, hint: { topics: ['rollout:a', 'rollouts'], at: 7 } }]);
    vi.advanceTimersByTime(10_000);
    expect(heard).toHaveLength(2);
  });

  test('never sends more than four batches in a second', () => {
    const hub = createLiveHub(() => 0);
    const { heard } = open(hub);
    for (let ms = 0; ms < 1000; ms += 10) {
      hub.announce([`rollout:${ms}`]);
      vi.advanceTimersByTime(10);
    }
    expect(heard.length).toBeLessThanOrEqual(5);
    vi.advanceTimersByTime(250);
    expect(new Set(heard.flatMap(({ hint }) => hint.topics)).size).toBe(100);
  });

  test('cuts a long list of topics, since a hint has a limit', () => {
    const hub = createLiveHub(() => 0);
    const { heard } = open(hub);
    hub.announce(Array.from({ length: 120 }, (_, index) => `rollout:${index}`));
    expect(heard.map(({ hint }) => hint.topics.length)).toEqual([50, 50, 20]);
  });

  test('whoever left hears nothing more; closing ends the others', () => {
    const hub = createLiveHub(() => 0);
    const gone = open(hub);
    const stays = open(hub);
    gone.leave();
    hub.announce(['fleet']);
    expect([gone.heard.length, stays.heard.length, hub.size]).toEqual([0, 1, 1]);
    hub.close();
    expect([gone.closed(), stays.closed(), hub.size]).toEqual([false, true, 0]);
  });
});
