import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLiveHub } from './hub';
import { liveStream } from './stream';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function open(stillAllowed: () => Promise<boolean> = async () => true) {
  const hub = createLiveHub(() => 0);
  const gone = new AbortController();
  const reader = liveStream(hub, gone.signal, stillAllowed).getReader();
  const decoder = new TextDecoder();
  return {
    hub,
    gone,
    /** The next message, or null at the end of the stream. */
    next: async () => {
      const { done, value } = await reader.read();
      return done ? null : decoder.decode(value);
    },
    cancel: () => reader.cancel(),
  };
}

describe('a live stream', () => {
  test('says at once that it is there, and again every five seconds', async () => {
    const { next } = open();
    expect(await next()).toBe('retry: 2000\nevent: beat\ndata:\n\n');
    vi.advanceTimersByTime(5000);
    expect(await next()).toBe('event: beat\ndata:\n\n');
  });

  test('carries hints with an id', async () => {
    const { hub, next } = open();
    await next();
    hub.announce(['rollout:1', 'rollouts']);
    expect(await next()).toBe('id: 1\nevent: hint\ndata: {"topics":["rollout:1","rollouts"],"at":0}\n\n');
  });

  test('ends within a minute once the session has been revoked', async () => {
    let allowed = true;
    const { hub, next } = open(async () => allowed);
    await next();
    allowed = false;
    await vi.advanceTimersByTimeAsync(60_000);
    const rest: (string | null)[] = [];
    for (let message = await next(); ; message = await next()) {
      rest.push(message);
      if (message === null) break;
    }
    expect(rest.slice(-2)).toEqual(['event: bye\ndata:\n\n', null]);
    expect(hub.size).toBe(0);
  });

  test('stays while nobody can say whether the session is good', async () => {
    const { hub } = open(async () => {
      throw new Error('database away');
    });
    await vi.advanceTimersByTimeAsync(180_000);
    expect(hub.size).toBe(1);
  });

  test('says goodbye when the server stops', async () => {
    const { hub, next } = open();
    await next();
    hub.close();
    expect([await next(), await next()]).toEqual(['event: bye\ndata:\n\n', null]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each(['gone', 'cancel'] as const)('leaves nothing behind when the tab is closed (%s)', async (how) => {
    const stream = open();
    expect(stream.hub.size).toBe(1);
    if (how === 'gone') stream.gone.abort();
    else await stream.cancel();
    expect(stream.hub.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    // What is announced later reaches nobody and throws at nobody.
    stream.hub.announce(['fleet']);
  });
});
