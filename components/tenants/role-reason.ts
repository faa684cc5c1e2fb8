import { may, VERBS, type Role, type Verb } from '@/lib/domain/verbs';
import { spoken } from '@/lib/wire/fact-text';

/** Why a button is off for this role; undefined when the role may. */
export function roleReason(role: Role, verb: Verb): string | undefined {
  if (may(role, verb)) return undefined;
  const allowed = VERBS[verb].map((one) => (one === 'admin' ? 'an administrator' : `an ${one}`)).join(' or ');
  return `As ${role} you cannot ${spoken(verb)}. Ask ${allowed}.`;
}
