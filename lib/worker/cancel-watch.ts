import type { Logger } from 'pino';
import { CANCELLED_BY_PERSON } from '@/lib/engine/run-target';
import type { Engine } from '@/lib/engine/context';

/** The runs of this process that a person may stop. */
export type CancelWatch = {
  /** Aborted with `CANCELLED_BY_PERSON` once somebody has asked for it. */
  watch(targetId: string): AbortSignal;
  forget(targetId: string): void;
  /** Looks now: a hint has come, or a timer. */
  check(): Promise<void>;
};

/** One query for all runs of the process, however many there are. */
export function createCancelWatch(engine: Engine, log: Logger): CancelWatch {
  const running = new Map<string, AbortController>();
  let checking: Promise<void> | undefined;
  let again = false;

  const look = async (): Promise<void> => {
    do {
      again = false;
      if (running.size === 0) return;
      const asked = await engine.db.target.findMany({
        where: { id: { in: [...running.keys()] }, state: 'running', cancelRequestedAt: { not: null } },
        select: { id: true },
      });
      for (const { id } of asked) running.get(id)?.abort(CANCELLED_BY_PERSON);
    } while (again);
  };

  return {
    watch(targetId) {
      const controller = new AbortController();
      running.set(targetId, controller);
      return controller.signal;
    },
    forget(targetId) {
      running.delete(targetId);
    },
    check() {
      if (checking !== undefined) {
        again = true;
        return checking;
      }
      checking = look()
        .catch((error: unknown) => log.error({ err: error }, 'could not look for cancels'))
        .finally(() => (checking = undefined));
      return checking;
    },
  };
}
