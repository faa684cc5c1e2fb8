import type { VerdictWord } from './verdict';

/** What a SQL check asks of the first column of its first row, or of how many rows came. */
export type Expectation =
  | { readonly op: 'equals'; readonly value: string }
  | { readonly op: 'at_most'; readonly value: number }
  | { readonly op: 'at_least'; readonly value: number }
  | { readonly op: 'no_rows' }
  | { readonly op: 'some_rows' };

export type Judgement = {
  readonly verdict: Extract<VerdictWord, 'passed' | 'failed' | 'inconclusive' | 'no_data'>;
  readonly measured: string | null;
  readonly limit: string;
};

/**
 * `no_data`: there is no row to look at, or its value is NULL. `inconclusive`: the value is no number and one was asked for.
 * @param rows values as the server prints them; more than the check's cap may be missing.
 */
export function judge(
  expectation: Expectation,
  answer: { readonly rows: readonly (readonly (string | null)[])[]; readonly truncated: boolean },
): Judgement {
  const count = `${answer.rows.length}${answer.truncated ? '+' : ''}`;
  if (expectation.op === 'no_rows' || expectation.op === 'some_rows') {
    const some = answer.rows.length > 0;
    const passed = some === (expectation.op === 'some_rows');
    return { verdict: passed ? 'passed' : 'failed', measured: count, limit: expectation.op === 'some_rows' ? '>= 1' : '0' };
  }
  const measured = answer.rows[0]?.[0] ?? null;
  if (expectation.op === 'equals') {
    if (measured === null) return { verdict: 'no_data', measured, limit: `= ${expectation.value}` };
    return {
      verdict: measured === expectation.value ? 'passed' : 'failed',
      measured,
      limit: `= ${expectation.value}`,
    };
  }
  const limit = `${expectation.op === 'at_most' ? '<=' : '>='} ${expectation.value}`;
  if (measured === null) return { verdict: 'no_data', measured, limit };
  const value = measured.trim() === '' ? Number.NaN : Number(measured);
  if (Number.isNaN(value)) return { verdict: 'inconclusive', measured, limit };
  const passed = expectation.op === 'at_most' ? value <= expectation.value : value >= expectation.value;
  return { verdict: passed ? 'passed' : 'failed', measured, limit };
}
