import type { LiveHint } from '@/lib/wire/live';

/** One open stream of one tab. */
export type LiveSubscriber = { hint(id: number, hint: LiveHint): void; close(): void };

export type LiveHub = {
  /** A hint came from the database. Sent at once, then at most one batch each 250 ms. */
  announce(topics: readonly string[]): void;
  /** Answers how to leave. */
  join(subscriber: LiveSubscriber): () => void;
  readonly size: number;
  /** Ends every stream: the server may only stop once none is open. */
  close(): void;
};

const BATCH_MS = 250;
/** As many topics as one hint may name (lib/wire/live.ts). */
const TOPICS_PER_HINT = 50;

/**
 * Fans hints out to the streams of this process. A start of 200 tenants is 200 notifications in a second; the browser
 * shall read its views again four times then, not two hundred.
 * @param now ms since the epoch
 */
export function createLiveHub(now: () => number): LiveHub {
  const subscribers = new Set<LiveSubscriber>();
  const waiting = new Set<string>();
  let resting: ReturnType<typeof setTimeout> | undefined;
  let id = 0;

  const flush = (): void => {
    const topics = [...waiting].sort();
    waiting.clear();
    for (let from = 0; from < topics.length; from += TOPICS_PER_HINT) {
      id += 1;
      const hint = { topics: topics.slice(from, from + TOPICS_PER_HINT), at: now() };
      for (const subscriber of subscribers) subscriber.hint(id, hint);
    }
    resting = setTimeout(() => {
      resting = undefined;
      if (waiting.size > 0) flush();
    }, BATCH_MS);
    // A process that wants to end does not wait for this.
    resting.unref();
  };

  return {
    announce(topics) {
      for (const topic of topics) waiting.add(topic);
      if (waiting.size > 0 && resting === undefined) flush();
    },
    join(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    get size() {
      return subscribers.size;
    },
    close() {
      clearTimeout(resting);
      for (const subscriber of subscribers) subscriber.close();
      subscribers.clear();
    },
  };
}
