'use client';

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { TABS } from './state-words';

const parsers = {
  state: parseAsStringLiteral(TABS),
  wave: parseAsInteger,
  cause: parseAsString,
  check: parseAsString,
  target: parseAsString.withOptions({ history: 'push' }),
};

/** What of the rollout is looked at stands in the address: filters replace, the drawer is a step back away. */
export const useRolloutAddress = () => useQueryStates(parsers, { history: 'replace', shallow: true });
