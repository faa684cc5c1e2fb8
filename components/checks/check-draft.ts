import type { Expectation } from '@/lib/domain/expectation';
import type { CheckMode } from '@/lib/domain/verdict';
import type { CheckView } from '@/lib/wire/checks-view';

/** A check as its form holds it. */
export type CheckDraft = {
  readonly name: string;
  readonly changelogKey: string;
  readonly sql: string;
  readonly mode: CheckMode;
  readonly op: Expectation['op'];
  /** Kept while another kind of expectation is looked at. */
  readonly value: string;
  readonly timeoutMs: string;
  readonly rowCap: string;
};

export const newCheck = (changelogKey: string): CheckDraft => ({
  name: '',
  changelogKey,
  sql: '',
  mode: 'observe',
  op: 'no_rows',
  value: '',
  timeoutMs: '5000',
  rowCap: '20',
});

export const draftOf = (check: CheckView): CheckDraft => ({
  name: check.name,
  changelogKey: check.changelogKey,
  sql: check.sql,
  mode: check.mode,
  op: check.expectation.op,
  value: 'value' in check.expectation ? String(check.expectation.value) : '',
  timeoutMs: String(check.timeoutMs),
  rowCap: String(check.rowCap),
});

/** A number that is missing is sent as it is: the command's schema names it at its field. */
const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

export const needsValue = (op: Expectation['op']): boolean => op !== 'no_rows' && op !== 'some_rows';

/** What the command takes of a draft. */
export function fieldsOf(draft: CheckDraft) {
  const { name, changelogKey, sql, mode, op, value } = draft;
  const expectation =
    op === 'equals' ? { op, value } : needsValue(op) ? { op, value: numberOf(value) } : { op };
  return {
    name,
    changelogKey,
    sql,
    mode,
    expectation,
    timeoutMs: numberOf(draft.timeoutMs),
    rowCap: numberOf(draft.rowCap),
  };
}
