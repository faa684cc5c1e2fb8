import { canonicalFacts } from '@/lib/domain/audit';
import { ok, refuse, type Refusal, type Result } from '@/lib/domain/refusal';
import { may, type Verb } from '@/lib/domain/verbs';
import type { Transaction } from '@/lib/db/client';
import { toJson } from '@/lib/db/json';
import { notify } from '@/lib/db/notify';
import type { Actor, Engine } from './context';

/** What the audit log says a command was about: `rollout:<id>` and a name for people. */
export type Subject = { readonly kind: string; readonly id: string; readonly label: string };

export type EventLine = {
  readonly rolloutId: string;
  readonly verb: string;
  readonly waveId?: string;
  readonly targetId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string;
};

/** One transaction of one verb: whatever it saves, records, enqueues and announces commits together or not at all. */
export type Work = {
  readonly tx: Transaction;
  readonly now: Date;
  /** One statement, however many lines. */
  event(...lines: readonly EventLine[]): Promise<void>;
  /** A command's audit line; the chain is sealed after commit. */
  audit(subject: Subject, details?: { readonly reason?: string; readonly data?: Readonly<Record<string, unknown>> }): Promise<void>;
  /** This person has had a hand in the rollout and may not approve it. */
  hand(rolloutId: string): Promise<void>;
  tick(rolloutId: string): Promise<void>;
  /** Topics of lib/wire/live.ts; sent once, at the end. */
  announce(...topics: readonly string[]): void;
};

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * Runs a verb. Asks the registry first; a refusal, wherever it comes from, leaves nothing but its own audit line.
 * @param actor null: the engine itself (ticks, settles), which no registry row limits and which writes no audit line.
 * @param options.announceLater takes the topics after the commit, to gather them: a NOTIFY in the transaction holds a
 * lock that all committing notifiers share, which hundreds of settles a second would queue for.
 */
export async function transact<T>(
  engine: Engine,
  actor: Actor | null,
  verb: Verb | 'engine',
  body: (work: Work) => Promise<Result<T>>,
  options: { readonly announceLater?: (topics: readonly string[]) => void } = {},
): Promise<Result<T>> {
  if (actor !== null && verb !== 'engine' && !may(actor.role, verb)) {
    return auditRefusal(engine, actor, verb, { code: 'not_allowed', facts: { verb, role: actor.role } });
  }
  let announced: readonly string[] = [];
  try {
    const value = await engine.db.$transaction(async (tx) => {
      const topics = new Set<string>();
      const ticks = new Set<string>();
      const work: Work = {
        tx,
        now: engine.clock.now(),
        async event(...lines) {
          await tx.event.createMany({
            data: lines.map((line) => ({
              rolloutId: line.rolloutId,
              waveId: line.waveId ?? null,
              targetId: line.targetId ?? null,
              actorId: actor?.id ?? null,
              verb: line.verb,
              fromState: line.from ?? null,
              toState: line.to ?? null,
              reason: line.reason ?? null,
              data: toJson(line.data ?? {}),
              idempotencyKey: line.idempotencyKey ?? null,
              at: engine.clock.now(),
            })),
          });
          for (const line of lines) topics.add(`rollout:${line.rolloutId}`).add('rollouts');
        },
        async audit(subject, details = {}) {
          if (actor === null) return;
          await tx.auditLine.create({
            data: {
              at: engine.clock.now(),
              actorId: actor.id,
              actor: `${actor.name} <${actor.email}>`,
              verb,
              subject: `${subject.kind}:${subject.id}`,
              label: subject.label,
              outcome: 'done',
              reason: details.reason ?? null,
              data: toJson(canonicalFacts(details.data ?? {})),
            },
          });
          topics.add('audit');
        },
        async hand(rolloutId) {
          if (actor === null) return;
          await tx.rolloutHand.createMany({
            data: [{ rolloutId, personId: actor.id, verb, at: engine.clock.now() }],
            skipDuplicates: true,
          });
        },
        async tick(rolloutId) {
          ticks.add(rolloutId);
        },
        announce(...added) {
          for (const topic of added) topics.add(topic);
        },
      };
      const result = await body(work);
      if (!result.ok) throw new Refused(result.refusal);
      for (const rolloutId of ticks) await engine.queue.sendTick(tx, rolloutId);
      announced = [...topics];
      if (announced.length > 0 && options.announceLater === undefined) await notify(tx, announced);
      return result.value;
    });
    options.announceLater?.(announced);
    return ok(value);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (actor === null || verb === 'engine') return { ok: false, refusal: error.refusal };
    return auditRefusal(engine, actor, verb, error.refusal);
  }
}

/** A refusal is worth a line of its own: who tried what, and why not. */
export async function auditRefusal(
  engine: Engine,
  actor: Pick<Actor, 'id' | 'name' | 'email'>,
  verb: string,
  refusal: Refusal,
): Promise<{ readonly ok: false; readonly refusal: Refusal }> {
  await engine.db.auditLine.create({
    data: {
      at: engine.clock.now(),
      actorId: actor.id,
      actor: `${actor.name} <${actor.email}>`,
      verb,
      subject: 'refusal',
      outcome: 'refused',
      code: refusal.code,
      data: toJson(canonicalFacts(refusal.facts)),
    },
  });
  return refuse(refusal.code, refusal.facts);
}
