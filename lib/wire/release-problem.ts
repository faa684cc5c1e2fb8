import { z } from 'zod';

/**
 * One thing that is wrong with a release. The refusal `release_problems` carries them in `facts.problems`, one JSON text
 * each: a code of lib/changelog/problem.ts, or one of the two that only the control plane can know:
 * `changed_since_release` (facts: release, recorded, published) and `changed_applied` (facts: tenant, tenants, recorded,
 * published), an applied script that now has another checksum.
 */
export const releaseProblem = z.object({
  code: z.string(),
  /** The file as it was given; empty when the release as a whole is meant. */
  path: z.string(),
  line: z.number().int().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
});
export type ReleaseProblem = z.infer<typeof releaseProblem>;

/** The problems of a `release_problems` refusal; what does not parse is left out. */
export function releaseProblemsOf(facts: Readonly<Record<string, unknown>>): readonly ReleaseProblem[] {
  const { problems } = facts;
  if (!Array.isArray(problems)) return [];
  return (problems as readonly unknown[]).flatMap((text) => {
    if (typeof text !== 'string') return [];
    const parsed = releaseProblem.safeParse(parseJson(text));
    return parsed.success ? [parsed.data] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
