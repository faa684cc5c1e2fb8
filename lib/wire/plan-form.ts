import { z } from 'zod';
import type { RolloutState } from '@/lib/domain/rollout';
import { rolloutPlan, wavePlan, type Input } from './commands';

/** What the plan form is made from: releases, the fleet's words, templates. */
export type PlanChoices = {
  readonly releases: readonly {
    readonly id: string;
    readonly name: string;
    readonly changelog: string;
    readonly targetVersion: string | null;
    /** Versions of its scripts, newest first. */
    readonly versions: readonly string[];
    readonly publishedAt: string;
  }[];
  /** Tenants that are not archived, by changelog, least critical first. */
  readonly tenants: readonly {
    readonly key: string;
    readonly name: string;
    readonly changelog: string;
    readonly version: string | null;
    readonly criticality: string;
    /** Read, as its history should have made it, not held and in no live rollout: a fair choice for a canary. */
    readonly free: boolean;
  }[];
  /** By changelog: what a rule may ask for. */
  readonly fields: Readonly<Record<string, readonly FieldChoice[]>>;
  readonly templates: readonly {
    readonly id: string;
    readonly name: string;
    readonly waves: readonly WavePlan[];
  }[];
};

/** A field that a rule may ask for, and each of its values with how many tenants have it. */
export type FieldChoice = {
  readonly field: string;
  readonly label: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
};

/** What a rollback may be narrowed to: the waves and tenants of a rollout that changed and are not back. */
export type RollbackChoices = {
  readonly rollout: {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly state: RolloutState;
    readonly release: string;
    readonly targetVersion: string | null;
  };
  /** In the order of the rollout; waves without a changed tenant are left out. */
  readonly waves: readonly { readonly id: string; readonly name: string; readonly tenants: number }[];
  readonly targets: readonly {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly wave: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
};

/** What the address asks to begin with: a release, and tenants that the fleet handed over. */
export type PlanAsked = {
  /** Tells one request from another: a draft is only taken up again by the request that began it. */
  readonly id: string;
  readonly releaseId: string | null;
  /** The product that the fleet showed. */
  readonly changelog: string | null;
  /** Null: none were asked for. Empty: those that were asked for matched nobody, and nobody is taken instead. */
  readonly tenants: readonly string[] | null;
};

export type WavePlan = Input<typeof wavePlan>;

const waveDraft = wavePlan.extend({
  id: z.string(),
  name: z.string(),
  rule: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('labels'),
      where: z.array(z.object({ field: z.string(), values: z.array(z.string()) })),
    }),
    z.object({ kind: z.literal('percent'), percent: z.number() }),
    z.object({ kind: z.literal('keys'), keys: z.array(z.string()) }),
    z.object({ kind: z.literal('rest') }),
  ]),
});

/** The form as it stands: kept over a reload, turned into a plan only to be previewed or created. */
export const planDraft = z.object({
  name: z.string(),
  releaseId: z.string(),
  targetVersion: z.string().nullable(),
  strategy: z.enum(['phased', 'rolling']),
  waves: z.array(waveDraft),
  /** The one continuous wave of a rolling update; the waves of a phased one are kept beside it. */
  rolling: waveDraft,
  include: z.array(z.object({ key: z.string(), reason: z.string() })),
  maxConcurrency: z.number(),
  lockTimeoutMs: z.number(),
  statementTimeoutMs: z.number(),
  maxAttempts: z.number(),
  approvalsRequired: z.number(),
  approvalHours: z.number(),
  paceMs: z.number(),
});
export type PlanDraft = z.infer<typeof planDraft>;
export type WaveDraft = PlanDraft['waves'][number];

export function newWave(
  id: string,
  name: string,
  rule: WaveDraft['rule'],
  changes: Partial<WaveDraft> = {},
): WaveDraft {
  return { id, name, rule, tolerance: 0, budgetMode: 'strict', onExhausted: 'halt', soakMs: 0, ...changes };
}

/** Identities for so many more waves: none that the given ones have. */
export function freshIds(waves: readonly { readonly id: string }[], count: number): readonly string[] {
  const taken = new Set(waves.map(({ id }) => id));
  const ids: string[] = [];
  for (let number = 1; ids.length < count; number += 1) {
    if (!taken.has(`w${number}`)) ids.push(`w${number}`);
  }
  return ids;
}

/**
 * A canary of the two least critical tenants, a quarter of the rest, the rest. Where nobody is free to be the canary,
 * as when all are there already, the plan can still be previewed and says why.
 */
function firstWaves(choices: PlanChoices, releaseId: string): readonly WaveDraft[] {
  const canary = canaryOf(choices, releaseId);
  return [
    ...(canary.length === 0 ? [] : [newWave('canary', 'Canary', { kind: 'keys', keys: [...canary] })]),
    newWave('first', 'Wave 1', { kind: 'percent', percent: 25 }),
    newWave('last', 'Wave 2', { kind: 'rest' }),
  ];
}

/** The waves of a draft whose release becomes another: a canary that was only suggested is suggested anew. */
export function wavesFor(
  choices: PlanChoices,
  draft: Pick<PlanDraft, 'releaseId' | 'waves'>,
  releaseId: string,
): readonly WaveDraft[] {
  if (JSON.stringify(draft.waves) === JSON.stringify(firstWaves(choices, draft.releaseId))) {
    return firstWaves(choices, releaseId);
  }
  const suggested = canaryOf(choices, draft.releaseId).join();
  const canary = canaryOf(choices, releaseId);
  return draft.waves.map((wave) =>
    wave.rule.kind === 'keys' && wave.rule.keys.join() === suggested && canary.length > 0
      ? { ...wave, rule: { kind: 'keys', keys: [...canary] } }
      : wave,
  );
}

/** The usual waves; or what the fleet handed over. */
export function firstDraft(choices: PlanChoices, asked: PlanAsked): PlanDraft {
  const theirs = choices.tenants.find(({ key }) => key === asked.tenants?.[0])?.changelog ?? asked.changelog;
  const release =
    choices.releases.find(({ id }) => id === asked.releaseId) ??
    choices.releases.find(({ changelog }) => changelog === theirs) ??
    choices.releases[0];
  const selection: WaveDraft['rule'] | null =
    asked.tenants === null ? null : { kind: 'keys', keys: [...asked.tenants] };
  return {
    name: release?.name ?? '',
    releaseId: release?.id ?? '',
    targetVersion: null,
    strategy: 'phased',
    waves:
      selection !== null
        ? [newWave('selection', 'Selection', selection)]
        : [...firstWaves(choices, release?.id ?? '')],
    rolling: newWave('rolling', 'All tenants', selection ?? { kind: 'rest' }),
    include: [],
    maxConcurrency: 8,
    lockTimeoutMs: 500,
    statementTimeoutMs: 60_000,
    maxAttempts: 3,
    approvalsRequired: 1,
    approvalHours: 72,
    paceMs: 0,
  };
}

/** The least critical tenants that the release would move and nothing stands in the way of. */
export function canaryOf(choices: PlanChoices, releaseId: string, size = 2): readonly string[] {
  const release = choices.releases.find(({ id }) => id === releaseId);
  return choices.tenants
    .filter(({ changelog, free }) => free && changelog === release?.changelog)
    .filter(({ version }) => version !== null && version !== release?.targetVersion)
    .slice(0, size)
    .map(({ key }) => key);
}

/** The waves that the draft's strategy has. */
export const wavesOf = (draft: PlanDraft): readonly WaveDraft[] =>
  draft.strategy === 'rolling' ? [draft.rolling] : draft.waves;

/** The plan that is sent: without what only the form needs. */
export function planOf(draft: PlanDraft): z.input<typeof rolloutPlan> {
  const { waves: _waves, rolling: _rolling, ...rest } = draft;
  return {
    ...rest,
    waves: wavesOf(draft).map(({ id: _id, ...wave }) => wave),
    paceMs: draft.strategy === 'rolling' ? draft.paceMs : 0,
  };
}

/**
 * Keys out of what was pasted: one a line, or the first column of a CSV, with or without a header; commas, semicolons
 * and spaces part keys on a line that has no quotes.
 */
export function keysFromText(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const header = lines[0]?.split(/[,;\t]/).map((cell) => cell.trim().replaceAll('"', '').toLowerCase()) ?? [];
  const column = header.indexOf('key');
  if (column >= 0 || header.indexOf('tenant') >= 0) {
    const at = column >= 0 ? column : header.indexOf('tenant');
    return lines.slice(1).flatMap((line) => {
      const cell =
        line
          .split(/[,;\t]/)
          [at]?.trim()
          .replaceAll('"', '') ?? '';
      return cell === '' ? [] : [cell];
    });
  }
  return lines
    .flatMap((line) => line.split(/[,;\s]+/))
    .flatMap((word) => {
      const key = word.trim().replaceAll('"', '');
      return key === '' ? [] : [key];
    });
}

/**
 * What keeps the draft from being previewed, by the path of its field as a refusal of the server would name it.
 * Empty: it can be. Numbers that are none have a message of their own.
 */
export function draftErrors(draft: PlanDraft): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  if (draft.releaseId === '') errors['releaseId'] = 'Choose a release.';
  const parsed = rolloutPlan.safeParse(planOf(draft));
  for (const { path, message } of parsed.error?.issues ?? []) errors[path.join('.')] ??= message;
  return errors;
}

/** The message at a field, or at anything within it. */
export function errorAt(errors: Readonly<Record<string, string>>, path: string): string | undefined {
  const found = Object.keys(errors).find((one) => one === path || one.startsWith(`${path}.`));
  return found === undefined ? undefined : errors[found];
}
