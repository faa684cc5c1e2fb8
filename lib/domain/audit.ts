type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Sorted keys, no undefined, no dates: the same facts give the same text wherever they are read back. */
export function canonicalFacts(value: unknown): Plain {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(canonicalFacts);
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, canonicalFacts(inner)]),
    );
  }
  if (typeof value === 'bigint') return value.toString();
  throw new TypeError(`a ${typeof value} is no fact`);
}

/** The parts of an audit line that its hash covers. */
export type SealedLine = {
  readonly seq: string;
  readonly id: string;
  readonly at: string;
  readonly actorId: string | null;
  readonly actor: string;
  readonly verb: string;
  readonly subject: string;
  readonly label: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly data: unknown;
  readonly prevHash: string;
};

/** What the keyed hash of a line is taken over. */
export const canonicalLine = (line: SealedLine): string =>
  JSON.stringify([
    'groundswell-audit-1',
    line.seq,
    line.id,
    line.at,
    line.actorId,
    line.actor,
    line.verb,
    line.subject,
    line.label,
    line.outcome,
    line.code,
    line.reason,
    canonicalFacts(line.data),
    line.prevHash,
  ]);
