import type { Blocker } from '@/lib/domain/failure';
import type { Step } from '@/lib/domain/target';
import { toJson } from '@/lib/db/json';
import type { Engine } from './context';
import type { Workbench } from './workbench';

export type StepLine = { readonly step: Step; readonly startedAt: string; readonly finishedAt?: string };

export type ScriptLine = {
  readonly script: string;
  readonly version: string | null;
  readonly state: 'not_attempted' | 'running' | 'applied' | 'failed';
  /** Lock timeouts and deadlocks included. */
  readonly attempts: number;
  readonly executionTimeMs: number | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
};

export type LogLine = { readonly at: string; readonly code: string; readonly facts: Readonly<Record<string, unknown>> };

/** All that an attempt's row tells of how it went. */
export type AttemptPicture = {
  readonly step: Step;
  readonly steps: readonly StepLine[];
  readonly results: readonly ScriptLine[];
  readonly log: readonly LogLine[];
  readonly blockers: readonly Blocker[];
};

/** What an attempt's row says while it runs. */
export type Journal = {
  step(step: Step): void;
  scripts(lines: readonly ScriptLine[]): void;
  script(index: number, change: Partial<ScriptLine>): void;
  blockers(blockers: readonly Blocker[]): void;
  log(code: string, facts?: Readonly<Record<string, unknown>>): void;
  /** Everything so far, for the transaction that settles; nothing is written by itself any more. */
  close(): Promise<AttemptPicture>;
};

/** Changes within this time are one write: the tenant's history is the truth, this is for whoever watches. */
const COALESCE_MS = 150;
const MAX_LOG_LINES = 200;

const stored = ({ step, steps, results, log, blockers }: AttemptPicture) => ({
  step,
  steps: toJson(steps),
  results: toJson(results),
  log: toJson(log),
  blockers: toJson(blockers),
});

export function openJournal(
  engine: Engine,
  bench: Pick<Workbench, 'announce'>,
  attempt: { readonly id: string; readonly rolloutId: string; readonly startedAt: Date },
): Journal {
  const steps: StepLine[] = [{ step: 'preflight', startedAt: attempt.startedAt.toISOString() }];
  let results: readonly ScriptLine[] = [];
  const log: LogLine[] = [];
  let blockers: readonly Blocker[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  let closed = false;
  const now = () => engine.clock.now().toISOString();

  const snapshot = (): AttemptPicture => ({
    step: steps.at(-1)?.step ?? 'preflight',
    steps: [...steps],
    results,
    log: [...log],
    blockers,
  });
  const write = () => {
    timer = undefined;
    // A failed write loses a picture, not a fact: the next one has it all.
    writing = engine.db.attempt
      .updateMany({ where: { id: attempt.id, state: 'running' }, data: stored(snapshot()) })
      .then(() => bench.announce([`rollout:${attempt.rolloutId}`]))
      .catch(() => undefined);
  };
  const dirty = () => {
    if (!closed) timer ??= setTimeout(write, COALESCE_MS);
  };
  const endStep = () => {
    const last = steps.pop();
    if (last !== undefined) steps.push({ ...last, finishedAt: last.finishedAt ?? now() });
  };

  return {
    step(step) {
      endStep();
      steps.push({ step, startedAt: now() });
      dirty();
    },
    scripts(lines) {
      results = lines;
      dirty();
    },
    script(index, change) {
      results = results.map((line, at) => (at === index ? { ...line, ...change } : line));
      dirty();
    },
    blockers(found) {
      blockers = found;
      dirty();
    },
    log(code, facts = {}) {
      if (log.length < MAX_LOG_LINES) log.push({ at: now(), code, facts });
      dirty();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await writing;
      endStep();
      blockers = [];
      return snapshot();
    },
  };
}
