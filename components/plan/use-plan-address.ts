'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

export const STEPS = ['target', 'waves', 'safety', 'preview'] as const;
export type Step = (typeof STEPS)[number];

export const STEP_WORDS: Readonly<Record<Step, string>> = {
  target: 'Target',
  waves: 'Tenants and waves',
  safety: 'Safety',
  preview: 'Preview',
};

const parsers = {
  step: parseAsStringLiteral(STEPS).withDefault('target').withOptions({ history: 'push' }),
  /** Which rows of the preview: `all`, `wave:0`, `left`, `noted`, `excluded` or `excluded:held`. */
  show: parseAsString.withDefault('all'),
};

/** The step and the rows that are looked at stand in the address: back goes back a step. */
export const usePlanAddress = () =>
  useQueryStates(parsers, { history: 'replace', shallow: true, scroll: false });
