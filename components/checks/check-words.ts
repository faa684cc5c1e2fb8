import type { Expectation } from '@/lib/domain/expectation';
import type { CheckMode } from '@/lib/domain/verdict';
import type { BuiltInCheck } from '@/lib/wire/checks-view';

/** `at_most 0` → `The first value is at most 0`: what has to be true for the check to pass. */
export function expectationWords(expectation: Expectation): string {
  switch (expectation.op) {
    case 'no_rows':
      return 'No row is found';
    case 'some_rows':
      return 'At least one row is found';
    case 'equals':
      return `The first value is “${expectation.value}”`;
    case 'at_most':
      return `The first value is at most ${expectation.value.toLocaleString('en')}`;
    case 'at_least':
      return `The first value is at least ${expectation.value.toLocaleString('en')}`;
  }
}

export const MODES: Readonly<Record<CheckMode, { readonly label: string; readonly meaning: string }>> = {
  enforce: {
    label: 'Enforce',
    meaning:
      'A tenant that fails it has failed, and counts against the wave’s budget. Without a clear answer the gate stays shut. Either way until it passes, or an approver accepts it as it is.',
  },
  observe: {
    label: 'Observe',
    meaning:
      'Asked and shown like any other, but holds nothing up. For a check that is new, or that only informs.',
  },
};

export const BUILT_IN: Readonly<Record<BuiltInCheck, { readonly label: string; readonly meaning: string }>> =
  {
    history: {
      label: 'History',
      meaning:
        'The history table holds exactly what the plan says: nothing missing, changed, failed or unexpected.',
    },
    version: { label: 'Version', meaning: 'The tenant is on the version that it was to be brought to.' },
    fingerprint: {
      label: 'Fingerprint',
      meaning:
        'Its schema is what the scripts make of an empty one. Left out while there is none to compare with.',
    },
    invalid_index: {
      label: 'Invalid indexes',
      meaning: 'No index was left INVALID, as an interrupted CREATE INDEX CONCURRENTLY does.',
    },
    not_valid_constraint: {
      label: 'Constraints not validated',
      meaning:
        'No constraint was left NOT VALID, except those that were before or that the scripts announce.',
    },
  };
