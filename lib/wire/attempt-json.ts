import { z } from 'zod';
import { FAILURE_CODES, type Failure } from '@/lib/domain/failure';

/** The JSON columns of attempt and target, as the engine writes them. */
const text = z.string().nullable().default(null);
const number = z.number().nullable().default(null);

export const blockersJson = z.array(
  z.object({
    pid: z.number(),
    applicationName: z.string().default(''),
    state: z.string().default(''),
    query: z.string().default(''),
    waitMs: z.number().default(0),
  }),
);

export const failureJson = z.object({
  code: z.enum(FAILURE_CODES),
  sqlstate: text,
  message: text,
  detail: text,
  hint: text,
  script: text,
  statementIndex: number,
  statementLine: number,
  statementText: text,
  constraint: text,
  table: text,
  column: text,
  blockers: blockersJson.default([]),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
}) satisfies z.ZodType<Failure>;

export const stepsJson = z.array(
  z.object({ step: z.string(), startedAt: text, finishedAt: text, note: text }),
);

/** Per script of one attempt, in the order of execution. `attempts` counts lock timeouts and deadlocks too. */
export const resultsJson = z.array(
  z.object({
    script: z.string(),
    state: z.enum(['applied', 'failed', 'not_attempted', 'running']),
    attempts: z.number().default(0),
    executionTimeMs: number,
  }),
);

/** What an attempt noted on its way: a code and its facts. */
export const logJson = z.array(
  z.object({ at: z.string(), code: z.string(), facts: z.record(z.string(), z.unknown()).default({}) }),
);

/** Paths of a target's scripts, in the order of execution. */
export const scriptsJson = z.array(z.string());
