import type { Logger } from 'pino';

export type Timers = {
  /** Runs at once and then each `intervalMs` after the last run ended: never twice at a time. A failure is logged. */
  every(name: string, intervalMs: number, run: () => Promise<unknown>): void;
  /** Runs `name` now, or again if it runs already. */
  nudge(name: string): void;
  /** Starts nothing more and waits for what runs. */
  stop(): Promise<void>;
};

type Timer = { run: () => Promise<unknown>; intervalMs: number; handle?: NodeJS.Timeout | undefined; running: boolean; again: boolean; last: Promise<void> };

export function createTimers(log: Logger): Timers {
  const timers = new Map<string, Timer>();
  let stopped = false;

  const start = (name: string, timer: Timer): void => {
    clearTimeout(timer.handle);
    if (stopped) return;
    timer.running = true;
    timer.last = timer
      .run()
      .then(
        () => undefined,
        (error: unknown) => log.error({ err: error, timer: name }, 'a timer failed'),
      )
      .then(() => {
        timer.running = false;
        if (stopped) return;
        const pauseMs = timer.again ? 0 : timer.intervalMs;
        timer.again = false;
        timer.handle = setTimeout(() => start(name, timer), pauseMs);
      });
  };

  return {
    every(name, intervalMs, run) {
      const timer: Timer = { run, intervalMs, running: false, again: false, last: Promise.resolve() };
      timers.set(name, timer);
      start(name, timer);
    },
    nudge(name) {
      const timer = timers.get(name);
      if (timer === undefined || stopped) return;
      if (timer.running) timer.again = true;
      else start(name, timer);
    },
    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer.handle);
      await Promise.all([...timers.values()].map((timer) => timer.last));
    },
  };
}
