/** The work that one wave still has, and how many of its tenants can run at once. */
export type WorkLeft = { readonly remaining: number; readonly atOnce: number };

export type Eta =
  | { readonly kind: 'done' }
  /** Too little has been measured; `needed` finished tenants make an estimate. */
  | { readonly kind: 'calculating'; readonly finished: number; readonly needed: number }
  /** From the quartiles of what was measured; without soaks, approvals and pauses. */
  | { readonly kind: 'range'; readonly lowMs: number; readonly highMs: number };

/** Fewer than three durations say nothing about how far they spread. */
const LEAST = 3;
const ENOUGH = 10;

export const neededForEta = (total: number): number =>
  Math.max(Math.min(LEAST, total), Math.min(ENOUGH, Math.ceil(total * 0.05)));

/**
 * How long the tenants still to come will take.
 * @param durationsMs of finished tenants, whole attempts, in any order.
 */
export function estimate(durationsMs: readonly number[], waves: readonly WorkLeft[], total: number): Eta {
  const left = waves.reduce((sum, wave) => sum + wave.remaining, 0);
  if (left === 0) return { kind: 'done' };
  const needed = neededForEta(total);
  if (durationsMs.length < needed) return { kind: 'calculating', finished: durationsMs.length, needed };
  const sorted = [...durationsMs].sort((a, b) => a - b);
  // Each wave is worked on in rounds of `atOnce`; waves come one after the other.
  const rounds = waves.reduce(
    (sum, wave) => sum + wave.remaining / Math.max(1, Math.min(wave.atOnce, wave.remaining)),
    0,
  );
  return { kind: 'range', lowMs: quantile(sorted, 0.25) * rounds, highMs: quantile(sorted, 0.75) * rounds };
}

/** Linear between neighbours. `sorted` ascending, not empty. */
export function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

/** How many tenants of a wave may run at once, by what limits it: rollout, servers, and a strict budget. */
export function atOnce(limits: {
  readonly rolloutLimit: number;
  readonly serverLimits: readonly number[];
  readonly tolerance: number;
  readonly failures: number;
  readonly budgetMode: 'strict' | 'soft';
}): number {
  const servers = limits.serverLimits.reduce((sum, limit) => sum + limit, 0);
  const budget =
    limits.budgetMode === 'strict' ? limits.tolerance + 1 - limits.failures : limits.rolloutLimit;
  return Math.max(1, Math.min(limits.rolloutLimit, servers, budget));
}

export type Bin = { readonly fromMs: number; readonly toMs: number; readonly count: number };

/** A small plot's columns: equal widths from the shortest to the longest. Empty without durations. */
export function bins(durationsMs: readonly number[], columns: number): readonly Bin[] {
  if (durationsMs.length === 0) return [];
  const low = Math.min(...durationsMs);
  const high = Math.max(...durationsMs);
  if (low === high) return [{ fromMs: low, toMs: high, count: durationsMs.length }];
  const width = (high - low) / columns;
  return Array.from({ length: columns }, (_, index) => ({
    fromMs: low + index * width,
    toMs: low + (index + 1) * width,
    count: durationsMs.filter((ms) => Math.min(columns - 1, Math.floor((ms - low) / width)) === index).length,
  }));
}
